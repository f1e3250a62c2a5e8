//! Paths of a target, as texts.

/// The names on the way from the root to a path, which begins in `directory` unless it is absolute. Links
/// are not followed: a plugin has no files.
#[must_use]
pub fn path_names<'a>(directory: &'a str, path: &'a str) -> Vec<&'a str> {
    let base = if path.starts_with('/') { "" } else { directory };
    let mut names = Vec::new();
    for name in base.split('/').chain(path.split('/')) {
        match name {
            "" | "." => {}
            ".." => {
                names.pop();
            }
            name => names.push(name),
        }
    }
    names
}

/// Why a path of which a rule must know something is not among the facts. A scan looks at each path that a rule asks
/// about; a snapshot holds those that its own policy asked about.
#[must_use]
pub fn not_collected(path: &str) -> String {
    format!("nobody looked at {path}; collect the snapshot again with the policy that judges it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_path_begins_in_the_directory() {
        assert_eq!(path_names("/opt/shop", "./logs"), ["opt", "shop", "logs"]);
        assert_eq!(path_names("/opt/shop", "../logs/"), ["opt", "logs"]);
        assert_eq!(path_names("/opt/shop", "/srv//logs"), ["srv", "logs"]);
        assert!(path_names("/", "../..").is_empty());
    }
}
