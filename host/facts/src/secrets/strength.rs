//! How many guesses a secret takes, after the method of zxcvbn (Wheeler, USENIX Security 2016): the
//! value is cut into the pieces that are cheapest to guess, and their guesses are multiplied. The
//! word list is small, so that a pass-phrase of rare words counts as stronger than zxcvbn has it;
//! what it must catch are values that a person made up in a hurry.

/// Longer values are judged by their beginning, which keeps the work constant.
const LONGEST_JUDGED: usize = 64;

/// Guesses for a character about which nothing is known, in decimal orders of magnitude; zxcvbn's
/// `BRUTEFORCE_CARDINALITY` of 10.
const ANY_CHARACTER: f64 = 1.0;

/// Common passwords, and the words that people build passwords of, the commonest first. A
/// word's place in the list is the number of guesses that it takes.
const WORDS: &[&str] = &[
    "password",
    "secret",
    "admin",
    "test",
    "root",
    "user",
    "login",
    "qwerty",
    "dragon",
    "master",
    "monkey",
    "letmein",
    "welcome",
    "hello",
    "changeme",
    "default",
    "postgres",
    "mysql",
    "redis",
    "database",
    "server",
    "docker",
    "local",
    "example",
    "sample",
    "demo",
    "guest",
    "super",
    "pass",
    "passwd",
    "token",
    "key",
    "auth",
    "session",
    "cookie",
    "jwt",
    "api",
    "app",
    "web",
    "dev",
    "prod",
    "production",
    "stage",
    "staging",
    "live",
    "secure",
    "security",
    "private",
    "public",
    "strong",
    "random",
    "temp",
    "backup",
    "service",
    "client",
    "worker",
    "portal",
    "customer",
    "company",
    "business",
    "system",
    "internal",
    "access",
    "account",
    "mail",
    "email",
    "smtp",
    "stripe",
    "signing",
    "shop",
    "store",
    "order",
    "clean",
    "cleaning",
    "cloud",
    "home",
    "house",
    "office",
    "love",
    "baby",
    "angel",
    "princess",
    "sunshine",
    "shadow",
    "football",
    "baseball",
    "soccer",
    "hockey",
    "summer",
    "winter",
    "spring",
    "autumn",
    "monday",
    "friday",
    "january",
    "june",
    "july",
    "august",
    "october",
    "november",
    "december",
    "correct",
    "horse",
    "battery",
    "staple",
    "money",
    "freedom",
    "whatever",
    "michael",
    "jordan",
    "charlie",
    "daniel",
    "thomas",
    "andrew",
    "jennifer",
    "hunter",
    "killer",
    "batman",
    "superman",
    "starwars",
    "trustno1",
    "iloveyou",
    "computer",
    "internet",
    "google",
    "apple",
    "london",
    "berlin",
    "paris",
    "the",
    "and",
    "for",
    "you",
    "this",
    "that",
    "with",
    "from",
    "your",
    "my",
    "our",
    "new",
    "old",
    "good",
    "best",
];

/// Rows of keys that people run a finger along.
const ROWS: &[&str] = &[
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc",
    "qwertzuiop",
    "yxcvbnm",
];

/// Nothing in [`WORDS`] is longer.
const LONGEST_WORD: usize = 10;

/// Nothing in [`ROWS`] is longer.
const LONGEST_ROW: usize = 12;

/// What kind of piece was guessed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Character,
    Word,
    Repeat,
    Sequence,
}

/// A secret's strength.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Strength {
    /// Decimal order of magnitude of the guesses.
    pub magnitude: f64,
    /// The reason code, when one kind of guessable piece makes up most of a weak value.
    pub weakness: Option<&'static str>,
}

impl Strength {
    /// `very-weak`, `weak`, `fair` or `strong`, at zxcvbn's limits between its scores: below 10^6
    /// an online attack succeeds, above 10^10 an offline one against a slow hash does not.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self.magnitude {
            magnitude if magnitude < 6.0 => "very-weak",
            magnitude if magnitude < 8.0 => "weak",
            magnitude if magnitude < 10.0 => "fair",
            _ => "strong",
        }
    }
}

/// Estimates a value.
#[must_use]
pub fn estimate(value: &str) -> Strength {
    let characters: Vec<char> = value.chars().take(LONGEST_JUDGED).collect();
    // For each end: the fewest guesses up to there, where the last piece begins, and its kind.
    let mut best = vec![(0.0_f64, 0_usize, Kind::Character)];
    for end in 1..=characters.len() {
        let cheapest = (0..end)
            .filter_map(|start| {
                let piece = characters.get(start..end)?;
                let (before, ..) = best.get(start)?;
                let (cost, kind) = guesses(piece)?;
                Some((before + cost, start, kind))
            })
            .min_by(|a, b| a.0.total_cmp(&b.0));
        best.push(cheapest.unwrap_or((f64::INFINITY, 0, Kind::Character)));
    }
    let magnitude = best.last().map_or(0.0, |(guesses, ..)| *guesses);
    Strength {
        magnitude,
        weakness: (magnitude < 8.0).then(|| weakness(&best)).flatten(),
    }
}

