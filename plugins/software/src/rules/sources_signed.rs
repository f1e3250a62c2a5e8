//! `software/sources-signed`

use muster_sdk::package_sources::{self, Check, PackageSource};
use muster_sdk::{Finding, NotEvaluated, Outcome, pass_unless};

muster_sdk::parameters! {
    struct Parameters {
        /// Whether packages that are on the host itself are judged too.
        local: bool = false,
        /// Whether it is enough that the list of packages is signed, which has the checksums of all.
        list: bool = true,
        /// Whether the settings for all sources count too where every source has its own.
        main: bool = false,
    }
}

muster_sdk::rule! {
    id: "software/sources-signed",
    severity: High,
    precision: High,
    tags: ["software", "packages", "updates"],
    documentation: "sources_signed.md",
    parameters: Parameters,
    check: check,
}

/// The subject of a host on which nothing is wrong.
const SUBJECT: &str = "sources";

const REQUIRED: &str = "packages signed with keys that the host knows";

fn check(parameters: Parameters) -> Outcome {
    let sources = package_sources::sources()?;
    let checks = package_sources::checks()?;
    if sources.is_empty() && checks.is_empty() {
        return Ok(vec![Finding::not_applicable(
            SUBJECT,
            "The host has no package source that Muster can read.",
        )]);
    }
    let mut findings: Vec<Finding> = Vec::new();
    for source in &sources {
        if source.is_local && !parameters.local {
            continue;
        }
        if let Some(finding) = judge_source(source, &checks, &parameters)?
            && findings
                .iter()
                .all(|known| known.subject() != finding.subject())
        {
            findings.push(finding);
        }
    }
    findings.extend(
        checks
            .into_iter()
            .filter_map(|check| judge_check(check, parameters.main)),
    );
    let count = sources.len();
    Ok(pass_unless(findings, || {
        Finding::pass(
            SUBJECT,
            format!("Packages of all {count} sources are checked against keys."),
        )
        .required(REQUIRED)
    }))
}

fn judge_source(
    source: &PackageSource,
    checks: &[Check],
    parameters: &Parameters,
) -> Result<Option<Finding>, NotEvaluated> {
    let is_on = |key: &str| {
        checks
            .iter()
            .any(|check| check.program == source.program && check.key == key && check.on)
    };
    let only_list = match source.signatures.as_str() {
        PackageSource::SIGNATURES_NAMED_KEYS | PackageSource::SIGNATURES_ANY_KEY => {
            return Ok(None);
        }
        PackageSource::SIGNATURES_DEFAULT if is_on("gpgcheck") => return Ok(None),
        PackageSource::SIGNATURES_DEFAULT => is_on("repo_gpgcheck"),
        PackageSource::SIGNATURES_LIST => true,
        PackageSource::SIGNATURES_NONE => false,
        other => {
            return Err(NotEvaluated::because(format!(
                "a source asks for the signatures {other}, which this rule does not know"
            )));
        }
    };
    if only_list && parameters.list {
        return Ok(None);
    }
    let name = [source.address.as_str(), source.name.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let subject = if name.is_empty() {
        format!("source {}", source.source.name)
    } else {
        name
    };
    let message = if only_list {
        format!("{subject} signs only its package list.")
    } else {
        format!("Packages of {subject} are installed without a signature.")
    };
    let fix = match source.program.as_str() {
        PackageSource::PROGRAM_APT => {
            "Take `trusted` and `allow-insecure` out of the source, and name its key with `signed-by`"
                .to_owned()
        }
        _ => format!(
            "Write `gpgcheck=1` and the `gpgkey` of the repository to {}",
            source.source.name
        ),
    };
    Ok(Some(
        Finding::fail(subject, message)
            .observed(if only_list {
                "a signed list"
            } else {
                "nothing"
            })
            .required(REQUIRED)
            .fix(fix)
            .at(source.source.clone(), "asks for no more"),
    ))
}

/// A setting that has a program check less of every source.
fn judge_check(check: Check, is_main_judged: bool) -> Option<Finding> {
    let Check {
        program,
        key,
        on,
        source,
    } = check;
    let (is_wrong, fix) = if program == Check::PROGRAM_APT {
        (on, format!("Remove `{key}` from {}", source.name))
    } else {
        (
            is_main_judged && key == "gpgcheck" && !on,
            format!("Write `gpgcheck=1` below `[main]` in {}", source.name),
        )
    };
    let state = if on { "on" } else { "off" };
    is_wrong.then(|| {
        Finding::fail(
            key.clone(),
            format!("{program} is configured not to check packages: {key} is {state}."),
        )
        .observed(state)
        .required(if on { "off" } else { "on" })
        .fix(fix)
        .at(source, "decides it")
    })
}
