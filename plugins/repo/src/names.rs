//! Paths in a repository that a policy makes an exception for.

/// Whether a path is one of these: a name of files in any directory, or a path from the top.
pub(crate) fn is_listed(path: &str, listed: &[String]) -> bool {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    listed.iter().any(|known| known == path || known == name)
}

/// Whether a path lies in a directory of one of these names.
pub(crate) fn is_in_directory(path: &str, names: &[String]) -> bool {
    let mut parts = path.rsplit('/').skip(1);
    parts.any(|part| names.iter().any(|name| name == part))
}

/// Whether a path is that of a text for people, or of a test beside the code that it tests.
pub(crate) fn is_text_or_test(path: &str) -> bool {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    let mut words = name.split(['.', '-', '_']);
    words.any(|word| ["adoc", "md", "rst", "spec", "test", "tests"].contains(&word))
}

/// `A, B and 3 more`.
pub(crate) fn some_of(names: &[&str]) -> String {
    /// What fits in a sentence.
    const MOST: usize = 5;
    let shown = names
        .iter()
        .take(MOST)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    match names.len().saturating_sub(MOST) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(list: &[&str]) -> Vec<String> {
        list.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn a_name_counts_everywhere_and_a_path_once() {
        let listed = texts(&[".env.test", "api/.env"]);
        assert!(is_listed("web/.env.test", &listed));
        assert!(is_listed("api/.env", &listed));
        assert!(!is_listed("web/.env", &listed));
        let directories = texts(&["tests"]);
        assert!(is_in_directory("api/tests/keys/a.pem", &directories));
        assert!(!is_in_directory("api/tests", &directories));
        assert!(!is_in_directory("contests/a", &directories));
    }

    #[test]
    fn names_tell_texts_and_tests() {
        for path in [
            "README.md",
            "api/url_test.go",
            "web/url.spec.ts",
            "src/env/tests.rs",
            "test_url.py",
        ] {
            assert!(is_text_or_test(path), "{path}");
        }
        for path in ["latest.py", "api/contest.py", "md", "deploy.sh"] {
            assert_eq!(is_text_or_test(path), path == "md", "{path}");
        }
    }

    #[test]
    fn a_long_list_is_cut() {
        assert_eq!(some_of(&["A", "B"]), "A, B");
        assert_eq!(
            some_of(&["A", "B", "C", "D", "E", "F", "G"]),
            "A, B, C, D, E and 2 more"
        );
    }
}
