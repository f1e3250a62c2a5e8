//! The values that the shell's expansions give, as far as they follow from the file alone.

use std::collections::{BTreeSet, HashMap};

use super::super::{Budget, FlawCode};
use super::syntax::Stop;
use super::word::Piece;

/// Variables that the shell sets itself, that it does not let a file change, or that read back as
/// something else than what was assigned (bash(1), "Shell Variables"), and those that a login always has.
const SHELLS_OWN: &[&str] = &[
    "COLUMNS",
    "COMP_WORDBREAKS",
    "DIRSTACK",
    "EPOCHREALTIME",
    "EPOCHSECONDS",
    "EUID",
    "FUNCNAME",
    "GROUPS",
    "HISTCMD",
    "HOME",
    "HOSTNAME",
    "HOSTTYPE",
    "IFS",
    "LANG",
    "LINENO",
    "LINES",
    "LOGNAME",
    "MACHTYPE",
    "OLDPWD",
    "OPTARG",
    "OPTERR",
    "OPTIND",
    "OSTYPE",
    "PATH",
    "PIPESTATUS",
    "POSIXLY_CORRECT",
    "PPID",
    "PS4",
    "PWD",
    "RANDOM",
    "SECONDS",
    "SHELL",
    "SHELLOPTS",
    "SHLVL",
    "SRANDOM",
    "TERM",
    "TMPDIR",
    "UID",
    "USER",
    "_",
];

/// Whether the shell or the machine has a say in what the variable is.
pub(super) fn is_shells_own(name: &str) -> bool {
    SHELLS_OWN.contains(&name) || name.starts_with("BASH")
}

/// A value, and what there is to say about it.
#[derive(Clone, Default)]
pub(super) struct Expanded {
    pub(super) text: String,
    /// Whether the text is the whole truth.
    pub(super) known: bool,
    pub(super) remarks: BTreeSet<&'static str>,
}

/// The variables so far.
pub(super) struct Variables {
    values: HashMap<String, (String, bool)>,
    budget: Budget,
}

impl Variables {
    pub(super) fn new() -> Self {
        Self {
            values: HashMap::new(),
            budget: Budget::new(),
        }
    }

    pub(super) fn set(&mut self, name: &str, value: Expanded) -> Result<(), FlawCode> {
        self.budget.spend(value.text.len())?;
        self.values
            .insert(name.to_owned(), (value.text, value.known));
        Ok(())
    }

    pub(super) fn expand(&mut self, pieces: &[Piece]) -> Result<Expanded, Stop> {
        let mut expanded = Expanded {
            known: true,
            ..Expanded::default()
        };
        for piece in pieces {
            match piece {
                Piece::Literal(text) => expanded.text.push_str(text),
                Piece::Command => {
                    expanded.known = false;
                    expanded.remarks.insert("executes");
                }
                Piece::Machine(remark) => {
                    expanded.known = false;
                    expanded.remarks.insert(remark);
                }
                Piece::Parameter {
                    name,
                    operator,
                    word,
                    start,
                } => {
                    expanded.remarks.insert("interpolation");
                    let value = self.parameter(name, operator, word, *start)?;
                    self.budget
                        .spend(value.text.len())
                        .map_err(|code| Stop::Refused(*start, code))?;
                    expanded.text.push_str(&value.text);
                    expanded.known &= value.known;
                    expanded.remarks.extend(value.remarks);
                }
            }
        }
        Ok(expanded)
    }

    fn parameter(
        &mut self,
        name: &str,
        operator: &str,
        word: &[Piece],
        start: usize,
    ) -> Result<Expanded, Stop> {
        let value = self.values.get(name).cloned();
        let defined = value.is_some();
        let (text, known) = value.unwrap_or((String::new(), !is_shells_own(name)));
        let present = defined && !(operator.starts_with(':') && text.is_empty());
        let takes_word = !operator.is_empty() && operator.ends_with('+') == present;
        if !takes_word {
            return Ok(Expanded {
                text,
                known,
                ..Expanded::default()
            });
        }
        if operator.ends_with('?') {
            // The shell that sources the file exits.
            return Err(Stop::Refused(start, FlawCode::BadSubstitution));
        }
        if operator.ends_with('=') {
            // An assignment to another variable, in passing.
            return Err(Stop::Refused(start, FlawCode::NotEvaluated));
        }
        let mut expanded = self.expand(word)?;
        expanded.known &= known;
        Ok(expanded)
    }
}
