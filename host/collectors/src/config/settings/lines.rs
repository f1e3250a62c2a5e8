//! The lines of a file that set a key. Pure.

use super::sources::{Form, Key};
use super::values::Class;
use crate::readers::{login_defs, units};

/// A line that sets a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) value: String,
    /// For whom, where it is not for all.
    pub(super) who: Option<String>,
    /// Counted from 1.
    pub(super) number: u32,
}

/// The lines of a text that set a key, in their order.
pub(super) fn setting(form: Form, text: &str, key: &Key) -> Vec<Line> {
    match form {
        Form::Systemd | Form::Ini => in_sections(text, key),
        Form::Dconf => in_sections(text, key)
            .into_iter()
            .map(|line| Line {
                value: of_variant(&line.value).to_owned(),
                ..line
            })
            .collect(),
        Form::DconfLocks => of_lines(text, |line| {
            let (section, name) = line.strip_prefix('/')?.rsplit_once('/')?;
            let is_key = section == key.section && name == key.name;
            is_key.then(|| ("yes".to_owned(), None))
        }),
        Form::Shell => assignments(text, key),
        Form::Audit => of_lines(text, |line| {
            let (name, value) = line.split_once('=')?;
            let is_key = name.trim().eq_ignore_ascii_case(key.name);
            is_key.then(|| (value.trim().to_owned(), None))
        }),
        Form::LoginDefs => of_login_defs(text, key),
        Form::Limits => limits(text, key),
        // Its own reader has it.
        Form::Apt => Vec::new(),
    }
}

fn in_sections(text: &str, key: &Key) -> Vec<Line> {
    units::entries("", text)
        .into_iter()
        .filter(|one| one.section == key.section && one.key == key.name)
        .map(|one| Line {
            value: one.value,
            who: None,
            number: one.source.line.unwrap_or(1),
        })
        .collect()
}

/// Numbers in the base in which rules compare them.
fn of_login_defs(text: &str, key: &Key) -> Vec<Line> {
    login_defs::lines("", text)
        .filter(|line| line.name == key.name)
        .map(|line| Line {
            value: match key.class {
                Class::Number => login_defs::number(&line.value)
                    .map_or_else(String::new, |number| number.to_string()),
                _ => line.value,
            },
            who: None,
            number: line.source.line.unwrap_or(1),
        })
        .collect()
}

/// A value of GVariant without its type and quotation marks.
fn of_variant(value: &str) -> &str {
    let value = match value.split_once(' ') {
        Some(("uint32" | "int32" | "int64" | "uint64", number)) => number,
        _ => value,
    };
    let value = value.trim();
    let mut quotes = ['\'', '"'].into_iter();
    let inner = quotes.find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote));
    inner.unwrap_or(value)
}

/// `NAME=value`, perhaps in quotation marks and with a comment after it.
fn assignments(text: &str, key: &Key) -> Vec<Line> {
    of_lines(text, |line| {
        let line = line.strip_prefix("export ").unwrap_or(line).trim_start();
        let value = line.strip_prefix(key.name)?.strip_prefix('=')?;
        let value = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value.get(1..)?.split(quote).next()?,
            _ => value.split([' ', '\t', ';', '#']).next()?,
        };
        Some((value.trim().to_owned(), None))
    })
}

/// `DOMAIN TYPE ITEM VALUE`, see limits.conf(5). A dash stands for both types.
fn limits(text: &str, key: &Key) -> Vec<Line> {
    of_lines(text, |line| {
        let line = line.split('#').next()?;
        let mut words = line.split_whitespace();
        let (domain, kind) = (words.next()?, words.next()?);
        let (item, value) = (words.next()?, words.next()?);
        if item != key.name || (kind != "-" && kind != key.section) {
            return None;
        }
        Some((value.to_owned(), (domain != "*").then(|| domain.to_owned())))
    })
}

fn of_lines(
    text: &str,
    mut set: impl FnMut(&str) -> Option<(String, Option<String>)>,
) -> Vec<Line> {
    (1..)
        .zip(text.lines())
        .filter_map(|(number, line)| {
            let line = line.trim();
            if line.starts_with('#') {
                return None;
            }
            let (value, who) = set(line)?;
            Some(Line { value, who, number })
        })
        .collect()
}

