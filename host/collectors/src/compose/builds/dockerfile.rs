//! What the instructions of a Dockerfile copy out of the build context
//! (<https://docs.docker.com/reference/dockerfile/>). Pure. What happens to it afterwards is not followed.

use super::pattern::{Pattern, clean};

/// More instructions than anybody has written.
const MOST: usize = 5_000;

/// An instruction that copies out of the context.
#[derive(Debug)]
pub(super) struct Instruction {
    /// Where it begins, counted from 1.
    pub(super) line: u32,
    sources: Vec<Origin>,
}

/// What an instruction copies.
#[derive(Debug)]
enum Origin {
    All,
    Fitting(Pattern),
    /// A variable is in it, or it leaves something out again.
    Unknown,
}

/// Whether an instruction copies a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Copies {
    Yes,
    No,
    Unknown,
}

impl Instruction {
    /// Whether it copies a file of the context.
    pub(super) fn copies(&self, path: &str) -> Copies {
        let fits = |origin: &Origin| match origin {
            Origin::All => Copies::Yes,
            Origin::Fitting(pattern) if pattern.matches(path) => Copies::Yes,
            Origin::Fitting(_) => Copies::No,
            Origin::Unknown => Copies::Unknown,
        };
        let found: Vec<Copies> = self.sources.iter().map(fits).collect();
        [Copies::Yes, Copies::Unknown]
            .into_iter()
            .find(|one| found.contains(one))
            .unwrap_or(Copies::No)
    }
}

/// The instructions of a Dockerfile that copy out of the context; none where there are more than are read.
pub(super) fn copies(text: &str) -> Option<Vec<Instruction>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let escape = escape(text);
    let mut found = Vec::new();
    let mut lines = (1..).zip(text.lines());
    let mut count = 0;
    while let Some((line, first)) = lines.next() {
        let first = first.trim();
        if first.is_empty() || first.starts_with('#') {
            continue;
        }
        count += 1;
        if count > MOST {
            return None;
        }
        let mut whole = first.to_owned();
        while whole.ends_with(escape) {
            whole.pop();
            // Comments and empty lines between do not end it.
            let next = lines
                .by_ref()
                .map(|(_, next)| next.trim())
                .find(|next| !next.is_empty() && !next.starts_with('#'));
            match next {
                Some(next) => {
                    whole.push(' ');
                    whole.push_str(next);
                }
                None => break,
            }
        }
        for end in heredocs(&whole) {
            let is_end = |(_, text): &(u32, &str)| text.trim_start_matches('\t') == end;
            let _ = lines.by_ref().find(is_end);
        }
        let (keyword, rest) = whole
            .split_once(char::is_whitespace)
            .unwrap_or((&whole, ""));
        if ["add", "copy"]
            .iter()
            .any(|name| keyword.eq_ignore_ascii_case(name))
        {
            found.extend(sources(rest.trim()).map(|sources| Instruction { line, sources }));
        }
    }
    Some(found)
}

/// The character that continues a line: a directive in the first comments may change it.
fn escape(text: &str) -> char {
    for line in text.lines() {
        let Some((name, value)) = line
            .trim()
            .strip_prefix('#')
            .and_then(|line| line.split_once('='))
        else {
            break;
        };
        if name.trim().eq_ignore_ascii_case("escape") && value.trim() == "`" {
            return '`';
        }
    }
    '\\'
}

/// The words that end the texts which follow an instruction: `RUN <<EOF`.
fn heredocs(instruction: &str) -> Vec<String> {
    let keyword = instruction.split_whitespace().next().unwrap_or_default();
    if !["add", "copy", "run"]
        .iter()
        .any(|name| keyword.eq_ignore_ascii_case(name))
    {
        return Vec::new();
    }
    let words = instruction.split_whitespace();
    let ends = words.filter_map(|word| {
        // Behind a number perhaps, as in `3<<EOF`.
        let rest = word.trim_start_matches(|c: char| c.is_ascii_digit());
        let name = rest.strip_prefix("<<")?;
        let name = name.strip_prefix('-').unwrap_or(name);
        let bare = name.trim_matches(['"', '\'']);
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        (!bare.is_empty() && bare.chars().all(is_word)).then(|| bare.to_owned())
    });
    ends.collect()
}

