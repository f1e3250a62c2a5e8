//! Pure: domain names with macros (RFC 7208, 7). Only what depends on nothing but the domain can be
//! expanded without a message.

use std::net::Ipv4Addr;

/// A domain name, perhaps with macros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DomainSpec {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    /// Letter, number of labels to keep, whether to reverse, and where to split.
    Macro(Macro),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Macro {
    letter: char,
    keep: Option<usize>,
    reverse: bool,
    delimiters: String,
}

/// Letters that may be in the name of a domain; `c`, `r` and `t` only in an explanation.
const LETTERS: &str = "slodiphv";

/// Delimiters of a macro (7.1).
const DELIMITERS: &str = ".-+,/_=";

impl DomainSpec {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err("has an empty domain".to_owned());
        }
        let parts = parts(text)?;
        // A name ends in a label or a macro (`domain-end` in 7.1): not in an address.
        if let Some(Part::Text(end)) = parts.last() {
            let bare = end.strip_suffix('.').unwrap_or(end);
            let label = bare.rsplit('.').next().unwrap_or_default();
            let top_label = !label.is_empty()
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !label.bytes().all(|byte| byte.is_ascii_digit())
                && !label.starts_with('-')
                && !label.ends_with('-');
            if !top_label || !bare.contains('.') {
                return Err("does not end in the name of a domain".to_owned());
            }
        }
        Ok(Self { parts })
    }

    /// The name, where it depends on the domain alone, and on that of the sender, whose record came
    /// first.
    pub(super) fn expand(&self, domain: &str, sender: &str) -> Option<String> {
        let mut name = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => name.push_str(text),
                Part::Macro(found) if found.letter == 'd' => name.push_str(&found.of(domain)),
                Part::Macro(found) if found.letter == 'o' => name.push_str(&found.of(sender)),
                Part::Macro(_) => return None,
            }
        }
        Some(as_asked(&name))
    }

    /// The name for a message from somebody at an address, with the sender's domain and mailbox of its
    /// choice.
    pub(super) fn expand_for(&self, domain: &str, sender: &str, from: Ipv4Addr) -> String {
        let mut name = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => name.push_str(text),
                Part::Macro(found) => name.push_str(&found.of(&match found.letter {
                    'd' => domain.to_owned(),
                    'i' => from.to_string(),
                    'l' => MAILBOX.to_owned(),
                    's' => format!("{MAILBOX}@{sender}"),
                    'v' => "in-addr".to_owned(),
                    // A client without a name (7.3).
                    'p' => "unknown".to_owned(),
                    // `o`; and `h`, what the client calls itself.
                    _ => sender.to_owned(),
                })),
            }
        }
        as_asked(&name)
    }
}

/// A mailbox that nobody has.
const MAILBOX: &str = "muster-elsewhere";

/// A name as the DNS is asked for it.
fn as_asked(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    name.strip_suffix('.').map_or(name.clone(), str::to_owned)
}

impl Macro {
    fn of(&self, value: &str) -> String {
        let mut labels: Vec<&str> = value.split(|c| self.delimiters.contains(c)).collect();
        if self.reverse {
            labels.reverse();
        }
        let keep = self.keep.unwrap_or(labels.len()).min(labels.len());
        labels.split_off(labels.len() - keep).join(".")
    }
}

/// Whether the macros of a text are well-formed.
pub(super) fn check(text: &str) -> Result<(), String> {
    parts(text).map(drop)
}

fn parts(text: &str) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (before, found) = rest.split_at(at);
        plain(before)?;
        literal.push_str(before);
        rest = match found.get(1..2) {
            Some("%") => {
                literal.push('%');
                found.get(2..).unwrap_or_default()
            }
            Some("_") => {
                literal.push(' ');
                found.get(2..).unwrap_or_default()
            }
            // A space in the form in which URLs have it.
            Some("-") => {
                literal.push_str("%20");
                found.get(2..).unwrap_or_default()
            }
            Some("{") => {
                let inner = found.get(2..).unwrap_or_default();
                let (inner, after) = inner.split_once('}').ok_or("has a macro without an end")?;
                if !literal.is_empty() {
                    parts.push(Part::Text(std::mem::take(&mut literal)));
                }
                parts.push(Part::Macro(macro_of(inner)?));
                after
            }
            _ => return Err("has a `%` that does not begin a macro".to_owned()),
        };
    }
    plain(rest)?;
    literal.push_str(rest);
    if !literal.is_empty() {
        parts.push(Part::Text(literal));
    }
    Ok(parts)
}