/// The kind of piece that covers at least half of the value.
fn weakness(best: &[(f64, usize, Kind)]) -> Option<&'static str> {
    let length = best.len() - 1;
    let covered = |wanted: Kind| {
        let mut end = length;
        let mut covered = 0;
        while let Some((_, start, kind)) = best.get(end).filter(|_| end > 0) {
            if *kind == wanted {
                covered += end - start;
            }
            end = *start;
        }
        covered
    };
    [
        (Kind::Word, "dictionary"),
        (Kind::Repeat, "repeated"),
        (Kind::Sequence, "sequence"),
    ]
    .into_iter()
    .find(|(kind, _)| length > 0 && covered(*kind) * 2 >= length)
    .map(|(_, reason)| reason)
}

/// Order of magnitude of the guesses for one piece, the cheapest way; none where the piece is
/// better taken apart.
fn guesses(piece: &[char]) -> Option<(f64, Kind)> {
    if let [_] = piece {
        return Some((ANY_CHARACTER, Kind::Character));
    }
    if piece.len() >= 3 {
        if let Some(unit) = repeated_unit(piece) {
            // Guessed once, then counted.
            let count = magnitude(piece.len() / unit.len());
            return Some((unit_guesses(unit) + count, Kind::Repeat));
        }
        if is_run(piece) {
            return Some((magnitude(26 * piece.len()), Kind::Sequence));
        }
    }
    word(piece).map(|guesses| (guesses, Kind::Word))
}

/// The shortest text that the piece is a repetition of.
fn repeated_unit(piece: &[char]) -> Option<&[char]> {
    (1..=piece.len() / 2)
        .filter(|period| piece.len().is_multiple_of(*period))
        .filter_map(|period| piece.get(..period))
        .find(|unit| piece.chunks(unit.len()).all(|chunk| chunk == *unit))
}

/// The guesses for the unit of a repetition, without looking for structure inside it.
fn unit_guesses(unit: &[char]) -> f64 {
    let brute_force = unit.iter().map(|_| ANY_CHARACTER).sum();
    word(unit).map_or(brute_force, |guesses| guesses.min(brute_force))
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
fn magnitude(number: usize) -> f64 {
    (number as f64).log10()
}

/// Steps of one up or down, or a stretch of a row of keys.
fn is_run(piece: &[char]) -> bool {
    let step = |step: i64| {
        piece.windows(2).all(|pair| match pair {
            [a, b] => i64::from(u32::from(*b)) - i64::from(u32::from(*a)) == step,
            _ => false,
        })
    };
    if step(1) || step(-1) {
        return true;
    }
    if piece.len() > LONGEST_ROW {
        return false;
    }
    let forwards = piece.iter().map(char::to_ascii_lowercase);
    let (text, backwards): (String, String) =
        (forwards.clone().collect(), forwards.rev().collect());
    ROWS.iter()
        .any(|row| row.contains(&text) || row.contains(&backwards))
}

/// Guesses for a word of the list, with the usual replacements of letters, or for a year.
fn word(piece: &[char]) -> Option<f64> {
    if let ['1', '9', decade, year] | ['2', '0', decade, year] = piece
        && decade.is_ascii_digit()
        && year.is_ascii_digit()
    {
        return Some(magnitude(200));
    }
    if piece.len() > LONGEST_WORD {
        return None;
    }
    let plain: String = piece.iter().map(|c| letter(*c)).collect();
    let rank = WORDS.iter().position(|word| *word == plain)?;
    let disguises = if piece.iter().all(char::is_ascii_lowercase) {
        1
    } else {
        4
    };
    Some(magnitude((rank + 2) * disguises))
}

/// The letter that a character stands for in a disguised word.
fn letter(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        c => c.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(value: &str) -> (&'static str, Option<&'static str>) {
        let strength = estimate(value);
        (strength.class(), strength.weakness)
    }

    #[test]
    fn what_a_person_makes_up_in_a_hurry_is_weak() {
        for value in [
            "hunter2",
            "P@ssw0rd!",
            "admin2024",
            "docker123",
            "Summer2025!",
        ] {
            assert_eq!(class(value), ("very-weak", Some("dictionary")), "{value}");
        }
        assert_eq!(class("aaaaaaaaaaaaaaaa"), ("very-weak", Some("repeated")));
        assert_eq!(class("abcabcabcabc"), ("very-weak", Some("repeated")));
        assert_eq!(class("qwertyuiop"), ("very-weak", Some("sequence")));
        assert_eq!(class("0123456789"), ("very-weak", Some("sequence")));
    }

    #[test]
    fn what_a_generator_makes_is_strong() {
        for value in [
            "9f86d081884c7d659a2feaa0c55ad015",
            "kX9!vQ2#mL7$",
            "Zm9vYmFyYmF6cXV4cXV1eA==",
        ] {
            assert_eq!(class(value), ("strong", None), "{value}");
        }
    }

    #[test]
    fn the_limits_fit_the_lists() {
        assert_eq!(
            WORDS.iter().map(|word| word.len()).max(),
            Some(LONGEST_WORD)
        );
        assert_eq!(ROWS.iter().map(|row| row.len()).max(), Some(LONGEST_ROW));
    }

    #[test]
    fn length_alone_makes_nothing_weaker() {
        let mut value = String::new();
        let mut last = 0.0;
        for c in "kX9vQ2mL7pR4tY8w".chars() {
            value.push(c);
            let magnitude = estimate(&value).magnitude;
            assert!(magnitude >= last);
            last = magnitude;
        }
    }
}
