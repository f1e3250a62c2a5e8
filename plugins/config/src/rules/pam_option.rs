//! `config/pam-option`

use muster_sdk::pam::{self, Entry, Layout, ModuleOption};
use muster_sdk::{Finding, NotEvaluated, Outcome};

use crate::stacks::{Stacks, without_pam};
use crate::wanted::Wanted;

muster_sdk::parameters! {
    struct Parameters {
        /// The module, such as `pam_faillock.so`.
        #[requests(PamModule)]
        #[needed(module)]
        #[form(Words(&[
            "pam_faillock.so", "pam_pwhistory.so", "pam_pwquality.so", "pam_unix.so", "pam_wheel.so",
        ]))]
        module: String = "",
        /// The option as the module's manual names it, such as `deny`; also `hash` of pam_unix, and `shortest` and
        /// `classes` of pam_pwquality.
        #[requests(PamOption)]
        #[needed(option)]
        option: String = "",
        /// The stacks that are looked at: `auth`, `account`, `password`, `session`.
        #[needed(kinds)]
        #[form(Words(&["auth", "account", "password", "session"]))]
        kinds: Vec<String> = ["auth", "account", "password", "session"],
        /// The services whose stacks these are, `*` for all; empty for the files that services share.
        services: Vec<String> = [],
        /// Values that are allowed. Switches are `yes` or `no`.
        #[needed(limit)]
        #[apart_from(none_of)]
        allowed: Vec<String> = [],
        /// Values that are not allowed.
        #[needed(limit)]
        none_of: Vec<String> = [],
        /// The smallest number allowed; `never` is more than any number. Empty for any.
        #[needed(limit)]
        #[up_to(at_most)]
        #[form(Number)]
        at_least: String = "",
        /// The largest number allowed; empty for any.
        #[needed(limit)]
        #[form(Number)]
        at_most: String = "",
    }
}

muster_sdk::rule! {
    id: "config/pam-option",
    severity: Low,
    precision: High,
    tags: ["configuration", "login"],
    documentation: "pam_option.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let (module, option) = (parameters.module.as_str(), parameters.option.as_str());
    if module.is_empty() || option.is_empty() {
        let reason = "The policy names no option for this rule.";
        return Ok(vec![Finding::not_applicable("pam", reason)]);
    }
    let wanted = Wanted::of(
        &parameters.allowed,
        &parameters.none_of,
        &parameters.at_least,
        &parameters.at_most,
    )?;
    if wanted.in_words().is_empty() {
        return Err(NotEvaluated::because(format!(
            "the policy does not say what {option} of {module} has to be"
        )));
    }
    let Some(stacks) = Stacks::of_host()? else {
        return without_pam();
    };
    let options = pam::options()?;
    let unread = pam::unread_files()?;
    let mut findings: Vec<Finding> = Vec::new();
    // A line that many services include is judged once.
    let mut judged: Vec<&Entry> = Vec::new();
    for kind in &parameters.kinds {
        let mut chosen = stacks.chosen(&parameters.services, kind)?;
        if chosen.is_empty() && parameters.services.is_empty() {
            // Nothing is shared for this kind here, so every service has lines of its own.
            chosen = stacks.having(kind);
        }
        for stack in chosen {
            let subject = format!("{}/{kind}/{module}/{option}", stack.service.name);
            if let Some(unjudged) = stack.unjudged(subject) {
                findings.push(unjudged.of_file(&stack.service.source.name));
                continue;
            }
            for line in stacks.asking(&stack, module) {
                if line.reached && !judged.iter().any(|known| known.source == line.source) {
                    judged.push(line);
                }
            }
        }
    }
    let is_asked = !judged.is_empty();
    judged.retain(|line| has_option(line, option));
    for line in judged {
        let file = line.source.name.as_str();
        let name = file.rsplit('/').next().unwrap_or(file);
        let subject = format!("{name}/{}/{module}/{option}", line.kind);
        let is_asked = |one: &&ModuleOption| one.entry == line.source && one.name == option;
        let finding = match options.iter().find(is_asked) {
            Some(found) => judge(&subject, found, &stacks, &wanted)?,
            None => match unread.iter().find(|one| one.entry == line.source) {
                Some(unread) => Finding::error(&subject, unread.reason.clone())
                    .at(line.source.clone(), "asks the module"),
                None => {
                    return Err(NotEvaluated::because(format!(
                        "Muster knows no option `{option}` of {module} for {}",
                        line.kind
                    )));
                }
            },
        };
        add(&mut findings, finding.of_file(file));
    }
    if findings.is_empty() {
        let reason = if is_asked {
            format!("No stack that is looked at asks {module} for what {option} is about.")
        } else {
            format!("No stack that is looked at asks {module}.")
        };
        findings.push(Finding::not_applicable(format!("pam/{module}"), reason));
    }
    Ok(findings)
}