/// Visible ASCII; what is not has been escaped with a backslash, which no name has.
fn plain(text: &str) -> Result<(), String> {
    if text
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'\\')
    {
        Ok(())
    } else {
        Err("has a character that a domain cannot have".to_owned())
    }
}

fn macro_of(inner: &str) -> Result<Macro, String> {
    let unknown = || format!("has an unknown macro `%{{{inner}}}`");
    let letter = inner
        .chars()
        .next()
        .ok_or_else(unknown)?
        .to_ascii_lowercase();
    if !LETTERS.contains(letter) {
        return Err(unknown());
    }
    let rest = inner.get(1..).unwrap_or_default();
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = rest.strip_suffix(after).unwrap_or_default();
    let keep = match digits {
        "" => None,
        digits => match digits.parse::<usize>() {
            Ok(0) => return Err(unknown()),
            Ok(keep) => Some(keep),
            // More labels than any name has.
            Err(_) => Some(usize::MAX),
        },
    };
    let (reverse, delimiters) = match after.strip_prefix(['r', 'R']) {
        Some(delimiters) => (true, delimiters),
        None => (false, after),
    };
    if !delimiters.chars().all(|c| DELIMITERS.contains(c)) {
        return Err(unknown());
    }
    Ok(Macro {
        letter,
        keep,
        reverse,
        delimiters: if delimiters.is_empty() {
            "."
        } else {
            delimiters
        }
        .to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn expanded(text: &str) -> Option<String> {
        DomainSpec::parse(text)
            .unwrap()
            .expand("email.example.com", "example.org")
    }

    #[test]
    fn the_domain_is_expanded_as_in_the_rfc() {
        for (text, name) in [
            ("%{d}", "email.example.com"),
            ("%{d4}", "email.example.com"),
            ("%{d2}", "example.com"),
            ("%{d1}", "com"),
            ("%{dr}", "com.example.email"),
            ("%{d2r}", "example.email"),
            ("_spf.%{D2}", "_spf.example.com"),
            ("%{o}", "example.org"),
        ] {
            assert_eq!(expanded(text).as_deref(), Some(name), "{text}");
        }
    }

    #[test]
    fn what_depends_on_the_message_is_not_expanded() {
        assert_eq!(expanded("%{ir}.%{v}._spf.%{d2}"), None);
        assert_eq!(expanded("%{l1r-}.example.com"), None);
    }

    #[test]
    fn for_somebody_every_macro_is_expanded() {
        let name = |text: &str| {
            DomainSpec::parse(text).unwrap().expand_for(
                "email.example.com",
                "example.org",
                Ipv4Addr::new(192, 0, 2, 3),
            )
        };
        for (text, expected) in [
            (
                "%{ir}.%{v}._spf.%{d2}",
                "3.2.0.192.in-addr._spf.example.com",
            ),
            (
                "%{l}.%{o}._spf.example.net.",
                "muster-elsewhere.example.org._spf.example.net",
            ),
            (
                "%{S}.example.net",
                "muster-elsewhere@example.org.example.net",
            ),
            (
                "%{l1r-}.%{p}.%{h}.example.net",
                "muster.unknown.example.org.example.net",
            ),
        ] {
            assert_eq!(name(text), expected, "{text}");
        }
    }

    #[test]
    fn malformed_macros_and_names_are_refused() {
        for text in [
            "%",
            "%{",
            "%{}",
            "%{x}",
            "%{d0}",
            "%{d!}",
            "%a",
            "a b.example",
            "com",
            "192.0.2.1",
            "a.example-",
            "a..",
            "é.example.%{",
        ] {
            assert!(DomainSpec::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[%{}a-z0-9r./é-]{0,20}") {
            if let Ok(spec) = DomainSpec::parse(&text) {
                spec.expand("a.example", "b.example");
            }
        }
    }
}
