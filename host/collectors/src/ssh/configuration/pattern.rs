//! sshd's lists of patterns, some of which may be negated with `!`.

use muster_names::patterns::matches;

/// What a comma-separated pattern list says about a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ssh) enum Listed {
    /// A pattern matches and no negated one does.
    Yes,
    /// Nothing matches.
    No,
    /// A negated pattern matches.
    Negated,
}

/// Judges a text by a list such as `deploy,ops-*,!ops-guest`.
pub(in crate::ssh) fn listed(text: &str, list: &str) -> Listed {
    let mut found = Listed::No;
    for item in list.split(',') {
        match item.strip_prefix('!') {
            Some(pattern) if matches(text, pattern) => return Listed::Negated,
            None if matches(text, item) => found = Listed::Yes,
            Some(_) | None => {}
        }
    }
    found
}

/// Whether a list takes every text that is not empty. One with a negation is not looked through.
pub(in crate::ssh) fn lists_all(list: &str) -> bool {
    let takes_all = |item: &str| {
        let ones = item.chars().filter(|c| *c == '?').count();
        item.contains('*') && ones <= 1 && item.chars().all(|c| matches!(c, '*' | '?'))
    };
    !list.split(',').any(|item| item.starts_with('!')) && list.split(',').any(takes_all)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_negated_pattern_wins_wherever_it_stands() {
        assert_eq!(listed("ops-1", "ops-*,!ops-guest"), Listed::Yes);
        assert_eq!(listed("ops-guest", "!ops-guest,*"), Listed::Negated);
        assert_eq!(listed("ops-guest", "*,!ops-guest"), Listed::Negated);
        assert_eq!(listed("root", "!ops-*"), Listed::No);
    }

    proptest! {
        #[test]
        fn any_list_ends(text in "[ab*]{0,40}", pattern in "[ab*?!,\\[\\]^-]{0,40}") {
            let _ = listed(&text, &pattern);
        }
    }
}
