//! Versions of dpkg: an epoch, an upstream version and a revision, see deb-version(7).

use std::cmp::Ordering;

/// Compares `EPOCH:UPSTREAM-REVISION`; without an epoch it is 0.
#[must_use]
pub fn compare(one: &str, other: &str) -> Ordering {
    crate::compare_whole(one, other, compare_parts)
}

/// Compares upstream versions, or revisions: what is not a number and what is one in turn.
#[must_use]
pub fn compare_parts(one: &str, other: &str) -> Ordering {
    let (mut one, mut other) = (one.as_bytes(), other.as_bytes());
    while !one.is_empty() || !other.is_empty() {
        let (text, rest) = take_while(one, |byte| !byte.is_ascii_digit());
        let (other_text, other_rest) = take_while(other, |byte| !byte.is_ascii_digit());
        let (number, rest) = take_while(rest, u8::is_ascii_digit);
        let (other_number, other_rest) = take_while(other_rest, u8::is_ascii_digit);
        let order =
            compare_texts(text, other_text).then_with(|| compare_numbers(number, other_number));
        if order.is_ne() {
            return order;
        }
        (one, other) = (rest, other_rest);
    }
    Ordering::Equal
}

/// Letters come before all else, the end before letters, and `~` before the end.
fn compare_texts(one: &[u8], other: &[u8]) -> Ordering {
    let weight = |byte: Option<&u8>| match byte {
        Some(b'~') => -1,
        None => 0,
        Some(byte) if byte.is_ascii_alphabetic() => i32::from(*byte),
        Some(byte) => i32::from(*byte) + 256,
    };
    (0..one.len().max(other.len()))
        .map(|at| weight(one.get(at)).cmp(&weight(other.get(at))))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

fn compare_numbers(one: &[u8], other: &[u8]) -> Ordering {
    let (_, one) = take_while(one, |byte| *byte == b'0');
    let (_, other) = take_while(other, |byte| *byte == b'0');
    one.len().cmp(&other.len()).then(one.cmp(other))
}

fn take_while(bytes: &[u8], is_taken: impl Fn(&u8) -> bool) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|byte| !is_taken(byte));
    bytes
        .split_at_checked(end.unwrap_or(bytes.len()))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    #[test]
    fn the_later_version_is_the_greater_one() {
        for (lesser, greater) in [
            ("1.0-1", "1.0-1+deb13u1"),
            ("1.0~rc1-1", "1.0-1"),
            ("9.9", "1:0"),
            ("1.0-1~bpo1", "1.0-1"),
            ("2.9-1", "2.10-1"),
            ("1.0a-1", "1.0+1-1"),
        ] {
            assert_eq!(
                compare(lesser, greater),
                Ordering::Less,
                "{lesser} {greater}"
            );
            assert_eq!(compare(greater, lesser), Ordering::Greater);
        }
        assert_eq!(compare("1.0-0", "0:1.00"), Ordering::Equal);
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the real program is the oracle")]
    fn dpkg_orders_versions_the_same_way() {
        const PARTS: [&str; 17] = [
            "1", "0", "01", "10", "9", "a", "b", "rc", "~", "~~", ".", "-", "+", "deb13u1", "Z",
            "bpo", "00",
        ];
        if !muster_real::installed(&["dpkg", "sh"]) {
            return;
        }
        let mut state = 11_u64;
        let mut random = |most: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) as usize % most
        };
        let mut version = |like: Option<&str>| {
            let mut text = match (like, random(4)) {
                (Some(like), 0..=2) => like.to_owned(),
                (_, 1) => "1:1".to_owned(),
                _ => "1".to_owned(),
            };
            for _ in 0..random(5) {
                text.push_str(PARTS[random(PARTS.len())]);
            }
            // A revision is not empty.
            text.trim_end_matches('-').to_owned()
        };
        let mut script = String::new();
        let mut pairs = Vec::new();
        for _ in 0..2_000 {
            let one = version(None);
            let other = version(Some(&one));
            writeln!(
                script,
                "if dpkg --compare-versions '{one}' lt '{other}'; then echo Less; \
                 elif dpkg --compare-versions '{one}' eq '{other}'; then echo Equal; else echo Greater; fi"
            )
            .unwrap();
            pairs.push((one, other));
        }
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("compare");
        std::fs::write(&file, script).unwrap();
        let output = std::process::Command::new("sh")
            .arg(&file)
            .output()
            .unwrap();
        let answers = String::from_utf8(output.stdout).unwrap();
        assert_eq!(answers.lines().count(), pairs.len());
        for ((one, other), answer) in pairs.iter().zip(answers.lines()) {
            assert_eq!(
                format!("{:?}", compare(one, other)),
                answer,
                "{one} {other}"
            );
        }
    }
}
