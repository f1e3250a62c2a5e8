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

/// Words with which the reasons of facts begin, and no name of a program or a file does.
const BEGINNINGS: [&str; 9] = [
    "a", "an", "it", "no", "nobody", "nothing", "the", "there", "this",
];

/// A reason as a whole sentence, with its full stop: what a fact says of itself is the end of one. A name at the
/// beginning stays as it is written.
#[must_use]
pub fn whole(reason: String) -> String {
    let (first, rest) = reason.split_at(reason.find(' ').unwrap_or(reason.len()));
    let mut whole = if BEGINNINGS.contains(&first) {
        let (initial, word) = first.split_at(1);
        [&initial.to_uppercase(), word, rest].concat()
    } else {
        reason
    };
    if whole.ends_with(|last: char| last.is_alphanumeric() || ")]`'\"".contains(last)) {
        whole.push('.');
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn a_reason_is_a_sentence_that_may_begin_with_a_name() {
        for (reason, sentence) in [
            ("the target has no sysfs", "The target has no sysfs."),
            ("an image has no clock", "An image has no clock."),
            ("a", "A."),
            ("chrony is not installed.", "chrony is not installed."),
            ("/proc/net is missing", "/proc/net is missing."),
            (
                "there is a container (docker)",
                "There is a container (docker).",
            ),
            ("Nothing asks for it.", "Nothing asks for it."),
            ("no:", "no:"),
            ("", ""),
        ] {
            assert_eq!(whole(reason.to_owned()), sentence);
        }
    }
}
