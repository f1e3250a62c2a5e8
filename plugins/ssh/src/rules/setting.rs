//! `ssh/setting`

use muster_sdk::{ByName, Finding, NotEvaluated, Outcome, fits_pattern, sshd};

use crate::advice::Advice;
use crate::algorithms::{with, without};
use crate::setting::{block_subject, effective, no_server, opening};

muster_sdk::parameters! {
    struct Parameters {
        /// The keyword as sshd_config(5) writes it, such as `MaxSessions`.
        #[requests(SshdKeyword)]
        #[needed(keyword)]
        keyword: String = "",
        /// Keywords of which at least one must be set, in place of `keyword`, such as `AllowUsers` and
        /// `AllowGroups`.
        #[requests(SshdKeyword)]
        #[needed(keyword)]
        #[needed(limit)]
        #[excludes(keyword)]
        #[excludes(allowed)]
        #[excludes(at_least)]
        #[excludes(at_most)]
        #[excludes(none_of)]
        #[excludes(has_one_of)]
        #[excludes(explicit)]
        any_of: Vec<String> = [],
        /// The values that pass, the one to set first; any where none is named. `*` stands for any text.
        #[needed(limit)]
        #[apart_from(none_of)]
        allowed: Vec<String> = [],
        /// The least that passes: a number, or several with `:` between them.
        #[needed(limit)]
        #[up_to(at_most)]
        #[form(Number)]
        #[form(Pattern("#:#"))]
        #[form(Pattern("#:#:#"))]
        at_least: String = "",
        /// The most that passes, such as `4`, or `10:30:60` for MaxStartups.
        #[needed(limit)]
        #[form(Number)]
        #[form(Pattern("#:#"))]
        #[form(Pattern("#:#:#"))]
        at_most: String = "",
        /// Entries of a list that must not be in it; `*` stands for any part of a name.
        #[needed(limit)]
        none_of: Vec<String> = [],
        /// Entries of which the list must contain at least one, with the one to add first.
        #[needed(limit)]
        #[apart_from(none_of)]
        has_one_of: Vec<String> = [],
        /// Whether a line has to set it, and the default does not count.
        #[needed(limit)]
        explicit: bool = false,
    }
}

muster_sdk::rule! {
    id: "ssh/setting",
    severity: Medium,
    precision: VeryHigh,
    tags: ["ssh"],
    explained_by: [Place("ssh/config-valid")],
    documentation: "setting.md",
    parameters: Parameters,
    check: check,
}

/// The lists of which sshd_config(5) takes entries out by a `-` before them.
const ALGORITHMS: [&str; 7] = [
    "CASignatureAlgorithms",
    "Ciphers",
    "HostKeyAlgorithms",
    "HostbasedAcceptedAlgorithms",
    "KexAlgorithms",
    "MACs",
    "PubkeyAcceptedAlgorithms",
];

fn check(parameters: Parameters) -> Outcome {
    let keyword = parameters.keyword.as_str();
    match (keyword.is_empty(), parameters.any_of.is_empty()) {
        (true, true) => {
            // Without facts there is nothing to say, whatever the policy asks.
            sshd::server()?;
            return Ok(vec![Finding::not_applicable(
                "sshd",
                "The policy names no keyword for this rule.",
            )]);
        }
        (false, false) => {
            return Err(NotEvaluated::because(
                "the parameters `keyword` and `any-of` cannot both be set",
            ));
        }
        (true, false) => return any_set(&parameters.any_of),
        (false, true) => {}
    }
    let subject = format!("sshd/{keyword}");
    if let Some(finding) = no_server(&subject)? {
        return Ok(vec![finding]);
    }
    let wanted = Wanted::of(&parameters)?;
    let settings = effective(keyword, &sshd::settings()?)?;
    let advice = Advice::of_host()?;
    let mut of_blocks = ByName::default();
    let lower = keyword.to_ascii_lowercase();
    for block in sshd::match_blocks()?
        .iter()
        .filter(|block| block.satisfiable)
    {
        for inside in block.overrides.iter().filter(|one| one.keyword == lower) {
            if let Some(fault) = wanted.fault(inside)? {
                let subject = block_subject(block, keyword);
                let finding = Finding::fail(
                    &subject,
                    format!(
                        "{keyword} is '{}' for 'Match {}' of {}, {fault}.",
                        inside.values.join(" "),
                        block.criteria,
                        opening(block)
                    ),
                )
                .observed(inside.values.join(" "))
                .required(wanted.to_string())
                .at_if(inside.source.clone(), "sets it");
                of_blocks.get_or_insert_with(subject, || finding);
            }
        }
    }
    let mut findings = vec![judge(&subject, &settings, &wanted, &advice)?];
    findings.extend(of_blocks.into_values());
    Ok(findings)
}

