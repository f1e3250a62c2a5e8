//! Lists of algorithms: which of those that sshd takes are among the ones that a policy refuses.

use muster_sdk::{Finding, NotEvaluated, Outcome, fits_pattern, sshd};

use crate::advice::Advice;
use crate::setting::{effective, no_server};

/// What a rule asks of a list.
pub(crate) struct Algorithms<'a> {
    /// The keyword, as sshd_config(5) writes it.
    pub(crate) name: &'static str,
    /// What they are, as in *weak ciphers*.
    pub(crate) called: &'static str,
    /// Patterns of those that are refused.
    pub(crate) denied: &'a [String],
}

impl Algorithms<'_> {
    /// Judges the effective list.
    pub(crate) fn outcome(&self) -> Outcome {
        let Self {
            name,
            called,
            denied,
        } = self;
        let subject = format!("sshd/{name}");
        if let Some(finding) = no_server(&subject)? {
            return Ok(vec![finding]);
        }
        let settings = effective(name, &sshd::settings()?)?;
        let by_default = settings.iter().any(|setting| setting.source.is_none());
        let server = sshd::server()?;
        let is_asked = server.cross_check == sshd::SshdServer::CROSS_CHECK_AGREED;
        if by_default && server.version.is_none() && !is_asked {
            return Err(NotEvaluated::because(format!(
                "{name} depends on the release of sshd, which is not known"
            )));
        }
        let weak = |setting: &sshd::Setting| -> Vec<String> {
            // Lists have one value, or one for each algorithm.
            let names = setting.values.iter().flat_map(|value| value.split(','));
            names
                .filter(|name| denied.iter().any(|pattern| fits_pattern(pattern, name)))
                .map(str::to_owned)
                .collect()
        };
        let found = settings
            .iter()
            .map(|setting| (setting, weak(setting)))
            .find(|(_, weak)| !weak.is_empty());
        let Some((setting, weak)) = found else {
            let finding = Finding::pass(subject, format!("sshd accepts no {called}."));
            let source = settings.first().and_then(|setting| setting.source.clone());
            return Ok(vec![finding.at_if(source, "sets the list")]);
        };
        let list = weak.join(",");
        let finding = Finding::fail(
            subject,
            format!("sshd accepts {called}: {}.", weak.join(", ")),
        )
        .observed(&list)
        .required(format!("none of {}", denied.join(", ")))
        .fix(Advice::of_host()?.set(name, setting.source.as_ref(), &format!("-{list}")))
        .at_if(setting.source.clone(), "sets the list");
        Ok(vec![finding])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_part() {
        for (pattern, name) in [
            ("*-cbc*", "aes128-cbc"),
            ("*-cbc*", "rijndael-cbc@lysator.liu.se"),
            ("hmac-md5*", "hmac-md5-96-etm@openssh.com"),
            ("*-sha1", "diffie-hellman-group14-sha1"),
            ("arcfour", "arcfour"),
        ] {
            assert!(fits_pattern(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("*-sha1", "diffie-hellman-group14-sha256"),
            ("*-96*", "hmac-sha2-256"),
            ("arcfour", "arcfour128"),
        ] {
            assert!(!fits_pattern(pattern, name), "{pattern} {name}");
        }
    }
}
