//! Pure: lists of tags, `v=DKIM1; k=rsa; p=…`, which DKIM (RFC 6376, 3.2) and DMARC (RFC 9989,
//! 4.7) share.

/// One tag: its name in lower case, and its value.
pub(super) type Tag = (String, String);

/// The tags in order. An empty part is allowed only at the end.
pub(super) fn parse(text: &str) -> Result<Vec<Tag>, String> {
    let text = text.trim();
    let text = text.strip_suffix(';').unwrap_or(text);
    text.split(';')
        .map(|part| {
            let (name, value) = part
                .split_once('=')
                .ok_or_else(|| format!("`{}` is not a tag", part.trim()))?;
            let name = name.trim();
            let valid = name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            if valid {
                Ok((name.to_ascii_lowercase(), value.trim().to_owned()))
            } else {
                Err(format!("`{name}` is not the name of a tag"))
            }
        })
        .collect()
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
        let tags = parse(" v = DKIM1 ;K=rsa; p=MIG fM= ; ").unwrap();
        assert_eq!(value(&tags, "k"), Some("rsa"));
        assert_eq!(value(&tags, "p"), Some("MIG fM="));
        assert_eq!(value(&tags, "t"), None);
        assert!(parse("v=DMARC1 p=none;; rua=x").is_err());
        assert!(parse("v=DKIM1; p").is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text: String) {
            if let Ok(tags) = parse(&text) {
                prop_assert!(!tags.is_empty());
            }
        }
    }
}
