//! Writes an attestation into the text of a file, and leaves every other line and comment as it is.

use toml_edit::{ArrayOfTables, Datetime, DocumentMut, Item, Table, Value};

use crate::attestations::ENTRIES;
use crate::{Attestation, Day};

/// A text into which no attestation can be written.
#[derive(Debug, thiserror::Error)]
pub enum InvalidText {
    /// Not TOML.
    #[error("is not TOML: {0}")]
    NotToml(#[from] toml_edit::TomlError),
    /// Entries in another form than the one that is written.
    #[error("has attestations that do not begin with `[[{ENTRIES}]]`")]
    OtherForm,
    /// Another attestation of the same rule, subject and host, which still counts: who answers, and until when.
    #[error("has an attestation of this rule, subject and host by {0} that is valid until {1}")]
    Valid(String, String),
}

/// What is done with an attestation of the same rule, subject and host that the text has already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Earlier {
    /// It is replaced.
    Replaced,
    /// It is replaced only if it does not count any more on this day.
    ReplacedAfter(Day),
}

/// The text with an attestation: in place of the one of the same rule, subject and host, or else
/// at the end. What the replaced one said stays, in a comment.
///
/// # Errors
/// When the text is not TOML, or has its entries in an inline array, or an entry that must stay.
pub fn with_attestation(
    text: &str,
    attestation: &Attestation,
    earlier: Earlier,
) -> Result<String, InvalidText> {
    let mut document: DocumentMut = text.parse()?;
    let entries = document
        .entry(ENTRIES)
        .or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()))
        .as_array_of_tables_mut()
        .ok_or(InvalidText::OtherForm)?;
    let found = entries
        .iter_mut()
        .find(|entry| is_about(entry, attestation));
    match found {
        Some(entry) => {
            let mut filled = entry.clone();
            fill(&mut filled, attestation);
            if filled.to_string() != entry.to_string() {
                if let Earlier::ReplacedAfter(today) = earlier {
                    refuse_if_valid(entry, today)?;
                }
                remember(entry, &mut filled);
                *entry = filled;
            }
        }
        None => {
            let mut entry = Table::new();
            fill(&mut entry, attestation);
            entries.push(entry);
        }
    }
    Ok(document.to_string())
}

/// Whether an entry is about the same rule, subject and host.
fn is_about(entry: &Table, attestation: &Attestation) -> bool {
    let text = |key: &str| entry.get(key).and_then(Item::as_str);
    text("rule") == Some(attestation.rule.as_str())
        && text("subject") == attestation.subject.as_deref()
        && text("host") == attestation.host.as_deref()
}

/// A value as the file has it, without what the comments around it say.
fn written(entry: &Table, key: &str) -> Option<String> {
    let value = entry.get(key).and_then(Item::as_value)?;
    Some(match value.as_str() {
        Some(text) => text.to_owned(),
        None => value.clone().decorated("", "").to_string(),
    })
}

fn refuse_if_valid(entry: &Table, today: Day) -> Result<(), InvalidText> {
    let until = written(entry, "valid-until").unwrap_or_default();
    match Day::parse(&until) {
        Some(until) if until < today => Ok(()),
        // Also one whose last day nobody can tell.
        Some(_) | None => Err(InvalidText::Valid(
            written(entry, "by").unwrap_or_default(),
            until,
        )),
    }
}

/// Says in a comment above an entry what the one said that it replaces.
fn remember(earlier: &Table, entry: &mut Table) {
    let said = |key: &str| written(earlier, key).unwrap_or_default();
    let line = format!(
        "# Before: {}, on {}, valid until {}: {}",
        said("by"),
        said("on"),
        said("valid-until"),
        said("evidence")
    );
    // A comment is one line, in which TOML allows no control characters.
    let line: String = line
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let above = entry.decor().prefix().and_then(|text| text.as_str());
    let above = above.unwrap_or_default().to_owned();
    entry
        .decor_mut()
        .set_prefix(format!("{above}{}\n", line.trim_end()));
}

fn fill(entry: &mut Table, attestation: &Attestation) {
    let Attestation {
        rule,
        subject,
        host,
        by,
        on,
        valid_until,
        evidence,
    } = attestation;
    set(entry, "rule", rule.as_str().into());
    for (key, text) in [("subject", subject), ("host", host)] {
        if let Some(text) = text {
            set(entry, key, text.into());
        }
    }
    set(entry, "by", by.into());
    set(entry, "on", date(*on));
    set(entry, "valid-until", date(*valid_until));
    set(entry, "evidence", evidence.into());
}

/// Sets a value and keeps the comment behind the one before.
fn set(entry: &mut Table, key: &str, mut new: Value) {
    if let Some(old) = entry.get(key).and_then(Item::as_value) {
        *new.decor_mut() = old.decor().clone();
    }
    // `insert` would lose the comment above the key.
    match entry.get_mut(key) {
        Some(item) => *item = Item::Value(new),
        None => {
            entry.insert(key, Item::Value(new));
        }
    }
}