/// Whether a module has an option in a stack of this kind: pam_unix hashes only what it is told to change.
fn has_option(line: &Entry, option: &str) -> bool {
    (line.module.as_str(), option) != ("pam_unix.so", "hash") || line.kind == Entry::KIND_PASSWORD
}

/// Of several lines of a stack, only the worst is reported.
fn add(findings: &mut Vec<Finding>, finding: Finding) {
    match findings
        .iter_mut()
        .find(|known| known.subject() == finding.subject())
    {
        Some(known) if finding.rank() < known.rank() => *known = finding,
        Some(_) => {}
        None => findings.push(finding),
    }
}

/// The option's name in sentences.
fn label(option: &str) -> &str {
    match option {
        "shortest" => "the length of the shortest password",
        "classes" => "the number of kinds of characters that a password needs",
        "hash" => "the method that passwords are hashed by",
        other => other,
    }
}

fn judge(
    subject: &str,
    found: &ModuleOption,
    stacks: &Stacks,
    wanted: &Wanted<'_>,
) -> Result<Finding, NotEvaluated> {
    let (module, label) = (&found.module, label(&found.name));
    let by = match found.origin.as_str() {
        ModuleOption::ORIGIN_DEFAULT => " by default",
        _ => "",
    };
    let mut finding = match &found.value {
        None => Finding::error(
            subject,
            format!("what {label} of {module} is set to is not understood"),
        ),
        Some(value) => {
            let is = match value.as_str() {
                "yes" => "is set".to_owned(),
                "no" => "is not set".to_owned(),
                value => format!("is `{value}`{by}"),
            };
            let required = wanted.in_words();
            if wanted.holds(value)? {
                Finding::pass(subject, format!("With {module}, {label} {is}."))
            } else {
                Finding::fail(subject, format!("With {module}, {label} {is}."))
                    .fix(advice(found, stacks, wanted))
            }
            .observed(value)
            .required(required)
        }
    };
    finding = match &found.source {
        Some(source) => finding.at(source.clone(), "sets it"),
        None => finding.at(found.entry.clone(), "asks the module"),
    };
    for line in &found.shadowed {
        finding = finding.at(line.clone(), "does not count");
    }
    Ok(finding)
}

fn advice(found: &ModuleOption, stacks: &Stacks, wanted: &Wanted<'_>) -> String {
    let name = match found.name.as_str() {
        "shortest" => "minlen",
        "classes" => "minclass",
        other => other,
    };
    let value = wanted.remedy().unwrap_or_else(|| "…".to_owned());
    let is_argument = found.origin == ModuleOption::ORIGIN_ARGUMENT;
    if let (Some(file), false) = (&found.file, is_argument) {
        let own = found
            .source
            .as_ref()
            .filter(|source| source.name.starts_with("/etc/"));
        let line = match (found.name.as_str(), value.as_str()) {
            ("hash", _) => format!("ENCRYPT_METHOD {}", value.to_ascii_uppercase()),
            (_, "yes") => name.to_owned(),
            (_, value) => format!("{name} = {value}"),
        };
        return match own {
            Some(source) if value == "no" => format!("Take `{name}` out of {}", source.location()),
            Some(source) if !is_composed(found) => {
                format!("In {} write `{line}`", source.location())
            }
            _ => format!("Write `{line}` in {file}"),
        };
    }
    let argument = match (found.name.as_str(), value.as_str()) {
        ("hash", value) => format!("Write `{value}`"),
        (_, "yes") => format!("Write `{name}`"),
        (_, "no") | ("remember", "0") => format!("Leave out `{name}`"),
        (_, value) => format!("Write `{name}={value}`"),
    };
    let module = &found.module;
    match (stacks.layout(), name, value.as_str()) {
        (Layout::KIND_AUTHSELECT, "nullok", _) => {
            "Run `authselect enable-feature without-nullok`".to_owned()
        }
        (Layout::KIND_AUTHSELECT, _, _) => format!(
            "{argument} for {module} in a profile below /etc/authselect/custom, then run `authselect apply-changes`"
        ),
        (Layout::KIND_DEBIAN, _, _) => format!(
            "{argument} for {module} in its profile below /usr/share/pam-configs, then run `pam-auth-update`"
        ),
        _ => format!("{argument} in {}", found.entry.location()),
    }
}

/// Whether it is composed of several options, so its place is that of one of them.
fn is_composed(found: &ModuleOption) -> bool {
    ["shortest", "classes"].contains(&found.name.as_str())
}
