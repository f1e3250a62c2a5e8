//! Lists and verbs, as messages have them.

/// Names that a message has before it says how many more there are.
const MOST_NAMED: usize = 5;

/// `a`, `a and b`, or `a, b and c`, with `or` in place of `and` as well; `nothing` for none.
#[must_use]
pub fn list<T: AsRef<str>>(names: &[T], joined: &str) -> String {
    let more = names.len().saturating_sub(MOST_NAMED);
    let mut names: Vec<String> = names
        .iter()
        .take(MOST_NAMED)
        .map(|name| name.as_ref().to_owned())
        .collect();
    if more > 0 {
        names.push(format!("{more} more"));
    }
    match names.split_last() {
        None => "nothing".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} {joined} {last}", before.join(", ")),
    }
}

/// The list with the verb that fits it: `a runs`, `a and b run`.
#[must_use]
pub fn do_what<T: AsRef<str>>(names: &[T], one: &str, several: &str) -> String {
    let verb = if names.len() == 1 { one } else { several };
    format!("{} {verb}", list(names, "and"))
}

/// A reason as a sentence of its own: `the host is an image` becomes `The host is an image.` Whatever
/// begins with a name or a path keeps its first letter.
#[must_use]
pub fn sentence(reason: &str) -> String {
    let is_prose = [
        "the ", "no ", "a ", "an ", "this ", "there ", "it ", "nobody ", "nothing ",
    ]
    .iter()
    .any(|word| reason.starts_with(word));
    let mut letters = reason.chars();
    let mut sentence = match letters.next() {
        Some(first) if is_prose => first.to_ascii_uppercase().to_string() + letters.as_str(),
        Some(_) | None => reason.to_owned(),
    };
    if !sentence.ends_with(['.', '!', '?', '…']) {
        sentence.push('.');
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_becomes_a_sentence() {
        assert_eq!(sentence("the host is an image"), "The host is an image.");
        assert_eq!(sentence("systemd does not run"), "systemd does not run.");
        assert_eq!(sentence("/proc does not exist."), "/proc does not exist.");
    }

    #[test]
    fn lists_read_as_people_write_them() {
        let all = ["a", "b", "c", "d", "e", "f", "g"];
        assert_eq!(list(&all[..0], "and"), "nothing");
        assert_eq!(list(&all[..1], "and"), "a");
        assert_eq!(list(&all[..2], "or"), "a or b");
        assert_eq!(list(&all[..3], "and"), "a, b and c");
        assert_eq!(list(&all, "and"), "a, b, c, d, e and 2 more");
        assert_eq!(do_what(&all[..1], "runs", "run"), "a runs");
        assert_eq!(do_what(&all[..2], "runs", "run"), "a and b run");
    }
}
