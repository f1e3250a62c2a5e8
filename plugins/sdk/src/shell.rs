//! Texts in the commands of a fix.

use std::borrow::Cow;
use std::fmt::Write as _;

/// A path as a shell takes it whole. One with characters that a report cannot show has them written as numbers
/// (`$'…'`, see the quoting of POSIX.1-2024), so that whoever copies the command names this file and no other.
#[must_use]
pub fn shell_word(path: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    if !path.is_empty() && path.bytes().all(is_plain) {
        Cow::Borrowed(path)
    } else if path.chars().all(is_shown) {
        Cow::Owned(format!("'{}'", path.replace('\'', r"'\''")))
    } else {
        Cow::Owned(in_numbers(path))
    }
}

/// Whether a report shows a character as it is: neither a control character nor one of Unicode's that steer or hide
/// text, and no white space that looks like another one.
fn is_shown(c: char) -> bool {
    // Letters of Hangul that stand for none.
    let is_filler = matches!(c, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}');
    c == ' ' || c.is_ascii_graphic() || (!c.is_ascii() && c.is_alphanumeric() && !is_filler)
}

fn in_numbers(path: &str) -> String {
    let mut word = String::from("$'");
    for c in path.chars() {
        match c {
            '\'' | '\\' => word.extend(['\\', c]),
            '\n' => word.push_str(r"\n"),
            c if is_shown(c) => word.push(c),
            c => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    // A number of three digits ends before whatever follows.
                    let _ = write!(word, r"\{byte:03o}");
                }
            }
        }
    }
    word.push('\'');
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_one_word_of_the_command() {
        for (path, word) in [
            ("/etc/app.env", "/etc/app.env"),
            ("/srv/it's; rm -r", r"'/srv/it'\''s; rm -r'"),
            ("/srv/Übung", "'/srv/Übung'"),
            ("", "''"),
        ] {
            assert_eq!(shell_word(path), word);
        }
    }

    #[test]
    fn what_a_report_cannot_show_is_written_in_numbers() {
        for (path, word) in [
            ("/opt/evil\nname", r"$'/opt/evil\nname'"),
            ("/opt/it's\x1b1\t\\", r"$'/opt/it\'s\0331\011\\'"),
            ("/opt/\u{202e}b", r"$'/opt/\342\200\256b'"),
            ("/opt/\u{a0}", r"$'/opt/\302\240'"),
        ] {
            assert_eq!(shell_word(path), word);
        }
    }

    #[test]
    #[expect(
        clippy::disallowed_methods,
        reason = "a real shell is asked, on the machine of the test"
    )]
    fn a_shell_takes_the_word_for_the_path() {
        let every: String = (1..0x250).filter_map(char::from_u32).collect();
        for path in ["/opt/evil\nname", "\u{202e}'\\\x1b77", &every] {
            let script = format!("printf %s {}", shell_word(path));
            let Ok(ran) = std::process::Command::new("bash")
                .args(["-c", &script])
                .output()
            else {
                return;
            };
            assert_eq!(ran.stdout, path.as_bytes(), "{script}");
        }
    }
}
