//! The token, which is never shown: not even when it is wrong.

use muster_facts::Secret;

/// What stands where a token should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidToken {
    /// Nothing.
    #[error("holds no token")]
    Empty,
    /// Something that no header can hold.
    #[error(
        "does not hold a GitHub token: it has a line break, a space or another such character in it"
    )]
    Characters,
}

/// Takes a token out of a file or a variable. A final line break is the editor's.
///
/// # Errors
/// When it holds none. The error does not repeat it.
pub fn token(text: &str) -> Result<Secret, InvalidToken> {
    match text.trim() {
        "" => Err(InvalidToken::Empty),
        token if token.bytes().all(|byte| byte.is_ascii_graphic()) => Ok(Secret::new(token)),
        _ => Err(InvalidToken::Characters),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_one_word() {
        assert_eq!(token(" ghp_abc\r\n").unwrap().expose(), b"ghp_abc");
        assert_eq!(token("\n"), Err(InvalidToken::Empty));
        for not in [
            "ghp_a\nbc",
            "ghp_a\r\nX-Other: b",
            "ghp a",
            "ghp\u{0}",
            "ghpö",
        ] {
            let error = token(not).unwrap_err();
            assert_eq!(error, InvalidToken::Characters);
            assert!(!error.to_string().contains("ghp"), "{error}");
        }
    }
}
