//! `env/stray-copies`

use muster_sdk::paths::{self, Entry};
use muster_sdk::{Finding, NotEvaluated, Outcome, Source, env, shell_word};

use crate::bound_file::{absent, findings_per_file};

muster_sdk::rule! {
    id: "env/stray-copies",
    severity: Medium,
    precision: High,
    tags: ["env", "files", "secrets"],
    documentation: "stray_copies.md",
    check: check,
}

/// What is behind the name of a file in that of a copy, in small letters. Dates and numbers are others.
const WORDS: [&str; 12] = [
    "bak", "backup", "bck", "copy", "old", "orig", "prev", "previous", "save", "swo", "swp", "tmp",
];

fn check() -> Outcome {
    let entries = paths::entries()?;
    let gaps = paths::gaps()?;
    findings_per_file(|file| {
        if let Some(absent) = absent(&file).filter(|_| file.state != env::EnvFile::STATE_MISSING) {
            return Ok(vec![absent]);
        }
        let path = file.path.as_str();
        let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
        let is_ours = |pattern: &str| {
            pattern
                .rsplit_once('/')
                .is_some_and(|(own, _)| own == directory)
        };
        if let Some(gap) = gaps.iter().find(|gap| is_ours(&gap.pattern)) {
            let reason = format!("Not everything beside {path} is known: {}.", gap.reason);
            return Ok(vec![Finding::error(path, reason)]);
        }
        let mut findings = Vec::new();
        for entry in &entries {
            let copy = entry
                .path
                .rsplit_once('/')
                .filter(|(own, _)| *own == directory);
            if copy.is_some_and(|(_, copy)| is_copy(copy, name)) && entry.kind == Entry::KIND_FILE {
                findings.extend(judge(&file, entry)?);
            }
        }
        if findings.is_empty() {
            findings.push(Finding::pass(
                path,
                format!("Only accounts that can read {path} itself can read its copies."),
            ));
        }
        Ok(findings)
    })
}

/// Whether a name is that of a file with what editors and people add for a copy.
fn is_copy(copy: &str, name: &str) -> bool {
    let hidden = || copy.strip_prefix('.')?.strip_prefix(name);
    let rest = copy.strip_prefix(name).or_else(hidden);
    let Some(rest) = rest.filter(|rest| !rest.is_empty()) else {
        return false;
    };
    let rest = rest.to_ascii_lowercase();
    rest == "~"
        || rest
            .split(['.', '-', '_', '~', ' ', '(', ')'])
            .filter(|word| !word.is_empty())
            .any(|word| {
                let word = word.trim_end_matches(|c: char| c.is_ascii_digit());
                word.is_empty() || WORDS.contains(&word)
            })
}

fn judge(file: &env::EnvFile, entry: &Entry) -> Result<Option<Finding>, NotEvaluated> {
    let path = &entry.path;
    let Some(mode) = entry.mode else {
        return Err(NotEvaluated::because(format!(
            "the mode of {path} is not known"
        )));
    };
    // What the group and everybody may do that they may not do with the file itself.
    let wider = mode & !file.mode.unwrap_or_default();
    let is_open = wider & 0o044 != 0 || entry.acl_extended == Some(true);
    if !is_open {
        return Ok(None);
    }
    let argument = shell_word(path);
    Ok(Some(
        Finding::fail(
            path,
            format!(
                "{path} looks like a copy of {}, and more accounts can read it.",
                file.path
            ),
        )
        .observed(format!("{mode:04o}"))
        .required("no copy, or one that only its owner can read")
        .fix(format!(
            "Remove it: `rm {argument}`; or run `chmod 0600 {argument}`"
        ))
        .at(Source::file(path.clone()), "is the copy"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_told_by_what_is_added_to_the_name() {
        for copy in [
            "shop.env~",
            "shop.env.bak",
            ".shop.env.swp",
            "shop.env.2024-05-01",
            "shop.env_old",
            "shop.env.bak2",
            "shop.env.1",
            "shop.env-copy",
            "shop.env (copy)",
        ] {
            assert!(is_copy(copy, "shop.env"), "{copy}");
        }
        for other in [
            "shop.env",
            "shop.env.example",
            "shop.env.production",
            "other.bak",
            "shop.envelope",
            "Caddyfile.bak",
        ] {
            assert!(!is_copy(other, "shop.env"), "{other}");
        }
        assert!(is_copy(".env.bak", ".env") && is_copy("..env.swp", ".env"));
        assert!(!is_copy(".env.local", ".env") && !is_copy(".env", ".env"));
    }
}