/// What a line of comment in a file of systemd says is the default: `#Storage=auto`. These files begin with saying
/// that their entries show what was compiled in.
pub(super) fn commented_default(text: &str, key: &Key) -> Option<String> {
    if !text.contains("compile time defaults") && !text.contains("compile-time defaults") {
        return None;
    }
    text.lines().find_map(|line| {
        let (name, value) = line.strip_prefix('#')?.split_once('=')?;
        (name == key.name && !value.is_empty()).then(|| value.trim().to_owned())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::sources::{all as all_sources, find};
    use super::*;

    fn values(name: &str, text: &str) -> Vec<(String, Option<String>, u32)> {
        let (source, key) = find(name).unwrap();
        setting(source.form, text, key)
            .into_iter()
            .map(|line| (line.value, line.who, line.number))
            .collect()
    }

    fn all(value: &str, number: u32) -> (String, Option<String>, u32) {
        (value.to_owned(), None, number)
    }

    #[test]
    fn each_form_has_its_lines() {
        assert_eq!(
            values(
                "journald/Journal/Storage",
                "[Journal]\n#Storage=no\nStorage = auto\n[Other]\nStorage=none\n[Journal]\nStorage=\n"
            ),
            [all("auto", 3), all("", 7)]
        );
        assert_eq!(
            values(
                "auditd/num_logs",
                "#num_logs=1\nNUM_LOGS = 5\nnum_logs_x=2\n"
            ),
            [all("5", 2)]
        );
        assert_eq!(
            values(
                "login.defs/UMASK",
                "UMASK\t\t022\n#UMASK 077\n UMASK \"027\"\nUMASKX 1\n"
            ),
            [all("022", 1), all("027", 3)]
        );
        assert_eq!(
            values(
                "login.defs/PASS_MAX_DAYS",
                "PASS_MAX_DAYS 0x5a\nPASS_MAX_DAYS 90 # days\n"
            ),
            [all("90", 1), all("", 2)]
        );
        assert_eq!(
            values(
                "useradd/INACTIVE",
                "INACTIVE=-1 # never\nINACTIVE=\"30\"\nINACTIVE =3\n"
            ),
            [all("-1", 1), all("30", 2)]
        );
        assert_eq!(
            values(
                "limits/hard/core",
                "*\tsoft core 1\n* hard core 0 # none\n@dev - core unlimited\n* hard nproc 5\n* hard\n"
            ),
            [
                all("0", 2),
                ("unlimited".to_owned(), Some("@dev".to_owned()), 3)
            ]
        );
    }

    #[test]
    fn dconf_has_types_and_locks() {
        let text = "# made up\n[org/gnome/desktop/session]\nidle-delay=uint32 900\n[org/gnome/desktop/screensaver]\nidle-delay=uint32 5\n";
        assert_eq!(
            values("dconf/org/gnome/desktop/session/idle-delay", text),
            [all("900", 3)]
        );
        assert_eq!(
            values(
                "gdm-dconf/org/gnome/login-screen/banner-message-text",
                "[org/gnome/login-screen]\nbanner-message-text='Only who is meant to'\n"
            ),
            [all("Only who is meant to", 2)]
        );
        assert_eq!(
            values(
                "dconf-locks/org/gnome/desktop/session/idle-delay",
                "#/org/gnome/desktop/session/idle-delay\n/org/gnome/desktop/session/idle-delay\n/org/gnome/desktop/session/\n"
            ),
            [all("yes", 2)]
        );
    }

    #[test]
    fn a_comment_shows_the_default_where_the_file_says_so() {
        let (_, key) = find("journald/Journal/ForwardToSyslog").unwrap();
        let text = "# Entries in this file show the compile time defaults.\n[Journal]\n#ForwardToSyslog=yes\n";
        assert_eq!(commented_default(text, key).as_deref(), Some("yes"));
        assert_eq!(commented_default("#ForwardToSyslog=yes\n", key), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(?s)(\\[Journal\\]|Storage|core|hard|=|\\*|#|\"|'|\\\\|\n| |.){0,40}") {
            for source in all_sources() {
                for key in source.keys {
                    let lines = setting(source.form, &text, key);
                    prop_assert!(lines.len() <= text.lines().count());
                }
            }
        }
    }
}
