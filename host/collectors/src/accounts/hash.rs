//! What the second field of a line of passwd(5) or shadow(5) says, see crypt(5). Pure; what it returns holds
//! nothing of the field.

use muster_facts::accounts::Password;

/// What a field says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) state: &'static str,
    pub(super) method: Option<&'static str>,
}

/// What begins a hash, and how it is made, see crypt(5).
const PREFIXES: [(&str, &str); 17] = [
    ("$1$", Password::METHOD_MD5),
    ("$md5", Password::METHOD_SUNMD5),
    ("$sha1$", Password::METHOD_SHA1),
    ("$3$", Password::METHOD_NT),
    ("$2$", Password::METHOD_BCRYPT),
    ("$2a$", Password::METHOD_BCRYPT),
    ("$2b$", Password::METHOD_BCRYPT),
    ("$2x$", Password::METHOD_BCRYPT),
    ("$2y$", Password::METHOD_BCRYPT),
    ("$5$", Password::METHOD_SHA256),
    ("$6$", Password::METHOD_SHA512),
    ("$7$", Password::METHOD_SCRYPT),
    ("$y$", Password::METHOD_YESCRYPT),
    ("$gy$", Password::METHOD_GOST_YESCRYPT),
    ("$sm3$", Password::METHOD_SM3),
    ("$sm3y$", Password::METHOD_SM3_YESCRYPT),
    ("$", Password::METHOD_OTHER),
];

/// Characters of the traditional method: two of salt, eleven for each eight of the password.
const DES: usize = 13;

/// Of its extension by BSD, which begins with `_`.
const BSDI: usize = 20;

/// Reads a field.
pub(super) fn said(field: &str) -> Said {
    let (state, method) = match field.strip_prefix('!') {
        None if field.is_empty() => (Password::STATE_EMPTY, None),
        None => match method(field) {
            Some(method) => (Password::STATE_HASHED, Some(method)),
            None => (Password::STATE_NONE, None),
        },
        // useradd writes `!`, that of Red Hat `!!`.
        Some("" | "!") => (Password::STATE_NEVER_SET, None),
        Some(rest) => (Password::STATE_LOCKED, method(rest.trim_start_matches('!'))),
    };
    Said { state, method }
}

/// How a field is hashed; none for one that no password can fit.
fn method(field: &str) -> Option<&'static str> {
    let known = PREFIXES
        .iter()
        .find(|(prefix, _)| field.starts_with(prefix));
    if let Some((_, method)) = known {
        return Some(method);
    }
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || b"./".contains(&byte);
    if let Some(rest) = field.strip_prefix('_') {
        let fits = field.len() == BSDI && rest.bytes().all(is_digit);
        return fits.then_some(Password::METHOD_BSDI);
    }
    // Longer ones are of bigcrypt, which hashes each eight characters alone.
    let fits =
        field.len() >= DES && (field.len() - 2).is_multiple_of(11) && field.bytes().all(is_digit);
    fits.then_some(Password::METHOD_DES)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_field_has_its_state_and_method() {
        for (field, state, method) in [
            ("", "empty", None),
            ("*", "none", None),
            ("x", "none", None),
            ("*LK*", "none", None),
            ("NP", "none", None),
            ("changeme", "none", None),
            ("!", "never-set", None),
            ("!!", "never-set", None),
            ("!*", "locked", None),
            ("!!$6$salt$hash", "locked", Some("sha512")),
            ("!$y$j9T$salt$hash", "locked", Some("yescrypt")),
            ("$y$j9T$salt$hash", "hashed", Some("yescrypt")),
            ("$gy$j9T$salt$hash", "hashed", Some("gost-yescrypt")),
            ("$7$CU..../....salt$hash", "hashed", Some("scrypt")),
            ("$6$rounds=5000$salt$hash", "hashed", Some("sha512")),
            ("$5$salt$hash", "hashed", Some("sha256")),
            ("$2b$12$salt", "hashed", Some("bcrypt")),
            ("$1$salt$hash", "hashed", Some("md5")),
            ("$md5,rounds=904$salt$$hash", "hashed", Some("sunmd5")),
            ("$sha1$40000$salt$hash", "hashed", Some("sha1")),
            ("$3$$hash", "hashed", Some("nt")),
            ("$argon2id$v=19$hash", "hashed", Some("other")),
            ("ab0123456789.", "hashed", Some("des")),
            ("ab0123456789./01234567/9", "hashed", Some("des")),
            ("_J9..saltABCDEFGHIJK", "hashed", Some("bsdi")),
            ("_short", "none", None),
        ] {
            assert_eq!(said(field), Said { state, method }, "{field}");
        }
    }

    proptest! {
        #[test]
        fn only_a_hash_has_a_method(field in "[!*$_a-z0-9./]{0,30}") {
            let said = said(&field);
            prop_assert_eq!(said.state == "empty", field.is_empty());
            prop_assert!(said.state != "hashed" || said.method.is_some());
            prop_assert!(said.state != "none" || said.method.is_none());
        }
    }
}
