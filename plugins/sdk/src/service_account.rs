//! Which account the program in a container runs as.

use crate::{NotEvaluated, services};

/// The account that a service of the Compose project runs as, and its group if one is given: from the file, or else
/// from `accounts`, which a policy's parameter gives by service. None if the image decides, or if the file names an
/// account of the image.
///
/// # Errors
/// When the file's content is not known.
pub fn service_account(
    service: &str,
    accounts: &[(String, String)],
) -> Result<Option<(u32, Option<u32>)>, NotEvaluated> {
    let settings = services::settings()?;
    let written = settings
        .iter()
        .find(|setting| setting.service == service && setting.key == services::Setting::KEY_USER)
        .map(|setting| setting.value.as_str());
    let unknowns = services::unknowns()?;
    let is_unknown = unknowns.iter().any(|one| {
        one.service.as_deref() == Some(service) && one.key == services::Setting::KEY_USER
    });
    if is_unknown {
        return Ok(None);
    }
    let of_policy = || {
        let mut known = accounts.iter();
        known.find_map(|(name, account)| (name == service).then_some(account.as_str()))
    };
    let Some(text) = written.or_else(of_policy) else {
        return Ok(None);
    };
    let (user, group) = match text.split_once(':') {
        Some((user, group)) => (user, Some(group)),
        None => (text, None),
    };
    let number = |name: &str| {
        if name == "root" {
            Some(0)
        } else {
            name.parse().ok()
        }
    };
    Ok(number(user).map(|uid| (uid, group.and_then(number))))
}
