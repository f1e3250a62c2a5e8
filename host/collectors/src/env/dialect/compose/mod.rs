//! Docker Compose's reading of an environment file (compose-go's `dotenv` package, as of 2.13).
//!
//! Statements are not lines: whatever follows a closing quotation mark begins the next statement,
//! and `KEY: value` is an assignment too. The first error makes Compose refuse the file.

pub(crate) mod template;

use std::collections::{BTreeSet, HashMap};

use muster_facts::Secret;

use super::{Budget, Definition, FlawCode, LineIndex, Parsed, Value};

/// Reads a file as Compose does when nothing but the file defines a variable.
#[must_use]
pub fn parse(text: &str) -> Parsed {
    parse_within(text, &|_| None, "")
}

/// Reads a file as Compose does where variables are defined already: those win over what the file
/// says of them. `unset` stands for a variable that nobody defines.
pub(crate) fn parse_within<'a>(
    text: &'a str,
    outer: &'a dyn Fn(&str) -> Option<&'a str>,
    unset: &'a str,
) -> Parsed {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut parser = Parser {
        rest: text,
        length: text.len(),
        lines: LineIndex::new(text),
        values: HashMap::new(),
        outer,
        unset,
        budget: Budget::new(),
        parsed: Parsed::default(),
    };
    while parser.seek_statement() {
        if let Err((line, code)) = parser.statement() {
            parser.parsed.refuse(line, code);
            break;
        }
    }
    parser.parsed
}

struct Parser<'a> {
    rest: &'a str,
    length: usize,
    lines: LineIndex,
    values: HashMap<String, String>,
    outer: &'a dyn Fn(&str) -> Option<&'a str>,
    unset: &'a str,
    budget: Budget,
    parsed: Parsed,
}

/// White space that does not end a line, as compose-go has it.
const fn is_blank(c: char) -> bool {
    matches!(
        c,
        '\t' | '\u{b}' | '\u{c}' | '\r' | ' ' | '\u{85}' | '\u{a0}'
    )
}

fn is_key_character(c: char) -> bool {
    matches!(c, '_' | '.' | '-' | '[' | ']') || c.is_alphabetic() || c.is_numeric()
}

