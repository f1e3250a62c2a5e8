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
}
