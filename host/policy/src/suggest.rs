//! Finds the name that was probably meant.

/// Longer texts are not misspelt names, and the distance takes time and memory in the product of
/// both lengths.
const LONGEST: usize = 100;

/// The candidate nearest to `text`, when it is near enough to be a misspelling: at most one edit
/// for every three characters. Of equally near ones the first in the alphabet.
#[must_use]
pub fn nearest<'a>(text: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if text.len() > LONGEST {
        return None;
    }
    let allowed = (text.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(text, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

/// The help for a misspelt name, or else a list of what can be written.
pub(crate) fn did_you_mean(text: &str, candidates: &[&str]) -> Option<String> {
    if let Some(candidate) = nearest(text, candidates.iter().copied()) {
        return Some(format!("did you mean `{candidate}`?"));
    }
    (!candidates.is_empty()).then(|| format!("it can be {}", listed(candidates)))
}

/// `a`, `b` or `c`.
pub(crate) fn listed(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_misspelling_is_taken_for_a_name() {
        let names = ["enable", "disable", "extends"];
        assert_eq!(nearest("enabel", names), Some("enable"));
        assert_eq!(nearest("extend", names), Some("extends"));
        assert_eq!(nearest("colour", names), None);
        assert_eq!(nearest(&"e".repeat(LONGEST + 1), names), None);
    }

    #[test]
    fn without_a_likely_name_all_are_listed() {
        assert_eq!(
            did_you_mean("x12345", &["a", "b", "c"]).as_deref(),
            Some("it can be `a`, `b` or `c`")
        );
        assert_eq!(did_you_mean("x", &[]), None);
    }
}
