//! What to write in place of a name that is not known.

use muster_names::nearest;

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
    fn without_a_likely_name_all_are_listed() {
        assert_eq!(
            did_you_mean("x12345", &["a", "b", "c"]).as_deref(),
            Some("it can be `a`, `b` or `c`")
        );
        assert_eq!(did_you_mean("x", &[]), None);
    }
}
