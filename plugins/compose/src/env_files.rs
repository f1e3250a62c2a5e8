//! Services that get an environment file, in the words of a message.

use muster_sdk::sentence;
use muster_sdk::services::EnvFileEntry;

/// `'api'`, `'api' and 'db'`, or `'api', 'db' and 3 more`, each once.
pub(crate) fn services(entries: &[&EnvFileEntry]) -> String {
    let names = names(entries).into_iter();
    let quoted: Vec<String> = names.map(|name| format!("'{name}'")).collect();
    sentence::list(&quoted, "and")
}

/// What they do, as their number has it.
pub(crate) fn gets(entries: &[&EnvFileEntry]) -> &'static str {
    if names(entries).len() == 1 {
        "gets"
    } else {
        "get"
    }
}

fn names<'a>(entries: &[&'a EnvFileEntry]) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for entry in entries {
        if !names.contains(&entry.service.as_str()) {
            names.push(&entry.service);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use muster_sdk::testing::sample;

    use super::*;

    #[test]
    fn services_are_named_once_and_not_without_end() {
        let of = |service: &str| EnvFileEntry {
            service: service.to_owned(),
            ..sample()
        };
        let entries = ["a", "b", "a", "c", "d", "e", "f", "g"].map(of);
        let all: Vec<&EnvFileEntry> = entries.iter().collect();
        assert_eq!(services(&all), "'a', 'b', 'c', 'd', 'e' and 2 more");
        assert_eq!(services(&all[..2]), "'a' and 'b'");
        assert_eq!(
            (services(&all[..1]).as_str(), gets(&all[..1])),
            ("'a'", "gets")
        );
    }
}
