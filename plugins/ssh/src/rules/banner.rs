//! `ssh/banner`

use muster_sdk::banners::{self, Banner, UnreadBanner};
use muster_sdk::{ByName, Finding, Outcome, sshd};

use crate::advice::Advice;
use crate::setting::{block_subject, effective, no_server, opening};

muster_sdk::rule! {
    id: "ssh/banner",
    severity: Low,
    precision: VeryHigh,
    tags: ["ssh"],
    explained_by: [Place("ssh/config-valid")],
    documentation: "banner.md",
    check: check,
}

const KEYWORD: &str = "Banner";
const SUBJECT: &str = "sshd/Banner";

/// The file that benchmarks name.
const USUAL: &str = "/etc/issue.net";

fn check() -> Outcome {
    if let Some(finding) = no_server(SUBJECT)? {
        return Ok(vec![finding]);
    }
    let settings = effective(KEYWORD, &sshd::settings()?)?;
    let texts = Texts {
        found: banners::banners()?,
        unread: banners::unread_banners()?,
    };
    let advice = Advice::of_host()?;
    let judged = |setting: &sshd::Setting, subject: &str, who: &str| {
        let source = setting.source.as_ref();
        let finding = match texts.shown(&setting.values.join(" ")) {
            Shown::Text(path) => {
                Finding::pass(subject, format!("sshd shows {path} before a login{who}."))
                    .observed(path)
            }
            Shown::Unknown(path, reason) => Finding::error(
                subject,
                format!("It is not known what sshd shows before a login{who}: {path}: {reason}"),
            ),
            Shown::Off => {
                Finding::fail(subject, format!("sshd shows no text before a login{who}."))
                    .observed("none")
                    .fix(format!(
                        "Write a text to {USUAL}. {}",
                        advice.set(KEYWORD, source, USUAL)
                    ))
            }
            Shown::Nothing(path, why) => Finding::fail(
                subject,
                format!("sshd shows no text before a login{who}: {path} {why}."),
            )
            .observed(path.clone())
            .fix(format!("Write the text to {path}")),
        };
        finding
            .required("a file with a text")
            .at_if(setting.source.clone(), "sets it")
    };
    let is_wrong = |setting: &&sshd::Setting| {
        !matches!(texts.shown(&setting.values.join(" ")), Shown::Text(_))
    };
    let decisive = settings.iter().find(is_wrong).or(settings.first());
    let mut findings: Vec<Finding> = decisive
        .map(|setting| judged(setting, SUBJECT, ""))
        .into_iter()
        .collect();
    let mut of_blocks = ByName::default();
    for block in sshd::match_blocks()?
        .iter()
        .filter(|block| block.satisfiable)
    {
        let same = |one: &&sshd::Setting| one.keyword.eq_ignore_ascii_case(KEYWORD);
        for inside in block.overrides.iter().filter(same).filter(is_wrong) {
            let subject = block_subject(block, KEYWORD);
            let who = format!(" for 'Match {}' of {}", block.criteria, opening(block));
            let finding = judged(inside, &subject, &who);
            of_blocks.get_or_insert_with(subject, || finding);
        }
    }
    findings.extend(of_blocks.into_values());
    Ok(findings)
}

/// What a value of `Banner` leads to.
enum Shown {
    Text(String),
    /// Nothing, because of what is, or is not, at the path.
    Nothing(String, &'static str),
    Unknown(String, String),
    Off,
}

struct Texts {
    found: Vec<Banner>,
    unread: Vec<UnreadBanner>,
}

impl Texts {
    fn shown(&self, value: &str) -> Shown {
        if value.eq_ignore_ascii_case("none") || value.is_empty() {
            return Shown::Off;
        }
        // sshd runs in the root directory.
        let path = if value.starts_with('/') {
            value.to_owned()
        } else {
            format!("/{value}")
        };
        let known = self
            .found
            .iter()
            .find(|text| text.kind == Banner::KIND_ISSUE_NET && text.path == path);
        match known {
            Some(text) if text.empty => Shown::Nothing(path, "is empty"),
            Some(_) => Shown::Text(path),
            None => match self.unread.iter().find(|text| text.path == path) {
                Some(text) => Shown::Unknown(path, text.reason.clone()),
                None => Shown::Nothing(path, "is not a file"),
            },
        }
    }
}
