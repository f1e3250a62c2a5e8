//! Whether somebody has changed what pam-auth-update(8) wrote: then it changes nothing, or keeps what was changed.

use std::path::Path;

use muster_facts::Fact;
use muster_target::{LARGEST_FILE, System, present};

/// What it wrote last, by the kind of stack.
const SAVED: &str = "/var/lib/pam";

const KINDS: [&str; 5] = [
    "auth",
    "account",
    "password",
    "session",
    "session-noninteractive",
];

/// Between these it writes the modules of profiles, in two blocks.
const PRIMARY: &str = "# here are the per-package modules (the \"Primary\" block)";
const FALLBACK: &str = "# here's the fallback if no module succeeds";
const ADDITIONAL: &str = "# and here are more per-package modules (the \"Additional\" block)";
const END: &str = "# end of pam-auth-update config";

/// Whether one of the files has other modules, or other options of them, than were written last.
///
/// # Errors
/// A file cannot be read.
pub(super) fn is_edited(system: &dyn System) -> Fact<bool> {
    for kind in KINDS {
        let read = |path: String| -> Fact<Option<String>> {
            let bytes = present(system.read(Path::new(&path), LARGEST_FILE))?;
            Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
        };
        // Where it has written nothing yet, nothing can differ.
        let Some(saved) = read(format!("{SAVED}/{kind}"))? else {
            continue;
        };
        let Some(current) = read(format!("/etc/pam.d/common-{kind}"))? else {
            continue;
        };
        if written(&saved) != managed(&current, kind) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The lines of modules that it wrote.
fn written(saved: &str) -> Vec<String> {
    let lines = saved.lines().filter(|line| !line.starts_with("Module: "));
    lines.map(normal).filter(|line| !line.is_empty()).collect()
}

/// The lines of modules between its marks.
fn managed(current: &str, kind: &str) -> Vec<String> {
    let kind = kind.trim_end_matches("-noninteractive");
    let mut is_inside = false;
    let mut found = Vec::new();
    for line in current.lines() {
        if line.starts_with(PRIMARY) || line.starts_with(ADDITIONAL) {
            is_inside = true;
        } else if line.starts_with(FALLBACK) || line.starts_with(END) {
            is_inside = false;
        } else if is_inside && !line.trim().is_empty() && !line.starts_with('#') {
            found.push(normal(line.strip_prefix(kind).unwrap_or(line)));
        }
    }
    found
}

/// A line without what differs by itself: blanks, and how far a jump goes.
fn normal(line: &str) -> String {
    let words: Vec<String> = line.split_whitespace().map(jump).collect();
    words.join(" ")
}

fn jump(word: &str) -> String {
    match word.split_once('=') {
        Some((result, target)) => {
            let own = target.trim_end_matches(']');
            let is_jump =
                own == "end" || (!own.is_empty() && own.bytes().all(|byte| byte.is_ascii_digit()));
            // Of an option the number counts.
            if is_jump && (result.starts_with('[') || RESULTS.contains(&result)) {
                format!("{result}=")
            } else {
                word.to_owned()
            }
        }
        None => word.to_owned(),
    }
}

/// Results of modules that profiles jump at, other than as the first in the brackets.
const RESULTS: [&str; 5] = [
    "success",
    "default",
    "ignore",
    "new_authtok_reqd",
    "user_unknown",
];

#[cfg(test)]
mod tests {
    use muster_target::Recorded;

    use super::*;

    /// Debian 13's own, with pwquality.
    const CURRENT: &str = r#"password required pam_local.so
# here are the per-package modules (the "Primary" block)
password	requisite			pam_pwquality.so retry=3
password	[success=1 default=ignore]	pam_unix.so obscure use_authtok try_first_pass yescrypt
# here's the fallback if no module succeeds
password	requisite			pam_deny.so
# prime the stack with a positive return value if there isn't one already;
# this avoids us returning an error just because nothing sets a success code
# since the modules above will each just jump around
password	required			pam_permit.so
# and here are more per-package modules (the "Additional" block)
# end of pam-auth-update config
"#;
    const SAVED_LINES: &str = "Module: pwquality\nrequisite\t\t\tpam_pwquality.so retry=3\nModule: unix\n[success=end default=ignore]\tpam_unix.so obscure use_authtok try_first_pass yescrypt\n";

    #[test]
    fn what_somebody_has_changed_is_told_from_what_was_written() {
        let host = |current: &str| {
            Recorded::new()
                .file("/var/lib/pam/password", SAVED_LINES)
                .file("/etc/pam.d/common-password", current)
        };
        assert!(!is_edited(&host(CURRENT)).unwrap());
        for (from, to) in [
            ("retry=3", "retry=5"),
            ("yescrypt", "yescrypt nullok"),
            ("password\trequisite\t\t\tpam_pwquality.so retry=3\n", ""),
            (PRIMARY, "# mine"),
            (
                PRIMARY,
                "# here are the per-package modules (the \"Primary\" block)\npassword [success=1 default=ignore] pam_succeed_if.so",
            ),
        ] {
            let current = CURRENT.replace(from, to);
            assert_ne!(current, CURRENT, "{from}");
            assert!(is_edited(&host(&current)).unwrap(), "{from}");
        }
        let jump = CURRENT.replace("success=1", "success=2");
        assert!(!is_edited(&host(&jump)).unwrap());
        let other = Recorded::new().file("/etc/pam.d/common-password", "");
        assert!(!is_edited(&other).unwrap());
    }
}
