//! Numbers in `sshd_config`: integers, times, sizes, masks and quality-of-service classes, read as
//! leniently as the C functions that sshd reads them with.

use crate::ssh::server::version::{Build, Release};

/// sshd keeps numbers and seconds in a C `int`.
const LARGEST: u64 = i32::MAX as u64;

/// A whole number from 0 to the largest `int`.
pub(in crate::ssh) fn integer(text: &str) -> Result<u64, String> {
    let digits = text.trim_start();
    let digits = digits.strip_prefix('+').unwrap_or(digits);
    match digits.parse::<u64>() {
        Ok(number) if number <= LARGEST && !digits.starts_with('+') => Ok(number),
        Ok(_) | Err(_) => Err(format!("`{text}` is not a number from 0 to {LARGEST}")),
    }
}

/// Seconds of a time such as `90`, `2m` or `1h30m`.
pub(in crate::ssh) fn seconds(text: &str) -> Result<u64, String> {
    let invalid = || format!("`{text}` is not a time");
    let mut total = 0_u64;
    let mut rest = text;
    if rest.is_empty() {
        return Err(invalid());
    }
    while !rest.is_empty() {
        let (number, after) = leading_digits(rest);
        let number: u64 = number.parse().map_err(|_| invalid())?;
        let mut characters = after.chars();
        let unit = match characters.next() {
            None | Some('s' | 'S') => 1,
            Some('m' | 'M') => 60,
            Some('h' | 'H') => 60 * 60,
            Some('d' | 'D') => 24 * 60 * 60,
            Some('w' | 'W') => 7 * 24 * 60 * 60,
            Some(_) => return Err(invalid()),
        };
        rest = characters.as_str();
        total = number
            .checked_mul(unit)
            .and_then(|seconds| total.checked_add(seconds))
            .filter(|seconds| *seconds <= LARGEST)
            .ok_or_else(invalid)?;
    }
    Ok(total)
}

/// Bytes of `RekeyLimit`, such as `1.5G`; 0 is the cipher's default.
pub(in crate::ssh) fn rekey_bytes(text: &str) -> Result<u64, String> {
    let invalid = || format!("`{text}` is not a size");
    if text == "default" {
        return Ok(0);
    }
    let (whole, rest) = leading_digits(text);
    let (fraction, suffix) = match rest.strip_prefix('.') {
        Some(rest) => leading_digits(rest),
        None => ("", rest),
    };
    let scale: u128 = match suffix.to_ascii_uppercase().as_str() {
        "" | "B" => 1,
        "K" => 1 << 10,
        "M" => 1 << 20,
        "G" => 1 << 30,
        "T" => 1 << 40,
        "P" => 1 << 50,
        "E" => 1 << 60,
        _ => return Err(invalid()),
    };
    // Beyond 18 digits a fraction is less than a byte.
    let fraction = fraction.get(..18.min(fraction.len())).unwrap_or_default();
    let part = |digits: &str| {
        if digits.is_empty() {
            Ok(0)
        } else {
            digits.parse::<u128>()
        }
    };
    let whole = part(whole).map_err(|_| invalid())?;
    let part_of_one = part(fraction).map_err(|_| invalid())?;
    let divisor = 10_u128.pow(u32::try_from(fraction.len()).unwrap_or(18));
    let bytes = whole
        .checked_mul(scale)
        .map(|bytes| bytes + part_of_one * scale / divisor)
        .and_then(|bytes| u64::try_from(bytes).ok())
        .ok_or_else(invalid)?;
    if bytes != 0 && bytes < 16 {
        return Err(format!("`{text}` is too small"));
    }
    Ok(bytes)
}

/// An octal mask, shown with a leading 0.
pub(in crate::ssh) fn mask(text: &str) -> Result<String, String> {
    let end = text
        .find(|c| !('0'..='7').contains(&c))
        .unwrap_or(text.len());
    u32::from_str_radix(text.get(..end).unwrap_or_default(), 8)
        .ok()
        .filter(|mask| *mask <= 0o777)
        .map(|mask| format!("0{mask:o}"))
        .ok_or_else(|| format!("`{text}` is not an octal mask"))
}

/// `MaxStartups`: one number, or `begin:rate:full`. The rate is empty where it is not written.
pub(in crate::ssh) fn max_startups(text: &str) -> Result<String, String> {
    let invalid = || format!("`{text}` is neither a number nor `start:rate:full`");
    match leading_numbers(text).as_slice() {
        [begin] => Ok(format!("{begin}::{begin}")),
        [begin, rate, full] if begin <= full && (1..=100).contains(rate) => {
            Ok(format!("{begin}:{rate}:{full}"))
        }
        _ => Err(invalid()),
    }
}