/// Whether one of these keywords is set at all.
fn any_set(keywords: &[String]) -> Outcome {
    let names = keywords.join(", ");
    let subject = format!("sshd/{}", keywords.join("|"));
    if let Some(finding) = no_server(&subject)? {
        return Ok(vec![finding]);
    }
    let settings = sshd::settings()?;
    let set = keywords.iter().find_map(|keyword| {
        let lower = keyword.to_ascii_lowercase();
        let mut all = settings.iter();
        all.find(|one| one.keyword == lower && one.source.is_some() && !one.values.is_empty())
    });
    Ok(vec![
        match set {
            Some(setting) => Finding::pass(&subject, format!("One of {names} is set."))
                .observed(setting.keyword.clone())
                .at_if(setting.source.clone(), "sets it"),
            None => Finding::fail(&subject, format!("None of {names} is set."))
                .observed("none")
                .fix(Advice::of_host()?.set_names(keywords.first().map_or("", String::as_str))),
        }
        .required(format!("one of {names}")),
    ])
}

/// Passes when every setting does, whichever way sshd is started.
fn judge(
    subject: &str,
    settings: &[sshd::Setting],
    wanted: &Wanted<'_>,
    advice: &Advice,
) -> Result<Finding, NotEvaluated> {
    let name = wanted.keyword;
    for setting in settings {
        let Some(fault) = wanted.fault(setting)? else {
            continue;
        };
        let value = setting.values.join(" ");
        let message = if value.is_empty() {
            format!("{name} is not set.")
        } else {
            format!("{name} is '{value}', {fault}.")
        };
        let finding = Finding::fail(subject, message)
            .observed(if value.is_empty() { "not set" } else { &value })
            .required(wanted.to_string())
            .at_if(setting.source.clone(), "sets it");
        let denied = wanted.denied(setting);
        return Ok(match wanted.remedy(setting, &denied) {
            Some(remedy) => finding.fix(advice.set(name, setting.source.as_ref(), &remedy)),
            None if denied.is_empty() => finding,
            None => finding.fix(format!(
                "Take '{}' out of {name}, then run `{}`",
                denied.join("' and '"),
                advice.reload()
            )),
        });
    }
    let first = settings.first();
    let value = first.map(|setting| setting.values.join(" "));
    let value = value.unwrap_or_default();
    Ok(Finding::pass(subject, format!("{name} is '{value}'."))
        .observed(value)
        .required(wanted.to_string())
        .at_if(first.and_then(|setting| setting.source.clone()), "sets it"))
}

/// What the policy asks of the keyword.
struct Wanted<'a> {
    keyword: &'a str,
    allowed: &'a [String],
    least: Option<Vec<i64>>,
    most: Option<Vec<i64>>,
    none_of: &'a [String],
    has_one_of: &'a [String],
    explicit: bool,
}

impl<'a> Wanted<'a> {
    fn of(parameters: &'a Parameters) -> Result<Self, NotEvaluated> {
        let limit = |name: &str, text: &str| {
            if text.is_empty() {
                return Ok(None);
            }
            numbers(text).map(Some).ok_or_else(|| {
                NotEvaluated::because(format!("parameter `{name}`: '{text}' is not a number"))
            })
        };
        let wanted = Self {
            keyword: &parameters.keyword,
            allowed: &parameters.allowed,
            least: limit("at-least", &parameters.at_least)?,
            most: limit("at-most", &parameters.at_most)?,
            none_of: &parameters.none_of,
            has_one_of: &parameters.has_one_of,
            explicit: parameters.explicit,
        };
        if wanted.to_string().is_empty() {
            return Err(NotEvaluated::because(format!(
                "the policy does not say what {} must be",
                wanted.keyword
            )));
        }
        Ok(wanted)
    }

