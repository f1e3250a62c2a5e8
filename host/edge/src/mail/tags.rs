//! Pure: lists of tags, `v=DKIM1; k=rsa; p=…`, which DKIM (RFC 6376, 3.2) and DMARC (RFC 9989,
//! 4.8) share. Where DKIM refuses the whole list for a mistake, DMARC discards the part.

/// One tag: its name and its value.
pub(super) type Tag = (String, String);

/// What a text writes for a tab, line feed and carriage return, which fold lists as spaces do.
const FOLDS: [&str; 3] = ["\\009", "\\010", "\\013"];

/// The tags of a list in which nothing is wrong, in order. Names have a case, and each is there once.
/// An empty part is allowed only at the end.
pub(super) fn strict(text: &str) -> Result<Vec<Tag>, String> {
    let text = unfolded(text);
    let text = text.trim();
    let text = text.strip_suffix(';').unwrap_or(text);
    let mut tags: Vec<Tag> = Vec::new();
    for part in text.split(';') {
        let (name, value) = tag(part).ok_or_else(|| format!("`{}` is not a tag", part.trim()))?;
        let valid = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !valid {
            return Err(format!("`{name}` is not the name of a tag"));
        }
        if tags.iter().any(|(known, _)| known == name) {
            return Err(format!("the tag `{name}` appears twice"));
        }
        tags.push((name.to_owned(), value.to_owned()));
    }
    Ok(tags)
}

/// The parts of a list that are tags, in order, names in lower case.
pub(super) fn lenient(text: &str) -> Vec<Tag> {
    let text = unfolded(text);
    let tags = text.split(';').filter_map(tag);
    tags.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect()
}

/// A name and a value, without the space around them.
fn tag(part: &str) -> Option<(&str, &str)> {
    let (name, value) = part.split_once('=')?;
    Some((name.trim(), value.trim()))
}

/// A text with spaces for what folds it.
pub(super) fn unfolded(text: &str) -> String {
    let mut text = text.to_owned();
    for fold in FOLDS {
        if text.contains(fold) {
            text = text.replace(fold, " ");
        }
    }
    text
}

/// The value of a tag.
pub(super) fn value<'a>(tags: &'a [Tag], name: &str) -> Option<&'a str> {
    tags.iter()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_names_and_values_without_the_space_around_them() {
        let tags = strict(" v = DKIM1 ;\\009K=rsa;\\013\\010 p=MIG fM= ; ").unwrap();
        assert_eq!(value(&tags, "K"), Some("rsa"));
        assert_eq!(value(&tags, "k"), None);
        assert_eq!(value(&tags, "p"), Some("MIG fM="));
        assert_eq!(value(&tags, "t"), None);
    }

    #[test]
    fn one_mistake_spoils_a_strict_list() {
        for (text, problem) in [
            ("v=DMARC1 p=none;; rua=x", "is not a tag"),
            ("v=DKIM1; p", "is not a tag"),
            ("v=DKIM1; p=a; p=b", "`p` appears twice"),
            ("v=DKIM1; x=; x=", "`x` appears twice"),
            ("v=DKIM1; 1=a", "not the name of a tag"),
            ("v=DKIM1; a-b=a", "not the name of a tag"),
            ("v=DKIM1;; p=a", "is not a tag"),
            ("", "is not a tag"),
        ] {
            let error = strict(text).unwrap_err();
            assert!(error.contains(problem), "{text}: {error}");
        }
        // Names that differ in case are two.
        assert_eq!(strict("p=a; P=b").unwrap().len(), 2);
    }

    #[test]
    fn a_lenient_list_is_what_is_left_without_its_mistakes() {
        let tags = lenient("v=DMARC1;;P = none ;fo:0; p=reject;");
        let tags: Vec<_> = tags.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        assert_eq!(tags, [("v", "DMARC1"), ("p", "none"), ("p", "reject")]);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text: String) {
            if let Ok(tags) = strict(&text) {
                prop_assert!(!tags.is_empty());
                prop_assert_eq!(tags.len(), lenient(&text).len());
            }
        }
    }
}