/// `PerSourceNetBlockSize`: prefix lengths for IPv4 and IPv6.
pub(in crate::ssh) fn net_block_size(text: &str) -> Result<String, String> {
    match leading_numbers(text).as_slice() {
        [v4] if *v4 <= 32 => Ok(format!("{v4}:128")),
        [v4, v6, ..] if *v4 <= 32 && *v6 <= 128 => Ok(format!("{v4}:{v6}")),
        _ => Err(format!("`{text}` is not a pair of prefix lengths")),
    }
}

/// Names of the classes of `IPQoS` with their values; the first name of a value is canonical.
const CLASSES: [(&str, u8); 25] = [
    ("af11", 0x28),
    ("af12", 0x30),
    ("af13", 0x38),
    ("af21", 0x48),
    ("af22", 0x50),
    ("af23", 0x58),
    ("af31", 0x68),
    ("af32", 0x70),
    ("af33", 0x78),
    ("af41", 0x88),
    ("af42", 0x90),
    ("af43", 0x98),
    ("cs0", 0x00),
    ("cs1", 0x20),
    ("cs2", 0x40),
    ("cs3", 0x60),
    ("cs4", 0x80),
    ("cs5", 0xa0),
    ("cs6", 0xc0),
    ("cs7", 0xe0),
    ("ef", 0xb8),
    ("le", 0x01),
    ("lowdelay", 0x10),
    ("throughput", 0x08),
    ("reliability", 0x04),
];

/// One class of `IPQoS`, by name or number.
pub(in crate::ssh) fn ip_qos(text: &str, build: &Build) -> Result<String, String> {
    let name = text.to_ascii_lowercase();
    if name == "none" || CLASSES.iter().any(|(class, _)| *class == name) {
        return Ok(name);
    }
    let number = match name.strip_prefix("0x") {
        // Numbers are decimal alone since 9.8.
        _ if build.keywords >= Release(9, 8) => integer(text)
            .ok()
            .and_then(|number| u8::try_from(number).ok()),
        Some(hex) => u8::from_str_radix(hex, 16).ok(),
        None if name.len() > 1 && name.starts_with('0') => u8::from_str_radix(&name, 8).ok(),
        None => name.parse().ok(),
    };
    let number = number.ok_or_else(|| format!("`{text}` is not a class of service"))?;
    // The names of the type-of-service octet were dropped with 10.1.
    let named = CLASSES.iter().find(|(class, value)| {
        *value == number && !(class.len() > 4 && build.keywords >= Release(10, 1))
    });
    Ok(named.map_or_else(
        || format!("0x{number:02x}"),
        |(class, _)| (*class).to_owned(),
    ))
}

fn leading_digits(text: &str) -> (&str, &str) {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    (
        text.get(..end).unwrap_or_default(),
        text.get(end..).unwrap_or_default(),
    )
}

/// Up to three numbers with `:` between them; whatever follows is ignored, as scanf(3) does.
fn leading_numbers(text: &str) -> Vec<u32> {
    let mut numbers = Vec::new();
    let mut rest = text;
    while numbers.len() < 3 {
        let (digits, after) = leading_digits(rest);
        let Ok(number) = digits.parse() else { break };
        numbers.push(number);
        let Some(after) = after.strip_prefix(':') else {
            break;
        };
        rest = after;
    }
    numbers
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn times_add_up_their_units() {
        for (text, expected) in [("90", 90), ("1h30m", 5400), ("5m3", 303), ("1W2d", 777_600)] {
            assert_eq!(seconds(text), Ok(expected), "{text}");
        }
        for text in ["", "m", "5x", "-1", "none", "99999999999"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }

    #[test]
    fn sizes_have_fractions_and_a_lower_limit() {
        assert_eq!(rekey_bytes("1.5M"), Ok(1_572_864));
        assert_eq!(rekey_bytes("default"), Ok(0));
        for text in ["5", "-5M", "1X", "99999999999E"] {
            assert!(rekey_bytes(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_a_reader_panic(text in "[0-9a-zA-Z:.+ -]{0,40}") {
            let _ = (integer(&text), seconds(&text), rekey_bytes(&text), mask(&text));
            let _ = (max_startups(&text), net_block_size(&text));
        }
    }
}
