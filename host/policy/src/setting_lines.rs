//! Where a policy's own file names the host, for findings that are not in a file of the host.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::DeTable;

use crate::Pack;

/// The lines of a policy's own file that name targets. What it extends is left out: a setting that
/// moves to another file must not take its alerts along.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SettingLines {
    settings: BTreeMap<String, SettingLine>,
    otherwise: SettingLine,
}

/// One line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SettingLine {
    /// Counted from 1.
    pub number: u32,
    /// Its length in UTF-16 code units.
    pub length: u32,
}

impl Default for SettingLine {
    fn default() -> Self {
        Self {
            number: 1,
            length: 0,
        }
    }
}

impl SettingLines {
    /// The line that sets a key of `[targets]`; where the file does not set it, the one that sets the
    /// host's name, else the one that says what it extends, else the first.
    #[must_use]
    pub fn line(&self, key: &str) -> SettingLine {
        let known = |key: &str| self.settings.get(key).copied();
        known(key)
            .or_else(|| known("name"))
            .unwrap_or(self.otherwise)
    }

    fn of(text: &str) -> Self {
        let (table, _) = DeTable::parse_recoverable(text);
        let table = table.into_inner();
        let line = |span: Range<usize>| line(text, span.start);
        let extends = table
            .iter()
            .find(|(key, _)| key.get_ref() == "extends")
            .map(|(key, _)| line(key.span()));
        let targets = table
            .iter()
            .find(|(key, _)| key.get_ref() == "targets")
            .and_then(|(_, value)| value.get_ref().as_table());
        let settings = targets
            .into_iter()
            .flatten()
            .map(|(key, _)| (key.get_ref().to_string(), line(key.span())))
            .collect();
        Self {
            settings,
            otherwise: extends.unwrap_or_else(|| line(0..0)),
        }
    }
}

impl Pack {
    /// Where the pack's own file names the host.
    #[must_use]
    pub fn setting_lines(&self) -> SettingLines {
        self.sources
            .first()
            .map(SettingLines::of)
            .unwrap_or_default()
    }
}

/// The line at a place in a text.
fn line(text: &str, at: usize) -> SettingLine {
    let before = text.get(..at).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = text.get(start..).and_then(|rest| rest.lines().next());
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    SettingLine {
        number: count(before.matches('\n').count() + 1),
        length: count(line.map_or(0, |line| line.encode_utf16().count())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_where_it_is_set_and_the_rest_where_the_host_is_named() {
        let text = "name = \"team\"\nextends = [\"vps\"]\n\n[targets]\nname = \"web-1\"\r\ndomain = \"ü.example\"\n\n[targets.edge]\nweb-names = []\n";
        let lines = SettingLines::of(text);
        let at = |key: &str| {
            let line = lines.line(key);
            (line.number, line.length)
        };
        assert_eq!(at("domain"), (6, 20));
        assert_eq!(at("edge"), (8, 14));
        assert_eq!(at("public-ports"), (5, 14));
        assert_eq!(
            SettingLines::of("\nextends = [\"vps\"]\n")
                .line("domain")
                .number,
            2
        );
        assert_eq!(SettingLines::of("").line("domain"), SettingLine::default());
        assert_eq!(
            SettingLines::of("targets = { domain = \"x.org\" }")
                .line("domain")
                .number,
            1
        );
    }
}