/// What the words behind `COPY` or `ADD` copy out of the context; none where they copy out of something else.
fn sources(words: &str) -> Option<Vec<Origin>> {
    let mut rest = words;
    let mut leaves_out = false;
    while rest.starts_with("--") {
        let (flag, more) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        if flag.starts_with("--from=") {
            return None;
        }
        leaves_out |= flag.starts_with("--exclude");
        rest = more.trim_start();
    }
    let json: Option<Vec<String>> = match rest.starts_with('[') {
        true => serde_json::from_str(rest).ok(),
        false => None,
    };
    let mut words = json.unwrap_or_else(|| rest.split_whitespace().map(str::to_owned).collect());
    // The last one says where to.
    words.pop();
    let origins = words.iter().filter_map(|word| origin(word));
    let origins = origins.map(|origin| match leaves_out {
        true => Origin::Unknown,
        false => origin,
    });
    Some(origins.collect())
}

/// What a word stands for; none for what is not of the context.
fn origin(word: &str) -> Option<Origin> {
    let word = word.trim_matches(['"', '\'']);
    if word.contains("://") || word.starts_with("git@") || word.starts_with("<<") {
        return None;
    }
    if word.contains('$') {
        return Some(Origin::Unknown);
    }
    // A path begins at the context, and does not lead out of it.
    let cleaned = clean(&format!("/{word}"));
    match cleaned.trim_start_matches('/') {
        "" => Some(Origin::All),
        path => Some(Pattern::parse_source(path).map_or(Origin::Unknown, Origin::Fitting)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The lines that copy a path, and those of which it is not known.
    fn told(text: &str, path: &str) -> Vec<(u32, Copies)> {
        let copies = copies(text).unwrap();
        let told = copies.iter().map(|copy| (copy.line, copy.copies(path)));
        told.filter(|(_, copies)| *copies != Copies::No).collect()
    }

    #[test]
    fn what_an_instruction_copies_is_known() {
        for (text, expected) in [
            ("COPY . .", Some(Copies::Yes)),
            ("COPY . /app/", Some(Copies::Yes)),
            ("copy ./ /app", Some(Copies::Yes)),
            ("COPY / /app", Some(Copies::Yes)),
            ("COPY --chown=a:b --link . .", Some(Copies::Yes)),
            ("ADD [\".\", \"/app\"]", Some(Copies::Yes)),
            ("COPY api api", Some(Copies::Yes)),
            ("COPY api/.e* ./", Some(Copies::Yes)),
            ("COPY package.json api/.env ./", Some(Copies::Yes)),
            ("COPY */.env ./", Some(Copies::Yes)),
            ("COPY ../../api .", Some(Copies::Yes)),
            ("COPY ${SOURCE} .", Some(Copies::Unknown)),
            ("COPY --exclude=.env . .", Some(Copies::Unknown)),
            ("COPY package.json .", None),
            ("COPY *.env ./", None),
            ("COPY src ./src", None),
            ("COPY --from=build . .", None),
            ("ADD https://example.org/api .", None),
            ("COPY <<EOF /x\nCOPY . .\nEOF", None),
            ("RUN <<-'END'\nCOPY . .\n\tEND", None),
            ("# COPY . .", None),
            ("RUN cp -r . /app", None),
            ("ONBUILD COPY . .", None),
        ] {
            let found = told(text, "api/.env");
            assert_eq!(found.first().map(|(_, copies)| *copies), expected, "{text}");
        }
    }

    #[test]
    fn an_instruction_goes_on_over_lines() {
        let text = "# syntax=docker/dockerfile:1\nFROM a\nCOPY \\\n  # all of it\n\n  . \\\n  /app\nCOPY src \\\n /x\n";
        assert_eq!(told(text, ".env"), [(3, Copies::Yes)]);
        let windows = "# escape=`\nCOPY `\n . c:\\app\\\nCOPY src c:\\\n";
        assert_eq!(told(windows, ".env"), [(2, Copies::Yes)]);
        let heredoc = "RUN <<EOF\nCOPY . .\nEOF\nCOPY . .\n";
        assert_eq!(told(heredoc, ".env"), [(4, Copies::Yes)]);
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "(COPY|ADD|RUN|<<EOF|EOF|--from=|[.\\[\\]\", \n\\\\a*])*") {
            for copy in copies(&text).unwrap_or_default() {
                let _ = copy.copies("a/.env");
            }
        }
    }
}
