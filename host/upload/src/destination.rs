//! Where a file goes: the API, the repository, the commit and the ref, each checked before a byte is
//! sent.

use std::fmt;
use std::str::FromStr;

use muster_http::{Address, InvalidAddress};

/// A text that is not what it has to be, with the way out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Invalid(String);

impl Invalid {
    fn because(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

/// Reads the address of GitHub's API. What is sent there must be safe from anyone who listens.
///
/// # Errors
/// If the text is not such an address.
pub fn parse_api(text: &str) -> Result<Address, Invalid> {
    let address: Address = text
        .parse()
        .map_err(|error: InvalidAddress| Invalid::because(error.to_string()))?;
    if !address.is_confidential() {
        return Err(Invalid::because(
            "the token would be sent unencrypted; write https://",
        ));
    }
    if address.is_https_of("github.com") {
        return Err(Invalid::because(
            "this is the website; the API is https://api.github.com",
        ));
    }
    Ok(address)
}

/// Everything that says where a file goes.
#[derive(Clone, Debug)]
pub struct Destination {
    /// Of the API, such as `https://api.github.com`.
    pub api: Address,
    /// The repository whose alerts these become.
    pub repository: Repository,
    /// The commit that they are about.
    pub commit: Commit,
    /// The branch, tag or pull request that the commit belongs to.
    pub git_ref: GitRef,
}

/// `OWNER/NAME`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository(String);

impl FromStr for Repository {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // It becomes a part of an address, and must be nothing else.
        let is_name = |name: &str| {
            !matches!(name, "" | "." | "..")
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
        };
        text.split_once('/')
            .filter(|(owner, name)| is_name(owner) && is_name(name))
            .map(|_| Self(text.to_owned()))
            .ok_or_else(|| {
                Invalid::because(
                    "not the name of a repository; write OWNER/NAME, such as octo-org/servers",
                )
            })
    }
}

/// The whole SHA-1 of a commit. GitHub takes no shorter one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit(String);

/// Hexadecimal digits of a SHA-1.
const COMMIT_DIGITS: usize = 40;

impl FromStr for Commit {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_whole =
            text.len() == COMMIT_DIGITS && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_whole
            .then(|| Self(text.to_ascii_lowercase()))
            .ok_or_else(|| {
                Invalid::because(
                    "not the full SHA of a commit; it has 40 hexadecimal digits, as \
                     `git rev-parse HEAD` prints them",
                )
            })
    }
}

/// The full name of a ref, in one of the forms that GitHub takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitRef(String);

impl FromStr for GitRef {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = |prefix: &str| text.strip_prefix(prefix).is_some_and(is_ref_name);
        let is_pull_request = || {
            text.strip_prefix("refs/pull/")
                .and_then(|rest| rest.split_once('/'))
                .is_some_and(|(number, kind)| {
                    !number.is_empty()
                        && number.bytes().all(|byte| byte.is_ascii_digit())
                        && matches!(kind, "merge" | "head")
                })
        };
        if named("refs/heads/") || named("refs/tags/") || is_pull_request() {
            return Ok(Self(text.to_owned()));
        }
        let example = match text {
            text if is_ref_name(text) && !text.starts_with("refs/") => {
                format!("refs/heads/{text}")
            }
            _ => "refs/heads/main".to_owned(),
        };
        Err(Invalid::because(format!(
            "not the full name of a ref; write it as {example}, refs/tags/TAG or \
             refs/pull/NUMBER/merge"
        )))
    }
}

/// As `git check-ref-format` has it, as far as it keeps a name from being anything else.
fn is_ref_name(name: &str) -> bool {
    !name.is_empty()
        && !name.contains("..")
        && name
            .split('/')
            .all(|part| !part.is_empty() && !part.starts_with('.'))
        && !name
            .chars()
            .any(|c| c.is_control() || c.is_whitespace() || "~^:?*[\\".contains(c))
}

impl fmt::Display for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Commit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for GitRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong<T: FromStr<Err = Invalid> + fmt::Debug>(text: &str) -> String {
        text.parse::<T>().unwrap_err().to_string()
    }

    #[test]
    fn a_repository_is_two_names() {
        for right in ["octo-org/servers", "a/b.c_d-e"] {
            assert_eq!(right.parse::<Repository>().unwrap().to_string(), right);
        }
        for not in [
            "",
            "servers",
            "octo-org/",
            "/servers",
            "a/b/c",
            "a/..",
            "./b",
            "a/b?c",
            "a/b%2fc",
            "https://github.com/a/b",
            "a/b\n",
            "a /b",
        ] {
            assert!(wrong::<Repository>(not).contains("OWNER/NAME"), "{not}");
        }
    }

    #[test]
    fn a_commit_is_whole() {
        let commit = "0123456789ABCDEFabcdef0123456789abcdef01";
        assert_eq!(
            commit.parse::<Commit>().unwrap().to_string(),
            commit.to_ascii_lowercase()
        );
        for not in [
            "",
            "HEAD",
            "0123456",
            &commit[1..],
            &format!("{commit}0"),
            &commit.replace('0', "g"),
        ] {
            assert!(wrong::<Commit>(not).contains("git rev-parse HEAD"), "{not}");
        }
    }

    #[test]
    fn a_ref_has_its_full_name() {
        for right in [
            "refs/heads/main",
            "refs/heads/feature/größer",
            "refs/tags/v1.0",
            "refs/pull/12/merge",
            "refs/pull/12/head",
        ] {
            assert_eq!(right.parse::<GitRef>().unwrap().to_string(), right);
        }
        assert!(wrong::<GitRef>("main").contains("refs/heads/main,"));
        assert!(wrong::<GitRef>("release/2").contains("refs/heads/release/2,"));
        for not in [
            "",
            "refs/heads/",
            "refs/heads/a..b",
            "refs/heads/a b",
            "refs/heads/a\u{1b}[2J",
            "refs/remotes/origin/main",
            "refs/pull/x/merge",
            "refs/pull/1/base",
            "refs/heads/a//b",
        ] {
            let said = wrong::<GitRef>(not);
            assert!(said.contains("refs/heads/main,"), "{not}: {said}");
        }
    }

    #[test]
    fn an_api_is_encrypted_and_not_the_website() {
        for right in [
            "https://api.github.com",
            "https://github.example.com/api/v3/",
            "https://api.octo.ghe.com",
            "http://127.0.0.1:8080/api/v3",
        ] {
            parse_api(right).unwrap();
        }
        for (not, says) in [
            ("api.github.com", "address of an API"),
            ("http://github.example.com/api/v3", "unencrypted"),
            ("http://192.0.2.1:8080", "unencrypted"),
            ("https://github.com", "https://api.github.com"),
            ("https://me:it@api.github.com", "address of an API"),
        ] {
            let said = parse_api(not).unwrap_err().to_string();
            assert!(said.contains(says), "{not}: {said}");
        }
    }
}
