//! `config/watched-files`

use muster_sdk::settings::{self, ConfiguredSetting};
use muster_sdk::{FactError, Finding, Outcome};

muster_sdk::parameters! {
    struct Parameters {
        /// The files: `aide/` with the path of each, such as `aide//usr/sbin/auditctl`.
        #[requests(Setting)]
        #[needed(files)]
        #[form(Pattern("aide//*"))]
        files: Vec<String> = [],
        /// What AIDE must check of each, in its own words; no groups of them.
        #[form(Words(&[
            "p", "i", "n", "u", "g", "s", "b", "m", "a", "c", "S", "l", "ftype", "acl", "selinux", "xattrs", "e2fsattrs",
            "caps", "I", "ANF", "ARF", "growing", "compressed", "fstype", "md5", "sha1", "sha256", "sha512", "rmd160",
            "tiger", "crc32", "haval", "gost", "whirlpool", "crc32b", "stribog256", "stribog512", "sha512_256", "sha3_256",
            "sha3_512",
        ]))]
        attributes: Vec<String> = ["p", "i", "n", "u", "g", "s", "b", "acl", "xattrs", "sha512"],
    }
}

muster_sdk::rule! {
    id: "config/watched-files",
    severity: Low,
    precision: High,
    tags: ["configuration", "integrity"],
    documentation: "watched_files.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    if parameters.files.is_empty() {
        return Ok(vec![Finding::not_applicable(
            "files",
            "The policy names no files for this rule.",
        )]);
    }
    let mut findings = Vec::new();
    for name in &parameters.files {
        let path = name.strip_prefix("aide/").unwrap_or(name);
        findings.push(match settings::configured(name) {
            Ok(setting) => judge(path, &setting, &parameters.attributes).of_file(&setting.file),
            Err(FactError::Unsupported(reason)) => Finding::not_applicable(path, reason),
            Err(error) => Finding::error(path, error.reason()),
        });
    }
    Ok(findings)
}

fn judge(path: &str, setting: &ConfiguredSetting, wanted: &[String]) -> Finding {
    let required = wanted.join("+");
    let fix = format!(
        "Write `{}` in {}, then run `aide --update`, and put the new database in the place of the old one",
        setting.line.replace('…', &required),
        setting.file
    );
    let Some(rule) = &setting.effective else {
        return Finding::fail(path, format!("No rule of AIDE is about {path}."))
            .observed("no rule")
            .required(required)
            .fix(fix);
    };
    let checked = rule.value.as_deref().unwrap_or_default();
    let missing: Vec<&str> = wanted
        .iter()
        .map(String::as_str)
        .filter(|attribute| !checked.split('+').any(|one| one == *attribute))
        .collect();
    let finding = if missing.is_empty() {
        Finding::pass(path, format!("AIDE checks {path} in full."))
    } else {
        Finding::fail(
            path,
            format!(
                "AIDE does not check all of {path}: {} is missing.",
                missing.join("+")
            ),
        )
        .fix(fix)
    };
    finding
        .observed(checked)
        .required(required)
        .at(rule.source.clone(), "counts for it")
}
