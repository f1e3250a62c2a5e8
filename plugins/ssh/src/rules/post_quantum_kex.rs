//! `ssh/post-quantum-kex`

use muster_sdk::{Finding, NotEvaluated, Outcome, fits_pattern, sshd};

use crate::advice::Advice;
use crate::setting::{effective, no_server};

muster_sdk::parameters! {
    struct Parameters {
        /// Exchanges that a quantum computer cannot break; `*` stands for any part of a name.
        accepted: Vec<String> = ["mlkem*", "sntrup761*"],
    }
}

muster_sdk::rule! {
    id: "ssh/post-quantum-kex",
    severity: Low,
    precision: VeryHigh,
    tags: ["ssh"],
    explained_by: [Place("ssh/config-valid")],
    documentation: "post_quantum_kex.md",
    parameters: Parameters,
    check: check,
}

const SUBJECT: &str = "sshd/KexAlgorithms/post-quantum";

const KEYWORD: &str = "KexAlgorithms";

/// What to set, with the first release of OpenSSH that has it, the best one first.
const OFFERS: [(&str, (u32, u32)); 2] = [
    ("mlkem768x25519-sha256", (9, 9)),
    ("sntrup761x25519-sha512@openssh.com", (8, 5)),
];

fn check(parameters: Parameters) -> Outcome {
    if let Some(finding) = no_server(SUBJECT)? {
        return Ok(vec![finding]);
    }
    let settings = effective(KEYWORD, &sshd::settings()?)?;
    let server = sshd::server()?;
    let by_default = settings.iter().any(|setting| setting.source.is_none());
    let is_asked = server.cross_check == sshd::SshdServer::CROSS_CHECK_AGREED;
    if by_default && server.version.is_none() && !is_asked {
        return Err(NotEvaluated::because(format!(
            "{KEYWORD} is that of the release of sshd, and it is not known which release this is"
        )));
    }
    let accepted = |setting: &sshd::Setting| {
        let names = setting.values.iter().flat_map(|value| value.split(','));
        let mut fitting = names.filter(|name| {
            let mut patterns = parameters.accepted.iter();
            patterns.any(|pattern| fits_pattern(pattern, name))
        });
        fitting.next().map(str::to_owned)
    };
    let required = format!("one of {}", parameters.accepted.join(", "));
    let without = settings.iter().find(|setting| accepted(setting).is_none());
    let finding = match without {
        None => {
            let first = settings.first();
            let name = first.and_then(accepted).unwrap_or_default();
            Finding::pass(SUBJECT, format!("sshd takes {name}."))
                .observed(name)
                .at_if(
                    first.and_then(|setting| setting.source.clone()),
                    "sets the list",
                )
        }
        Some(setting) => Finding::fail(
            SUBJECT,
            "sshd takes no key exchange that holds out against a quantum computer.",
        )
        .observed("none")
        .fix(fix(setting, server.version.as_deref())?)
        .at_if(setting.source.clone(), "sets the list"),
    };
    Ok(vec![finding.required(required)])
}

/// The list with an exchange of that kind before the others.
fn fix(setting: &sshd::Setting, version: Option<&str>) -> Result<String, NotEvaluated> {
    let release = version.and_then(release);
    let known = |(_, since): &&(&str, (u32, u32))| release.is_none_or(|release| release >= *since);
    // Of a release that is not known, what most have.
    let offer = match release {
        Some(_) => OFFERS.iter().find(known),
        None => OFFERS.last(),
    };
    let Some((name, _)) = offer else {
        return Ok(
            "Update OpenSSH: release 8.5 is the first that has such an exchange, and 9.0 takes it by default"
                .to_owned(),
        );
    };
    let list = match setting.source {
        Some(_) => format!("{name},{}", setting.values.join(",")),
        None => format!("^{name}"),
    };
    Ok(Advice::of_host()?.set(KEYWORD, setting.source.as_ref(), &list))
}

/// The numbers of `9.2p1`.
fn release(version: &str) -> Option<(u32, u32)> {
    let (major, rest) = version.split_once('.')?;
    let digits = rest.find(|c: char| !c.is_ascii_digit());
    let minor = rest.get(..digits.unwrap_or(rest.len()))?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_is_compared_by_its_numbers() {
        assert_eq!(release("9.2p1"), Some((9, 2)));
        assert_eq!(release("10.0p2"), Some((10, 0)));
        assert_eq!(release("10.10"), Some((10, 10)));
        assert_eq!(release("unknown"), None);
        assert!(release("10.0p2") > release("9.9p1"));
    }
}
