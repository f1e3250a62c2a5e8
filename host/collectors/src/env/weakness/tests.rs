use proptest::prelude::*;

use super::*;

fn class(value: &str) -> &'static str {
    weakness_of_secret("APP_SECRET", value, &HashSet::new()).0
}

#[test]
fn published_values_and_descriptions_are_weak() {
    for value in [
        "django-insecure-3k#x9@0w!q7v^y2r&l8m5n1p4t6z$c0b_h3j9d8s7f6g5k",
        "base64:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "CorrectHorseBatteryStaple",
        "SunshineMountainRiver",
        "powersync_password",
        "example_mosquitto_password",
        "ThisShouldBeAVerySecureAndLongSecretStringNobodyKnows",
        "a-very-long-and-secure-secret-key",
        "my_super_secret_jwt_signing_key_256",
        "0123456789abcdef0123456789abcdef",
        "00000000-0000-0000-0000-000000000000",
        "12345678-1234-1234-1234-123456789012",
        "abcdefghijklmnopqrstuvwxyz123456",
        "qwertyuiopasdfghjklzxcvbnm123456",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9",
        "deadbeefdeadbeefdeadbeefdeadbeef",
        "secretsecretsecretsecret",
        "passwordpasswordpasswordpassword",
        "abcd1234abcd1234abcd1234abcd1234",
        "dGhpc19pc19hX3NlY3JldF9rZXlfZm9yX2Rldg==",
        "746869736973617365637265746b6579666f72646576",
        "ffffffffffffffffffffffffffffffff",
        "11111111111111111111111111111111",
    ] {
        let class = class(value);
        assert!(["very-weak", "weak"].contains(&class), "{value}: {class}");
    }
}

#[test]
fn of_an_address_or_a_list_the_password_counts() {
    for (value, reason) in [
        ("postgresql://zanzibar:zanzibar@db/x", "equals-user-name"),
        (
            "Server=db;User Id=sa;Password=changeit;Database=x",
            "known-default",
        ),
        ("host=db user=app password=letmein", "known-default"),
        ("redis://:hunter2@cache", "dictionary"),
    ] {
        assert_eq!(
            weakness_of_secret("DATABASE_URL", value, &HashSet::new()).1,
            Some(reason),
            "{value}"
        );
    }
    let strong = "Server=db;Password=kX9vQ2mL7pR4tY8wA1bC5dE6";
    assert_eq!(
        weakness_of_secret("DATABASE_URL", strong, &HashSet::new()).0,
        "strong"
    );
}

fn encoded(bytes: &[u8]) -> Vec<String> {
    use data_encoding::{BASE32, BASE64, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};
    let hex = HEXLOWER.encode(bytes);
    let uuid = format!(
        "{}-{}-4{}-a{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[13..16],
        &hex[17..20],
        &hex[20..32]
    );
    vec![
        HEXUPPER.encode(bytes),
        BASE64.encode(bytes),
        BASE64URL_NOPAD.encode(bytes),
        BASE32.encode(bytes),
        format!("base64:{}", BASE64.encode(bytes)),
        format!("sk_live_{}", BASE64URL_NOPAD.encode(bytes)),
        format!(
            "eyJhbGciOiJIUzI1NiJ9.{0}.{0}",
            BASE64URL_NOPAD.encode(bytes)
        ),
        format!(
            "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----",
            BASE64.encode(bytes)
        ),
        uuid,
        hex,
    ]
}

/// What a generator draws from an alphabet, as `pwgen` does.
fn drawn(bytes: &[u8], alphabet: &str) -> String {
    let letters: Vec<char> = alphabet.chars().collect();
    bytes
        .iter()
        .map(|byte| letters[usize::from(*byte) % letters.len()])
        .collect()
}

/// Consonants and vowels in turn, with a digit and a capital: what `pwgen` makes to be remembered.
fn pronounceable(bytes: &[u8]) -> String {
    bytes
        .iter()
        .enumerate()
        .map(|(at, byte)| match at % 5 {
            0 | 2 => drawn(&[*byte], "bcdfghjklmnpqrstvwz"),
            1 | 3 => drawn(&[*byte], "aeiou"),
            _ => drawn(&[*byte], "0123456789ABCDEFGH"),
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_generators_make_is_never_weak(bytes in any::<[u8; 32]>()) {
        for value in encoded(&bytes) {
            prop_assert_eq!(class(&value), "strong", "{}", value);
        }
        let all = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        for value in [
            drawn(&bytes[..16], all),
            drawn(&bytes[..24], "abcdefghijklmnopqrstuvwxyz"),
            drawn(&bytes[..20], "abcdefghijklmnopqrstuvwxyz0123456789"),
            drawn(&bytes, "!#%&*+-.:;=?@_~ABCDEFGHabcdefgh0123456789"),
            pronounceable(&bytes[..20]),
        ] {
            prop_assert!(["fair", "strong"].contains(&class(&value)), "{}", value);
        }
    }
}
