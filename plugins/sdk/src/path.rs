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
