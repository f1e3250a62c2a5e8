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
}

/// The text with an attestation: in place of the one of the same rule, subject and host, or else
/// at the end.
///
/// # Errors
/// When the text is not TOML, or has its entries in an inline array.
pub fn with_attestation(text: &str, attestation: &Attestation) -> Result<String, InvalidText> {
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
        Some(entry) => fill(entry, attestation),
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
        with_attestation(text, &attestation(rule, subject)).unwrap()
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
    fn what_is_not_written_so_is_left_alone() {
        let other = with_attestation("attestation = [{}]\n", &attestation("a/b", None));
        assert!(matches!(other, Err(InvalidText::OtherForm)), "{other:?}");
        let broken = with_attestation("attestation = [\n", &attestation("a/b", None));
        assert!(matches!(broken, Err(InvalidText::NotToml(_))), "{broken:?}");
    }
}
