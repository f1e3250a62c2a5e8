//! The page that all parts of the report are written on: margins, labels and colours.

use muster_facts::excerpt::width;
use muster_outcomes::Severity;

use super::wrap::wrap;

/// Columns for labels, as wide as the longest: `critical`, `observed`, `required`.
const LABEL: usize = 8;

/// Column at which text begins.
const BODY: usize = LABEL + 2;

/// Below this, text would be one word a line; a terminal so narrow wraps by itself.
const NARROWEST: usize = 40;

/// Longer lines are hard to read, however wide the terminal.
const WIDEST: usize = 120;

/// Lines that one text may take, so that a single finding cannot push all others off the screen.
/// The JSON report has every text in full.
const MOST_LINES: usize = 40;

/// What a piece of text is, which decides its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Plain,
    Strong,
    Dim,
    Rated(Severity),
    Error,
    Pass,
    Manual,
}

impl Role {
    /// Parameters of the ANSI sequence "select graphic rendition"; only the 16 colours that every
    /// terminal theme defines.
    const fn sgr(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Strong => "1",
            Self::Dim | Self::Rated(Severity::Info) => "2",
            Self::Rated(Severity::Critical) => "1;31",
            Self::Rated(Severity::High) => "31",
            Self::Rated(Severity::Medium) => "33",
            Self::Rated(Severity::Low) => "36",
            Self::Error => "35",
            Self::Pass => "32",
            Self::Manual => "34",
        }
    }
}

/// The text so far.
pub(super) struct Page {
    text: String,
    width: usize,
    colour: bool,
}

impl Page {
    pub(super) fn new(width: usize, colour: bool) -> Self {
        Self {
            text: String::new(),
            width: width.clamp(NARROWEST, WIDEST),
            colour,
        }
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// Columns to the right of the labels.
    pub(super) const fn body(&self) -> usize {
        self.width - BODY
    }

    pub(super) fn paint(&self, text: &str, role: Role) -> String {
        if self.colour && !role.sgr().is_empty() && !text.is_empty() {
            format!("\x1b[{}m{text}\x1b[0m", role.sgr())
        } else {
            text.to_owned()
        }
    }

    /// One line as it is.
    pub(super) fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    pub(super) fn blank(&mut self) {
        self.line("");
    }

    /// Title and count of a section, with a rule across the page.
    pub(super) fn heading(&mut self, title: &str, count: usize) {
        let count = format!("({count})");
        let rule = "─".repeat(self.width.saturating_sub(width(title) + width(&count) + 5));
        let line = format!(
            "{} {} {}",
            self.paint("──", Role::Dim),
            self.paint(title, Role::Strong),
            self.paint(&format!("{count} {rule}"), Role::Dim),
        );
        self.blank();
        self.line(&line);
    }

    /// A rule across the page.
    pub(super) fn rule(&mut self) {
        let rule = self.paint(&"─".repeat(self.width), Role::Dim);
        self.blank();
        self.line(&rule);
    }

    /// Text from the left margin.
    pub(super) fn paragraph(&mut self, text: &str, role: Role) {
        for line in shown(wrap(text, self.width)) {
            let line = self.paint(&line, role);
            self.line(&line);
        }
    }

    /// Text on the axis, with a label before its first line.
    pub(super) fn row(&mut self, label: (&str, Role), text: &str, role: Role) {
        let lines = wrap(text, self.body());
        self.rows(label, &lines, role);
    }

    /// Ready lines on the axis, with a label before the first.
    pub(super) fn rows(&mut self, label: (&str, Role), lines: &[String], role: Role) {
        let (name, label_role) = label;
        let mut name = self.paint(&format!("{name:>LABEL$}"), label_role);
        for line in shown(lines.to_vec()) {
            let line = format!("{name}  {}", self.paint(&line, role));
            self.line(&line);
            name = " ".repeat(LABEL);
        }
    }

    /// A title on the axis with its name at the right margin, or below where both do not fit.
    pub(super) fn headline(&mut self, label: (&str, Role), title: &str, name: &str) {
        let gap = self.body().saturating_sub(width(title) + width(name));
        let name_painted = self.paint(name, Role::Dim);
        if gap >= 2 {
            let label = self.paint(&format!("{:>LABEL$}", label.0), label.1);
            let title = self.paint(title, Role::Strong);
            self.line(&format!(
                "{label}  {title}{}{name_painted}",
                " ".repeat(gap)
            ));
        } else {
            self.row(label, title, Role::Strong);
            self.row(("", Role::Plain), name, Role::Dim);
        }
    }

    /// A line of a code frame: its mark in the label column, a bar, and the text on the axis.
    pub(super) fn framed(&mut self, mark: &str, bar: &str, text: &str) {
        /// Leaves a space and the bar. No file that a person wrote has ten million lines.
        const MARK: usize = LABEL - 1;
        let mark = if width(mark) > MARK { "…" } else { mark };
        let gutter = self.paint(&format!("{mark:>MARK$} {bar}"), Role::Dim);
        self.line(&format!("{gutter} {text}"));
    }
}

fn shown(mut lines: Vec<String>) -> Vec<String> {
    if lines.len() > MOST_LINES {
        lines.truncate(MOST_LINES - 1);
        lines.push("…".to_owned());
    }
    lines
}