/// A day as TOML writes it: without quotes.
fn date(day: Day) -> Value {
    let text = day.to_string();
    match text.parse::<Datetime>() {
        Ok(date) => date.into(),
        Err(_) => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attestation(rule: &str, subject: Option<&str>) -> Attestation {
        Attestation {
            rule: rule.parse().unwrap(),
            subject: subject.map(str::to_owned),
            host: None,
            by: "Ana Ruiz".to_owned(),
            on: Day::parse("2026-11-02").unwrap(),
            valid_until: Day::parse("2027-01-31").unwrap(),
            evidence: "OPS-412: it says \"ok\"".to_owned(),
        }
    }

    fn written(text: &str, rule: &str, subject: Option<&str>) -> String {
        let today = Earlier::ReplacedAfter(Day::parse("2026-11-02").unwrap());
        with_attestation(text, &attestation(rule, subject), today).unwrap()
    }

    #[test]
    fn the_first_is_written_as_a_person_would() {
        insta::assert_snapshot!(written("", "backup/restore-tested", Some("/opt/backups")), @r#"
        [[attestation]]
        rule = "backup/restore-tested"
        subject = "/opt/backups"
        by = "Ana Ruiz"
        on = 2026-11-02
        valid-until = 2027-01-31
        evidence = 'OPS-412: it says "ok"'
        "#);
    }

    #[test]
    fn an_entry_is_replaced_and_all_else_stays() {
        let text = "\
# Who answers for what. Ask Ana.

[[attestation]]
# The drill of the quarter.
rule = \"backup/restore-tested\"
by = \"Bo\" # on call
on = 2026-08-01
valid-until = 2026-10-30

evidence = 'OPS-1' # the ticket

# Another one.
[[attestation]]
rule = \"backup/restore-tested\"
subject = \"/opt/other\"
by = \"Bo\"
on = 2026-08-01
valid-until = 2026-10-30
evidence = \"OPS-2\"
";
        let after = written(text, "backup/restore-tested", None);
        insta::assert_snapshot!(after, @r#"
        # Who answers for what. Ask Ana.

        # Before: Bo, on 2026-08-01, valid until 2026-10-30: OPS-1
        [[attestation]]
        # The drill of the quarter.
        rule = "backup/restore-tested"
        by = "Ana Ruiz" # on call
        on = 2026-11-02
        valid-until = 2027-01-31

        evidence = 'OPS-412: it says "ok"' # the ticket

        # Another one.
        [[attestation]]
        rule = "backup/restore-tested"
        subject = "/opt/other"
        by = "Bo"
        on = 2026-08-01
        valid-until = 2026-10-30
        evidence = "OPS-2"
        "#);
        // The same once more changes nothing.
        assert_eq!(written(&after, "backup/restore-tested", None), after);
        let with_another = written(text, "mail/dkim-present", None);
        assert!(with_another.starts_with(text), "{with_another}");
        assert_eq!(with_another.matches("[[attestation]]").count(), 3);
    }

    #[test]
    fn what_still_counts_is_replaced_only_on_purpose_and_not_forgotten() {
        let text = written("", "a/b", None).replace("Ana Ruiz", "Bo");
        let new = attestation("a/b", None);
        let on = |day: &str| Earlier::ReplacedAfter(Day::parse(day).unwrap());
        let refused = with_attestation(&text, &new, on("2027-01-31")).unwrap_err();
        assert!(refused.to_string().contains("by Bo"), "{refused}");
        let wrong = text.replace("valid-until = 2027-01-31", "valid-until = 1");
        assert!(with_attestation(&wrong, &new, on("2027-02-01")).is_err());

        let kept = "# Before: Bo, on 2026-11-02, valid until 2027-01-31: OPS-412: it says \"ok\"\n";
        for earlier in [on("2027-02-01"), Earlier::Replaced] {
            let replaced = with_attestation(&text, &new, earlier).unwrap();
            assert!(replaced.starts_with(kept), "{replaced}");
            assert!(!replaced.contains("by = \"Bo\""), "{replaced}");
            // And what that one said is kept in its turn.
            let last = replaced.replace("Ana Ruiz", "Cy\\n\\u001b");
            let last = with_attestation(&last, &new, earlier).unwrap();
            assert!(
                last.starts_with(&format!("{kept}# Before: Cy  , on")),
                "{last}"
            );
            assert!(last.parse::<DocumentMut>().is_ok(), "{last}");
        }
    }

    #[test]
    fn what_is_not_written_so_is_left_alone() {
        let with =
            |text: &str| with_attestation(text, &attestation("a/b", None), Earlier::Replaced);
        let other = with("attestation = [{}]\n");
        assert!(matches!(other, Err(InvalidText::OtherForm)), "{other:?}");
        let broken = with("attestation = [\n");
        assert!(matches!(broken, Err(InvalidText::NotToml(_))), "{broken:?}");
    }
}