    /// What is wrong with a value, as the end of a sentence.
    fn fault(&self, setting: &sshd::Setting) -> Result<Option<String>, NotEvaluated> {
        let value = setting.values.join(" ");
        if self.explicit && setting.source.is_none() {
            return Ok(Some("by default only".to_owned()));
        }
        let lower = value.to_ascii_lowercase();
        let is_allowed = |allowed: &String| fits_pattern(&allowed.to_ascii_lowercase(), &lower);
        if !self.allowed.is_empty() && !self.allowed.iter().any(is_allowed) {
            return Ok(Some("which the policy does not allow".to_owned()));
        }
        for (limit, is_beyond, clause) in [
            (
                &self.least,
                (|a, b| a < b) as fn(i64, i64) -> bool,
                "which is too little",
            ),
            (&self.most, |a, b| a > b, "which is too much"),
        ] {
            let Some(limit) = limit else { continue };
            // MaxStartups can be one number: that at which all further connections are refused.
            let found =
                numbers(&value).filter(|found| found.len() == 1 || found.len() == limit.len());
            let found = found.ok_or_else(|| {
                NotEvaluated::because(format!(
                    "{} is '{value}', which cannot be compared with a number",
                    self.keyword
                ))
            })?;
            if found.iter().zip(limit).any(|(a, b)| is_beyond(*a, *b)) {
                return Ok(Some(clause.to_owned()));
            }
        }
        if self.lacks_entry(setting) {
            let wanted = self.has_one_of.join(" nor ");
            return Ok(Some(format!("and neither {wanted} is in it")));
        }
        let denied = self.denied(setting);
        Ok((!denied.is_empty()).then(|| format!("and {} must not be in it", denied.join(", "))))
    }

    /// Whether a list has none of the entries of which it must have one.
    fn lacks_entry(&self, setting: &sshd::Setting) -> bool {
        let mut entries = setting.values.iter().flat_map(|value| value.split(','));
        !self.has_one_of.is_empty()
            && !entries.any(|entry| self.has_one_of.iter().any(|wanted| wanted == entry))
    }

    /// The entries of a list that must not be in it.
    fn denied(&self, setting: &sshd::Setting) -> Vec<String> {
        let entries = setting.values.iter().flat_map(|value| value.split(','));
        entries
            .filter(|entry| {
                self.none_of
                    .iter()
                    .any(|denied| fits_pattern(denied, entry))
            })
            .map(str::to_owned)
            .collect()
    }

    /// What to write in place of a value, as far as that is one thing.
    fn remedy(&self, setting: &sshd::Setting, denied: &[String]) -> Option<String> {
        if let Some(first) = self.allowed.first() {
            return Some(first.clone());
        }
        let is_algorithms = ALGORITHMS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(self.keyword));
        if self.lacks_entry(setting) {
            let first = self.has_one_of.first().filter(|_| is_algorithms)?;
            // Before those of the default.
            return Some(with(setting, first));
        }
        if !denied.is_empty() {
            return is_algorithms.then(|| without(setting, denied, self.none_of));
        }
        let most = self.most.as_deref().map(written);
        let value = setting.values.join(" ");
        most.or_else(|| self.least.as_deref().map(written))
            .or_else(|| (!value.is_empty()).then_some(value))
    }
}

impl std::fmt::Display for Wanted<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts: Vec<String> = [
            (!self.allowed.is_empty()).then(|| self.allowed.join(" or ")),
            self.least
                .as_deref()
                .map(|least| format!("{} or more", written(least))),
            self.most
                .as_deref()
                .map(|most| format!("{} or less", written(most))),
            (!self.none_of.is_empty()).then(|| format!("none of {}", self.none_of.join(", "))),
            (!self.has_one_of.is_empty()).then(|| format!("one of {}", self.has_one_of.join(", "))),
            self.explicit.then(|| "set by a line".to_owned()),
        ]
        .into_iter()
        .flatten()
        .collect();
        f.write_str(&parts.join(", "))
    }
}

/// A limit as the policy writes it, such as `10:30:60`.
fn written(limit: &[i64]) -> String {
    let texts: Vec<String> = limit.iter().map(ToString::to_string).collect();
    texts.join(":")
}

/// The numbers of `10:30:60`.
fn numbers(text: &str) -> Option<Vec<i64>> {
    text.split(':').map(|part| part.parse().ok()).collect()
}
