//! What can be shown of an address, or of a part of one, that a rule is compared with: neither the
//! userinfo nor the values of a query, however its marks are written.

use muster_facts::REDACTED;

use super::words::looks_random;

/// Marks of a query, of its pairs, of path parameters and of a fragment, plain and percent-encoded.
const SEPARATORS: [&str; 8] = ["?", "&", ";", "#", "%3f", "%26", "%3b", "%23"];

/// What is between a name and its value.
const ASSIGNMENTS: [&str; 2] = ["=", "%3d"];

/// A name without a value that is as long as this is more likely to be one, with padding.
const LONGEST_EMPTY_NAME: usize = 16;

/// How a text is compared with an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Compared {
    /// It may begin in the middle of the address, and so in the middle of a value.
    pub(super) fragment: bool,
    /// `?` is an operator of a regular expression, unless a backslash comes before it.
    pub(super) question_is_operator: bool,
}

/// The text as it can be shown; what is taken out is added to `hidden`.
pub(super) fn address(
    text: &str,
    compared: Compared,
    hide: impl Fn(&str) -> String,
    hidden: &mut Vec<String>,
) -> String {
    let (mut shown, rest) = without_userinfo(text, &hide, hidden);
    let Some((at, mark)) = first_mark(rest, compared) else {
        // The middle of a value, unless it has the form of a path.
        if compared.fragment && !rest.contains('/') && looks_random(rest) {
            hidden.push(rest.to_owned());
            shown.push_str(&hide(rest));
        } else {
            shown.push_str(rest);
        }
        return shown;
    };
    let assigns = is_assignment(mark);
    let joins = mark == "&" || mark.eq_ignore_ascii_case("%26");
    if compared.fragment && (assigns || joins) && says_something(rest) {
        hidden.push(rest.to_owned());
        shown.push_str(&hide(rest));
        return shown;
    }
    let (path, tail) = rest.split_at(at + mark.len());
    shown.push_str(path);
    let mut tail = tail;
    let mut named = assigns;
    loop {
        let (piece, separator, after) = match find(tail, &SEPARATORS) {
            Some((at, mark)) => (
                tail.get(..at).unwrap_or_default(),
                mark,
                tail.get(at + mark.len()..).unwrap_or_default(),
            ),
            None => (tail, "", ""),
        };
        pair(piece, named, &hide, &mut shown, hidden);
        shown.push_str(separator);
        if separator.is_empty() {
            return shown;
        }
        tail = after;
        named = false;
    }
}

/// `""`, `"*"` and `"^$"` hold no secret, and rules judge by them.
pub(super) fn says_something(literal: &str) -> bool {
    literal.chars().any(char::is_alphanumeric)
}

/// Adds `name=value`, or the value alone where its name went before.
fn pair(
    piece: &str,
    named: bool,
    hide: &impl Fn(&str) -> String,
    shown: &mut String,
    hidden: &mut Vec<String>,
) {
    let assignment = if named {
        None
    } else {
        find(piece, &ASSIGNMENTS)
    };
    let (name, value) = match assignment {
        Some((at, mark)) => piece.split_at(at + mark.len()),
        None => ("", piece),
    };
    let padding = !name.is_empty()
        && value.chars().all(|c| c == '=')
        && (!value.is_empty() || name.len() >= LONGEST_EMPTY_NAME);
    let (name, value) = if padding { ("", piece) } else { (name, value) };
    shown.push_str(name);
    let bare = value.trim_end_matches(['*', '$']);
    if !says_something(bare) {
        shown.push_str(value);
        return;
    }
    hidden.push(bare.to_owned());
    shown.push_str(&hide(bare));
    shown.push_str(value.get(bare.len()..).unwrap_or_default());
}

/// What is shown up to the end of the userinfo, and what comes behind it.
fn without_userinfo<'a>(
    text: &'a str,
    hide: &impl Fn(&str) -> String,
    hidden: &mut Vec<String>,
) -> (String, &'a str) {
    let start = text.find("://").map_or(0, |at| at + 3);
    let (scheme, rest) = text.split_at(start);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // A password may hold a slash that nobody encoded; then no port follows the colon.
    let broken = authority.rsplit_once(':').is_some_and(|(_, port)| {
        !port.is_empty() && !port.chars().all(|c| c.is_ascii_digit() || c == '*')
    });
    let end = match authority.rfind('@') {
        None if broken => rest.rfind('@'),
        end => end,
    };
    match end.and_then(|end| rest.split_at_checked(end)) {
        Some((userinfo, behind)) if says_something(userinfo) => {
            let parts = userinfo.split_once(':');
            hidden.push(userinfo.to_owned());
            hidden.extend(parts.map(|(_, password)| password.to_owned()));
            (format!("{scheme}{}", hide(userinfo)), behind)
        }
        _ => (String::new(), text),
    }
}

fn first_mark(text: &str, compared: Compared) -> Option<(usize, &str)> {
    let mut from = 0;
    loop {
        let rest = text.get(from..)?;
        let separator = find(rest, &SEPARATORS);
        let assignment = find(rest, &ASSIGNMENTS);
        let (at, mark) = [separator, assignment].into_iter().flatten().min()?;
        let before = rest.get(..at).unwrap_or_default();
        if mark != "?" || !compared.question_is_operator || before.ends_with('\\') {
            return Some((from + at, mark));
        }
        from += at + mark.len();
    }
}

fn is_assignment(mark: &str) -> bool {
    ASSIGNMENTS
        .iter()
        .any(|known| mark.eq_ignore_ascii_case(known))
}

/// The first of some marks, whatever the case of its letters.
fn find<'a>(text: &'a str, marks: &[&str]) -> Option<(usize, &'a str)> {
    text.char_indices().find_map(|(at, _)| {
        marks.iter().find_map(|mark| {
            let found = text.get(at..at + mark.len())?;
            found.eq_ignore_ascii_case(mark).then_some((at, found))
        })
    })
}

/// An address as it is in a page rule or a redirection.
pub(super) fn whole(text: &str, hidden: &mut Vec<String>) -> String {
    address(text, Compared::default(), |_| REDACTED.to_owned(), hidden)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_hidden_behind_every_mark() {
        for (text, expected) in [
            (
                "a.de/hook?token=S3cr3t&b=*",
                "a.de/hook?token=[redacted]&b=*",
            ),
            ("a.de/*token=S3cr3t*", "a.de/*token=[redacted]*"),
            ("a.de/x;key=S3cr3t", "a.de/x;key=[redacted]"),
            ("/hook#S3cr3t", "/hook#[redacted]"),
            (
                "https://a.de/#access_token=S3cr3t",
                "https://a.de/#access_token=[redacted]",
            ),
            ("https://u:S3cr3t@a.de/x", "https://[redacted]@a.de/x"),
            ("https://u:S3/cr3t@a.de/x", "https://[redacted]@a.de/x"),
            ("u:S3cr3t@a.de/x*", "[redacted]@a.de/x*"),
            ("%3ftoken%3DS3cr3t%26b%3d", "%3ftoken%3D[redacted]%26b%3d"),
            ("/?a=S3cr3t?b=S3cr3t", "/?a=[redacted]?b=[redacted]"),
            ("/?S3cr3t==", "/?[redacted]"),
            ("/a/*", "/a/*"),
            ("https://a.de:8443/@user", "https://a.de:8443/@user"),
            ("*.a.de/*", "*.a.de/*"),
        ] {
            let mut hidden = Vec::new();
            assert_eq!(whole(text, &mut hidden), expected);
            assert_eq!(hidden.is_empty(), text == expected, "{text}");
        }
    }
}
