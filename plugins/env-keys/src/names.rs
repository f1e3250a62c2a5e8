//! Key names: in the lists of parameters, and in sentences.

/// Whether the list has the key, by name or by a family such as `RATE_LIMIT_*`.
pub(crate) fn contains(list: &[String], key: &str) -> bool {
    list.iter().any(|entry| match entry.strip_suffix('*') {
        Some(family) => key.starts_with(family),
        None => entry == key,
    })
}

/// Names in a sentence: `A, B and C`.
pub(crate) fn sentence<T: AsRef<str>>(names: &[T]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_holds_every_name_with_its_prefix() {
        let list = ["APP_ENV".to_owned(), "RATE_LIMIT_*".to_owned()];
        assert!(contains(&list, "APP_ENV"));
        assert!(contains(&list, "RATE_LIMIT_LOGIN"));
        assert!(!contains(&list, "APP_ENVIRONMENT"));
        assert!(!contains(&list, "RATE_LIMITS"));
    }

    #[test]
    fn names_read_as_a_person_would_write_them() {
        assert_eq!(sentence(&["A"]), "A");
        assert_eq!(sentence(&["A", "B", "C"]), "A, B and C");
    }
}
