//! `config/pam-module`

use muster_sdk::pam::{self, Entry, Layout, ModuleOption};
use muster_sdk::{Finding, NotEvaluated, Outcome};

use crate::stacks::{Stack, Stacks, without_pam};

muster_sdk::parameters! {
    struct Parameters {
        /// The module, such as `pam_pwquality.so`.
        #[requests(PamModule)]
        #[needed(module)]
        module: String = "",
        /// The stacks that must ask it: `auth`, `account`, `password`, `session`.
        #[needed(kinds)]
        #[form(Words(&["auth", "account", "password", "session"]))]
        kinds: Vec<String> = ["auth"],
        /// The services whose stacks these are, `*` for all; empty for the files that services share.
        services: Vec<String> = [],
        /// Whether no one may get through with a password on this host unless the module agrees.
        agrees: bool = true,
    }
}

muster_sdk::rule! {
    id: "config/pam-module",
    severity: Medium,
    precision: High,
    tags: ["configuration", "login"],
    documentation: "pam_module.md",
    parameters: Parameters,
    check: check,
}

/// It counts failures in one line and looks at the count in another.
const FAILLOCK: &str = "pam_faillock.so";

fn check(parameters: Parameters) -> Outcome {
    let module = parameters.module.as_str();
    if module.is_empty() {
        let reason = "The policy names no module for this rule.";
        return Ok(vec![Finding::not_applicable("pam", reason)]);
    }
    let Some(stacks) = Stacks::of_host()? else {
        return without_pam();
    };
    let mut findings = Vec::new();
    for kind in &parameters.kinds {
        let chosen = stacks.chosen(&parameters.services, kind)?;
        if chosen.is_empty() && parameters.services.is_empty() {
            let reason = format!(
                "none of the files is there that services share for {kind} on the distributions that Muster knows; \
                 name services in `services`"
            );
            findings
                .push(Finding::error(format!("pam/{kind}/{module}"), reason).of_file("/etc/pam.d"));
        }
        for stack in chosen {
            let subject = format!("{}/{kind}/{module}", stack.service.name);
            let finding = match stack.unjudged(subject.clone()) {
                Some(unjudged) => unjudged,
                None => judge(subject, &stacks, &stack, &parameters)?,
            };
            findings.push(finding.of_file(&stack.service.source.name));
        }
    }
    if findings.is_empty() {
        let reason = "None of the services that the policy names is there.";
        findings.push(Finding::not_applicable("pam", reason));
    }
    Ok(findings)
}

fn judge(
    subject: String,
    stacks: &Stacks,
    stack: &Stack<'_>,
    parameters: &Parameters,
) -> Result<Finding, NotEvaluated> {
    let module = parameters.module.as_str();
    let (name, kind) = (&stack.service.name, stack.kind);
    let lines = stacks.asking(stack, module);
    let asked: Vec<&Entry> = lines.iter().copied().filter(|line| line.reached).collect();
    let complaint = if lines.is_empty() {
        Some(format!("No line for {kind} in {name} asks {module}."))
    } else if asked.is_empty() && lines.iter().any(|line| line.missing) {
        Some(format!(
            "{module} is not installed, and {name} leaves it out without a word."
        ))
    } else if asked.is_empty() {
        Some(format!(
            "Nothing for {kind} in {name} gets as far as {module}."
        ))
    } else if !parameters.agrees || (module == FAILLOCK && kind == Entry::KIND_ACCOUNT) {
        // There it only forgets the failures before.
        None
    } else if module == FAILLOCK && kind == Entry::KIND_AUTH {
        counting(name, &asked)?
    } else if asked.iter().any(|line| line.enforced) {
        None
    } else {
        Some(format!(
            "A password of this host gets through {name} for {kind} without {module}."
        ))
    };
    let shown = if asked.is_empty() { &lines } else { &asked };
    let mut finding = match complaint {
        None => Finding::pass(subject, format!("{name} asks {module} for {kind}.")),
        Some(complaint) => {
            Finding::fail(subject, complaint).fix(match lines.iter().find(|line| !line.missing) {
                Some(line) if module != FAILLOCK && stacks.layout() != Layout::KIND_AUTHSELECT => {
                    passed_over(line)
                }
                _ => advice(stacks, stack, module),
            })
        }
    };
    for line in shown {
        finding = finding.at(line.source.clone(), "asks it");
    }
    Ok(finding)
}

/// What is wrong with the lines of pam_faillock for `auth`.
fn counting(name: &str, asked: &[&Entry]) -> Result<Option<String>, NotEvaluated> {
    let options = pam::options()?;
    let phase = |line: &Entry| {
        let is_phase =
            |option: &&ModuleOption| option.entry == line.source && option.name == "phase";
        let found = options.iter().find(is_phase);
        found
            .and_then(|option| option.value.clone())
            .unwrap_or_default()
    };
    let counts = asked
        .iter()
        .any(|line| line.after_failure && phase(line) == "authfail");
    let looks = asked
        .iter()
        .any(|line| line.enforced && ["preauth", "authsucc"].contains(&phase(line).as_str()));
    Ok(match (counts, looks) {
        (true, true) => None,
        (false, _) => Some(format!(
            "{name} does not count every wrong password: no line with `authfail` comes behind it."
        )),
        (true, false) => Some(format!(
            "A locked account gets through {name}: no line with `preauth` or `authsucc` stops it."
        )),
    })
}

/// Where a line asks the module already, what comes before it or its own control lets a password past.
fn passed_over(line: &Entry) -> String {
    let (place, module) = (line.source.location(), &line.module);
    let jumps = "such as a jump with `success=1`";
    if line.reached {
        return format!(
            "See that nothing before {place} skips {module}, {jumps}, and that the control there is `requisite`"
        );
    }
    format!("Change what comes before {place}, so that nothing skips {module}, {jumps}")
}

fn advice(stacks: &Stacks, stack: &Stack<'_>, module: &str) -> String {
    let feature = match module {
        FAILLOCK => Some("with-faillock"),
        "pam_pwhistory.so" => Some("with-pwhistory"),
        _ => None,
    };
    match (stacks.layout(), module, feature) {
        (Layout::KIND_AUTHSELECT, _, Some(feature)) => {
            format!("Run `authselect enable-feature {feature}`")
        }
        (Layout::KIND_AUTHSELECT, _, None) => format!(
            "Ask {module} in a profile below /etc/authselect/custom, then run `authselect apply-changes`"
        ),
        (Layout::KIND_DEBIAN, "pam_pwquality.so", _) => {
            "Run `apt-get install libpam-pwquality`".to_owned()
        }
        (Layout::KIND_DEBIAN, _, _) => format!(
            "Write a profile with {module} below /usr/share/pam-configs, then run `pam-auth-update --enable` with its name"
        ),
        _ => format!(
            "Add a line for {module} to the stack `{}` in {}",
            stack.kind, stack.service.source.name
        ),
    }
}
