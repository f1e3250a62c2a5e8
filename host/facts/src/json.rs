//! JSON as Muster writes it: indented, with a final newline, and with no character that a reader
//! does not see. Whatever a text from a host holds, the document can be printed on a terminal, and
//! reads back the same.

use std::io;

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{Formatter, PrettyFormatter};

use crate::characters::{is_invisible, is_visible_ascii};

/// The document as Muster writes every JSON document.
///
/// # Errors
/// When the value has no JSON.
pub fn to_json(document: &impl Serialize) -> serde_json::Result<String> {
    let mut bytes = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut bytes, Visible::default());
    document.serialize(&mut serializer)?;
    bytes.push(b'\n');
    String::from_utf8(bytes).map_err(serde::ser::Error::custom)
}

/// [`PrettyFormatter`], with invisible characters escaped.
#[derive(Default)]
struct Visible(PrettyFormatter<'static>);

impl Formatter for Visible {
    fn write_string_fragment<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        // A document has very many texts.
        if is_visible_ascii(fragment) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut written = 0;
        for (at, c) in fragment.char_indices().filter(|(_, c)| is_invisible(*c)) {
            let seen = fragment.get(written..at).unwrap_or_default();
            writer.write_all(seen.as_bytes())?;
            // Above U+FFFF a character is two escapes, a surrogate pair (RFC 8259, section 7).
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            written = at + c.len_utf8();
        }
        let rest = fragment.get(written..).unwrap_or_default();
        writer.write_all(rest.as_bytes())
    }

    fn begin_array<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn what_is_not_seen_is_escaped_and_reads_back_the_same() {
        let steering = "\u{1b}[31m\u{7f}\u{9b}31mred \u{202e}eert\u{e0041}\u{2800} ü\"\\\n";
        let document = BTreeMap::from([(steering, vec![steering, "plain"])]);
        let text = to_json(&document).unwrap();
        assert_eq!(
            text,
            r#"{
  "\u001b[31m\u007f\u009b31mred \u202eeert\udb40\udc41\u2800 ü\"\\\n": [
    "\u001b[31m\u007f\u009b31mred \u202eeert\udb40\udc41\u2800 ü\"\\\n",
    "plain"
  ]
}
"#
        );
        let back: BTreeMap<String, Vec<String>> = serde_json::from_str(&text).unwrap();
        assert_eq!(back[steering], [steering, "plain"]);
    }

    #[test]
    fn every_character_reads_back_and_none_is_invisible_in_the_document() {
        let all: String = ('\0'..=char::MAX).collect();
        let text = to_json(&all).unwrap();
        assert_eq!(text.matches(is_invisible).collect::<Vec<_>>(), ["\n"]);
        assert_eq!(serde_json::from_str::<String>(&text).unwrap(), all);
    }

    #[test]
    fn the_rest_is_as_indented_json_always_is() {
        let document = serde_json::json!({"a": [], "b": {}, "c": [1, {"d": null}], "e": "ü"});
        let plain = serde_json::to_string_pretty(&document).unwrap();
        assert_eq!(to_json(&document).unwrap(), format!("{plain}\n"));
    }
}
