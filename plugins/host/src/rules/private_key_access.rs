//! `host/private-key-access`

use muster_sdk::paths::{self, Ancestor, Entry};
use muster_sdk::{Finding, NotEvaluated, Outcome, pass_unless, shell_word};

use crate::access;

muster_sdk::parameters! {
    struct Parameters {
        /// Where the private keys of certificates are; `*` stands for any part of a name.
        #[requests(Path)]
        #[needed(paths)]
        paths: Vec<String> = [
            "/etc/apache2/*.key",
            "/etc/apache2/ssl/*.key",
            "/etc/caddy/*.key",
            "/etc/dovecot/private/*.key",
            "/etc/haproxy/*.key",
            "/etc/haproxy/certs/*.key",
            "/etc/letsencrypt/archive/*/privkey*.pem",
            "/etc/nginx/*.key",
            "/etc/nginx/certs/*.key",
            "/etc/nginx/ssl/*.key",
            "/etc/pki/tls/private/*.key",
            "/etc/postfix/*.key",
            "/etc/ssl/*.key",
            "/etc/ssl/private/*.key",
        ],
    }
}

muster_sdk::rule! {
    id: "host/private-key-access",
    severity: High,
    precision: High,
    tags: ["host", "files", "tls", "secrets"],
    documentation: "private_key_access.md",
    parameters: Parameters,
    check: check,
}

const SUBJECT: &str = "private-keys";

const READ_OF_OTHERS: u32 = 0o004;
const WRITE_OF_OTHERS: u32 = 0o002;
const ENTER_OF_OTHERS: u32 = 0o001;

fn check(parameters: Parameters) -> Outcome {
    let is_meant = |path: &str| {
        let mut patterns = parameters.paths.iter();
        patterns.any(|pattern| access::fits_path(pattern, path))
    };
    let is_key = |entry: &&Entry| {
        let is_there = entry.kind == Entry::KIND_FILE || entry.kind == Entry::KIND_SPECIAL;
        is_there && is_meant(&entry.path)
    };
    let entries = paths::entries()?;
    let mut keys = 0_usize;
    let mut findings: Vec<Finding> = Vec::new();
    for entry in entries.iter().filter(is_key) {
        keys += 1;
        // A link beside the key leads to the same file.
        let path = entry.resolved.as_deref().unwrap_or(&entry.path);
        if !findings.iter().any(|known| known.subject() == path) {
            findings.extend(judge_key(path, entry)?);
        }
    }
    for gap in paths::gaps()? {
        if parameters.paths.contains(&gap.pattern) {
            let reason = format!("It is not known who can read it: {}.", gap.reason);
            findings.push(Finding::error(gap.pattern, reason));
        }
    }
    if keys == 0 && findings.is_empty() {
        let reason = "No private key is where servers have them.";
        return Ok(vec![Finding::not_applicable(SUBJECT, reason)]);
    }
    Ok(pass_unless(findings, || {
        Finding::pass(SUBJECT, "No private key is open to every account.")
            .observed(format!("{keys} looked at"))
    }))
}

/// None for a key that other accounts cannot reach.
fn judge_key(path: &str, entry: &Entry) -> Result<Option<Finding>, NotEvaluated> {
    let observed = access::shown(entry)?;
    let mode = entry.mode.unwrap_or_default();
    let can = match (mode & READ_OF_OTHERS, mode & WRITE_OF_OTHERS) {
        (0, 0) => return Ok(None),
        (0, _) => "replace what is in it",
        _ => "read it",
    };
    // Whoever may not enter a directory does not get at what is in it.
    let is_closed = |ancestor: &Ancestor| ancestor.mode & ENTER_OF_OTHERS == 0;
    if entry.ancestors.iter().any(is_closed) {
        return Ok(None);
    }
    Ok(Some(
        Finding::fail(
            path,
            format!("{path} is '{observed}', so every account can {can}."),
        )
        .observed(observed)
        .required("read by its owner and its group alone")
        .fix(format!("Run `chmod o-rwx {}`", shell_word(path)))
        .at(entry.source.clone(), "is a private key")
        .of_file(path),
    ))
}
