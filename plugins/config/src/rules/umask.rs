//! `config/umask`

use muster_sdk::login::{self, LoginValue};
use muster_sdk::{Finding, NotEvaluated, Outcome};

use crate::mask;

muster_sdk::parameters! {
    struct Parameters {
        /// What new files have to be closed to, as umask has it: each bit of it has to be in the mask.
        #[needed(mask)]
        #[form(Octal)]
        mask: String = "027",
        /// Whose shells are judged: `root` and `others`.
        #[needed(who)]
        #[form(Words(&["root", "others"]))]
        who: Vec<String> = ["root", "others"],
    }
}

muster_sdk::rule! {
    id: "config/umask",
    severity: Low,
    precision: High,
    tags: ["configuration", "login"],
    documentation: "umask.md",
    parameters: Parameters,
    check: check,
}

/// What the first process of a host begins with, where nothing says otherwise.
const DEFAULT: &str = "022";

/// Where it can be set for everybody.
const FILE: &str = "/etc/profile.d/zz-umask.sh";

fn check(parameters: Parameters) -> Outcome {
    let wanted = mask::parameter("mask", &parameters.mask)?;
    let values = login::values()?;
    let mut findings = Vec::new();
    for who in &parameters.who {
        let value = values
            .iter()
            .find(|value| value.name == LoginValue::NAME_UMASK && value.who == *who)
            .ok_or_else(|| {
                NotEvaluated::because(format!(
                    "`who` has `{who}`, which is neither `root` nor `others`"
                ))
            })?;
        findings.push(judge(value, wanted, &parameters.mask));
    }
    Ok(findings)
}

fn judge(value: &LoginValue, wanted: u32, mask: &str) -> Finding {
    let subject = format!("umask/{}", value.who);
    let whose = match value.who.as_str() {
        LoginValue::WHO_ROOT => "root's shell",
        _ => "a shell",
    };
    let closes = |value: &str| mask::bits(value).map(|bits| bits & wanted == wanted);
    // One that is too open is enough.
    let open = value
        .values
        .iter()
        .find(|one| one.value.as_deref().and_then(closes) == Some(false));
    let unknown = value.values.iter().find(|one| one.value.is_none());
    let is_default_open = value.may_be_unset && closes(DEFAULT) == Some(false);
    let finding = match (open, unknown) {
        (Some(one), _) => {
            let found = one.value.as_deref().unwrap_or_default();
            let may = if one.conditional { "may be" } else { "is" };
            Finding::fail(
                &subject,
                format!(
                    "The umask of {whose} {may} {found}, which leaves open what {mask} closes."
                ),
            )
            .observed(found)
            .at(one.source.clone(), "sets it")
        }
        (None, Some(one)) => {
            return Finding::error(
                subject,
                format!("The umask of {whose} is known only when somebody logs in."),
            )
            .at(one.source.clone(), "may set it");
        }
        (None, None) if is_default_open => {
            let when = if value.values.is_empty() {
                ""
            } else {
                " on every path"
            };
            let finding = Finding::fail(
                &subject,
                format!("Nothing that {whose} reads sets its umask{when}, so it is {DEFAULT}."),
            )
            .observed(DEFAULT);
            match value.values.first() {
                Some(one) => finding.at(one.source.clone(), "sets it, if at all"),
                None => finding,
            }
        }
        (None, None) => {
            let found: Vec<&str> = value
                .values
                .iter()
                .filter_map(|one| one.value.as_deref())
                .collect();
            let found = match found.as_slice() {
                [] => DEFAULT.to_owned(),
                found => found.join(" or "),
            };
            let pass = Finding::pass(&subject, format!("The umask of {whose} is {found}."));
            let source = value.values.first().map(|one| one.source.clone());
            return pass
                .observed(found)
                .required(format!("{mask} or stricter"))
                .at_if(source, "sets it");
        }
    };
    let mut finding = finding
        .required(format!("{mask} or stricter"))
        .fix(advice(value, mask));
    for one in &value.shadowed {
        finding = finding.at(one.source.clone(), "does not count");
    }
    finding
}

fn advice(value: &LoginValue, mask: &str) -> String {
    // What root reads last may be in its own home.
    let own = value.values.iter().find(|one| {
        let name = &one.source.name;
        !name.starts_with("/etc/pam.d/")
            && !name.starts_with("/etc/login.defs")
            && one.source.line.is_some()
            && (value.who == LoginValue::WHO_ROOT || name.starts_with("/etc/profile.d/"))
    });
    match own {
        Some(one) => format!("In {} write `umask {mask}`", one.source.location()),
        // Every account reads it, whatever the umask of root is.
        None => format!("Run `echo 'umask {mask}' > {FILE} && chmod 0644 {FILE}`"),
    }
}