impl<'a> Parser<'a> {
    fn line(&self) -> u32 {
        self.lines.line(self.length - self.rest.len())
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    /// Skips white space and comments; false at the end of the file.
    fn seek_statement(&mut self) -> bool {
        loop {
            self.rest = self.rest.trim_start();
            if !self.rest.starts_with('#') {
                return !self.rest.is_empty();
            }
            let end = self.rest.find('\n').unwrap_or(self.rest.len());
            self.skip(end);
        }
    }

    fn statement(&mut self) -> Result<(), (u32, FlawCode)> {
        let line = self.line();
        if let Some(after) = self.rest.strip_prefix("export")
            && after.starts_with([' ', '\t', '\n', '\u{c}', '\r'])
        {
            self.rest = after.trim_start_matches(is_blank);
        }
        if self.rest.is_empty() {
            return Err((line, FlawCode::BadKey));
        }
        let end = self
            .rest
            .char_indices()
            .find(|(_, c)| !is_blank(*c) && !is_key_character(*c));
        let name = match end {
            Some((at, '=' | ':' | '\n')) => {
                let name = self.rest.get(..at).unwrap_or_default().trim_end();
                if name.contains(' ') {
                    return Err((line, FlawCode::BadKey));
                }
                self.skip(at + 1);
                self.rest = self.rest.trim_start_matches(is_blank);
                name
            }
            Some(_) => return Err((line, FlawCode::BadKey)),
            // The last line has neither `=` nor a newline: Compose takes it all as the value of a
            // variable without a name.
            None => "",
        };
        if matches!(end, Some((_, '\n'))) {
            let value = (self.outer)(name).map_or(Value::Absent, |value| {
                self.values.insert(name.to_owned(), value.to_owned());
                Value::Known(Secret::new(value))
            });
            self.define(name, line, line, value, BTreeSet::new());
            return Ok(());
        }
        let mut remarks = BTreeSet::new();
        let value = match self.rest.chars().next() {
            Some(quote @ ('"' | '\'')) => self.quoted(quote, &mut remarks),
            _ => self.unquoted(&mut remarks),
        }
        .map_err(|code| (line, code))?;
        self.budget
            .spend(value.len())
            .map_err(|code| (line, code))?;
        if name.is_empty() {
            self.parsed.flaw(line, FlawCode::NotAnAssignment);
        }
        self.values.insert(name.to_owned(), value.clone());
        let end_line = self
            .lines
            .line((self.length - self.rest.len()).saturating_sub(1))
            .max(line);
        self.define(
            name,
            line,
            end_line,
            Value::Known(Secret::new(value)),
            remarks,
        );
        Ok(())
    }

    fn define(
        &mut self,
        name: &str,
        line: u32,
        end_line: u32,
        value: Value,
        remarks: BTreeSet<&'static str>,
    ) {
        self.parsed.definitions.push(Definition {
            name: name.to_owned(),
            line,
            end_line,
            value,
            remarks,
        });
    }

    fn unquoted(&mut self, remarks: &mut BTreeSet<&'static str>) -> Result<String, FlawCode> {
        let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
        self.rest = rest;
        let value = match line.split_once(" #") {
            Some((value, _)) => {
                remarks.insert("inline-comment");
                value
            }
            None => line,
        };
        self.substitute(value.trim_end(), remarks)
    }

    fn quoted(
        &mut self,
        quote: char,
        remarks: &mut BTreeSet<&'static str>,
    ) -> Result<String, FlawCode> {
        let mut value = String::new();
        let mut characters = self.rest.char_indices().skip(1);
        let closed = loop {
            match characters.next() {
                None => return Err(FlawCode::UnterminatedQuote),
                Some((at, c)) if c == quote => break at,
                Some((_, '\\')) => match characters.next() {
                    Some((_, c)) => {
                        remarks.insert("escape");
                        if c != quote {
                            value.push('\\');
                        }
                        value.push(c);
                    }
                    None => return Err(FlawCode::UnterminatedQuote),
                },
                Some((_, c)) => value.push(c),
            }
        };
        if value.contains('\n') {
            remarks.insert("multi-line");
        }
        self.skip(closed + 1);
        let after = self.rest.lines().next().unwrap_or_default().trim();
        if !after.is_empty() && !after.starts_with('#') {
            remarks.insert("inner-quotes");
            let line = self.line();
            self.parsed.flaw(line, FlawCode::TextAfterQuote);
        }
        if quote == '"' {
            self.substitute(&unescaped(&value), remarks)
        } else {
            Ok(value)
        }
    }

    fn substitute(
        &mut self,
        text: &str,
        remarks: &mut BTreeSet<&'static str>,
    ) -> Result<String, FlawCode> {
        let (values, outer) = (&self.values, self.outer);
        let substituted = template::substitute(
            text,
            &|name| outer(name).or_else(|| values.get(name).map(String::as_str)),
            self.unset,
            &mut self.budget,
        )?;
        if substituted.interpolated {
            remarks.insert("interpolation");
        }
        Ok(substituted.text)
    }
}

/// Resolves the escapes of a double-quoted value. `\$` becomes `$$`, which the substitution that
/// follows takes for a dollar sign.
fn unescaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('\\') {
        text.push_str(before);
        let simple = match after.chars().next() {
            Some('a') => Some("\u{7}"),
            Some('b') => Some("\u{8}"),
            Some('f') => Some("\u{c}"),
            Some('n') => Some("\n"),
            Some('r') => Some("\r"),
            Some('t') => Some("\t"),
            Some('v') => Some("\u{b}"),
            Some('$') => Some("$$"),
            Some('"') => Some("\""),
            Some('\\') => Some("\\"),
            _ => None,
        };
        if let Some(simple) = simple {
            text.push_str(simple);
            rest = after.get(1..).unwrap_or_default();
        } else if let Some(after) = after.strip_prefix('0') {
            // `\0` and three octal digits; with fewer, only the zero is lost.
            let digits = after.bytes().take(3).take_while(u8::is_ascii_digit).count();
            let (number, after) = after.split_at(digits);
            match u8::from_str_radix(number, 8) {
                Ok(byte) if digits == 3 => text.push(char::from(byte)),
                _ => {
                    text.push('\\');
                    text.push_str(number);
                }
            }
            rest = after;
        } else {
            text.push('\\');
            rest = after;
        }
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests;
