//! Which files are environment files, by their names. Pure.

/// What a file is by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EnvName {
    Environment,
    /// An example, which is copied and filled in.
    Template,
}

/// Words of a name that say that it is an example.
const TEMPLATE_WORDS: [&str; 12] = [
    "default", "defaults", "dist", "erb", "example", "j2", "sample", "skel", "template", "tmpl",
    "tpl", "examples",
];

/// Ends of files that are about environment files, or hold one that is encrypted as a whole.
const OTHER_ENDS: [&str; 26] = [
    "age",
    "asc",
    "cjs",
    "enc",
    "encrypted",
    "go",
    "gpg",
    "html",
    "java",
    "js",
    "json",
    "md",
    "mjs",
    "php",
    "pgp",
    "py",
    "rb",
    "rs",
    "schema",
    "secret",
    "sh",
    "ts",
    "txt",
    "vault",
    "yaml",
    "yml",
];

/// What a path is, where it is one of an environment file.
pub(crate) fn env_name(path: &str) -> Option<EnvName> {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    let name = name.to_ascii_lowercase();
    let is_env = name == ".env"
        || [".env.", ".env-", ".env_"]
            .iter()
            .any(|start| name.starts_with(start))
        || name.ends_with(".env");
    let words = || name.split(['.', '-', '_']).filter(|word| !word.is_empty());
    let is_template = words().any(|word| TEMPLATE_WORDS.contains(&word));
    if is_template && (is_env || name.starts_with("env.") || name.contains(".env.")) {
        return Some(EnvName::Template);
    }
    let is_other = words()
        .next_back()
        .is_some_and(|end| OTHER_ENDS.contains(&end));
    (is_env && !is_other).then_some(EnvName::Environment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_environment_files_from_examples() {
        for name in [
            ".env",
            "api/.env.production",
            "shop.env",
            ".env.local",
            ".ENV",
            ".env-prod",
        ] {
            assert_eq!(env_name(name), Some(EnvName::Environment), "{name}");
        }
        for name in [
            ".env.example",
            "example.env",
            ".env-sample",
            "env.example",
            "shop.env.dist",
            ".env.prod.template",
            ".env.j2",
        ] {
            assert_eq!(env_name(name), Some(EnvName::Template), "{name}");
        }
        for name in [
            ".envrc",
            "environment.ts",
            ".env.d.ts",
            ".env.md",
            ".env.gpg",
            ".env.vault",
            "env",
            "prevent",
            "example.txt",
            ".environment",
        ] {
            assert_eq!(env_name(name), None, "{name}");
        }
    }
}
