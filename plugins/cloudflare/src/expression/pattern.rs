//! Text of which only the beginning may be known, and what can be said about it.

/// A text, or every text that begins with one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) text: String,
    /// Whether anything may follow.
    pub(super) open: bool,
}

/// Whether something holds for a text; `None` where it depends on the part that is not known.
pub(super) type Holds = Option<bool>;

impl Known {
    pub(super) fn exact(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            open: false,
        }
    }

    pub(super) fn open(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            open: true,
        }
    }

    pub(super) fn map(self, change: impl FnOnce(&str) -> String) -> Self {
        Self {
            text: change(&self.text),
            ..self
        }
    }

    pub(super) fn equals(&self, other: &str) -> Holds {
        match self.open {
            false => Some(self.text == other),
            true => (!other.starts_with(&self.text)).then_some(false),
        }
    }

    pub(super) fn starts_with(&self, prefix: &str) -> Holds {
        if self.text.starts_with(prefix) {
            return Some(true);
        }
        (!self.open || !prefix.starts_with(&self.text)).then_some(false)
    }

    pub(super) fn ends_with(&self, suffix: &str) -> Holds {
        match self.open {
            false => Some(self.text.ends_with(suffix)),
            true => suffix.is_empty().then_some(true),
        }
    }

    pub(super) fn contains(&self, part: &str) -> Holds {
        if self.text.contains(part) {
            return Some(true);
        }
        (!self.open).then_some(false)
    }

    /// Whether a wildcard pattern fits, in which `*` stands for anything and a backslash escapes.
    pub(super) fn fits(&self, pattern: &str) -> Holds {
        let pattern = elements(pattern);
        // The places in the pattern that can be next, after what is known.
        let mut places = after_stars(&pattern, vec![0]);
        for character in self.text.chars() {
            let next = places
                .into_iter()
                .filter_map(|place| match pattern.get(place)? {
                    Element::Anything => Some(place),
                    Element::Literal(literal) => (*literal == character).then_some(place + 1),
                })
                .collect();
            places = after_stars(&pattern, next);
        }
        if places.is_empty() {
            return Some(false);
        }
        let at_end = places.contains(&pattern.len());
        if !self.open {
            return Some(at_end);
        }
        // A star at the end takes whatever follows.
        let takes_all = pattern.len().checked_sub(1).is_some_and(|last| {
            places.contains(&last) && pattern.get(last) == Some(&Element::Anything)
        });
        takes_all.then_some(true)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Element {
    Anything,
    Literal(char),
}

fn elements(pattern: &str) -> Vec<Element> {
    let mut elements = Vec::new();
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        elements.push(match character {
            '*' => Element::Anything,
            '\\' => Element::Literal(characters.next().unwrap_or('\\')),
            other => Element::Literal(other),
        });
    }
    elements
}

/// The places and those behind the stars at them: a star may stand for nothing. Sorted, each once.
fn after_stars(pattern: &[Element], mut places: Vec<usize>) -> Vec<usize> {
    let mut at = 0;
    while let Some(place) = places.get(at).copied() {
        if pattern.get(place) == Some(&Element::Anything) {
            places.push(place + 1);
        }
        at += 1;
    }
    places.sort_unstable();
    places.dedup();
    places
}

/// Stands for what must not be shown.
const REDACTED: &str = "[redacted]";

/// Larger ones are not compiled: a rule of Cloudflare's has a few hundred characters.
const LARGEST_REGEX: usize = 1 << 20;

/// Whether a regular expression fits. Cloudflare's are those of the same library
/// (<https://developers.cloudflare.com/ruleset-engine/rules-language/operators/>).
///
/// # Errors
/// When it cannot be read, or when more of the text decides.
pub(super) fn matches(regex: &str, known: &Known) -> Result<Holds, String> {
    if let Some(simple) = Simple::read(regex) {
        return Ok(simple.fits(known));
    }
    // A part that is not shown would be read as characters of its own.
    let hidden = regex.contains(REDACTED);
    let undecided = || format!("the regular expression {regex:?} is not evaluated");
    if hidden {
        return Err(undecided());
    }
    let compiled = regex_lite::RegexBuilder::new(regex)
        .size_limit(LARGEST_REGEX)
        .build()
        .map_err(|_| undecided())?;
    let fits = compiled.is_match(&known.text);
    match (known.open, fits) {
        (false, fits) => Ok(Some(fits)),
        // What fits goes on to fit, unless it looks at where the text ends.
        (true, true)
            if !["$", "\\z", "\\b", "\\B"]
                .iter()
                .any(|end| regex.contains(end)) =>
        {
            Ok(Some(true))
        }
        (true, _) => Err(undecided()),
    }
}

/// A regular expression that says no more than how a text begins, ends, or what it contains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Simple {
    literal: String,
    from_start: bool,
    to_end: bool,
}

impl Simple {
    /// None for a regular expression that says more.
    pub(super) fn read(regex: &str) -> Option<Self> {
        let mut rest = regex;
        let from_start = rest
            .strip_prefix('^')
            .inspect(|after| rest = after)
            .is_some();
        // At an end that is not held, `.*` says nothing.
        if let Some(shorter) = rest
            .strip_suffix(".*")
            .filter(|before| !before.ends_with('\\'))
        {
            rest = shorter;
        }
        let to_end = rest
            .strip_suffix('$')
            .filter(|before| !before.ends_with('\\'))
            .inspect(|before| rest = before)
            .is_some();
        let mut literal = String::new();
        let mut characters = rest.chars();
        while let Some(character) = characters.next() {
            match character {
                '\\' => {
                    let escaped = characters.next()?;
                    // `\d`, `\b` and the like are classes.
                    if escaped.is_alphanumeric() {
                        return None;
                    }
                    literal.push(escaped);
                }
                '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '^' | '$' => {
                    return None;
                }
                other => literal.push(other),
            }
        }
        Some(Self {
            literal,
            from_start,
            to_end,
        })
    }

    pub(super) fn fits(&self, known: &Known) -> Holds {
        match (self.from_start, self.to_end) {
            (true, true) => known.equals(&self.literal),
            (true, false) => known.starts_with(&self.literal),
            (false, true) => known.ends_with(&self.literal),
            (false, false) => known.contains(&self.literal),
        }
    }
}
