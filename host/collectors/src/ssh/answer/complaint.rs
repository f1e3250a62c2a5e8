//! Lines that sshd writes to standard error, as they can be shown. They repeat words of the
//! configuration, of which one that has lost its keyword may be a secret.

use muster_facts::REDACTED;

use super::confidential;
use crate::env::is_like_a_token;
use crate::ssh::configuration::token;

/// Marks around a word that sshd repeats.
const MARKS: [char; 6] = ['"', '\'', '`', ',', '.', ':'];

/// A line as it can be shown. sshd puts what it repeats in quotation marks or at the end.
pub(in crate::ssh) fn shown(line: &str) -> String {
    let line = confidential::message(&token::printable(line.trim_end()));
    let last = line.split_whitespace().last();
    let mut shown = String::with_capacity(line.len());
    for piece in line.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        let quoted = word.starts_with(['"', '\'']);
        let core = word.trim_matches(MARKS);
        let value = core.rsplit_once('=').map_or(core, |(_, value)| value);
        if is_like_a_token(value) || ((quoted || last == Some(word)) && may_be_made_up(value)) {
            shown.push_str(&piece.replace(value, REDACTED));
        } else {
            shown.push_str(piece);
        }
    }
    shown
}

/// Letters and digits in one word, as in `hunter2`: no path, number, address or name of an algorithm,
/// which has a hyphen.
fn may_be_made_up(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_graphic())
        && !word.contains(['/', '-', '@', ':', '.'])
        && word.bytes().any(|byte| byte.is_ascii_digit())
        && word.bytes().any(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_sshd_repeats_are_shown_only_where_they_are_no_secret() {
        for (line, expected) in [
            (
                "/etc/ssh/sshd_config: line 1: Bad configuration option: hunter2",
                "/etc/ssh/sshd_config: line 1: Bad configuration option: [redacted]",
            ),
            (
                "c line 1: unsupported option \"hunter2\".",
                "c line 1: unsupported option \"[redacted]\".",
            ),
            (
                "c line 1: invalid channel timeout session=hunter2",
                "c line 1: invalid channel timeout session=[redacted]",
            ),
            (
                "Subsystem 'S3cr3tWord9' already defined.",
                "Subsystem '[redacted]' already defined.",
            ),
        ] {
            assert_eq!(shown(line), expected);
        }
        for line in [
            "c: line 3: Bad configuration option: PermitRootLogn",
            "c line 1: Bad SSH2 cipher spec 'aes128-ctrx'.",
            "c line 2: Port number 99999 out of range",
            "Unable to load host key: /etc/ssh/ssh_host_ed25519_key",
            "c: terminating, 1 bad configuration options",
        ] {
            assert_eq!(shown(line), line);
        }
    }
}
