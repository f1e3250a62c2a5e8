//! Texts in the commands of a fix.

use std::borrow::Cow;

/// A path as a shell takes it whole.
#[must_use]
pub fn shell_word(path: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    if path.bytes().all(is_plain) {
        Cow::Borrowed(path)
    } else {
        Cow::Owned(format!("'{}'", path.replace('\'', r"'\''")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_one_word_of_the_command() {
        assert_eq!(shell_word("/etc/app.env"), "/etc/app.env");
        assert_eq!(shell_word("/srv/it's; rm -r"), r"'/srv/it'\''s; rm -r'");
    }
}
