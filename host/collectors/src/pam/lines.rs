//! The lines of a PAM file, and the words in them. Pure.

/// The lines that say something, with the number of the first line of each: a comment ends a line, and a backslash at
/// its end joins it with the next one.
pub(super) fn lines(text: &str) -> Vec<(u32, String)> {
    let mut found = Vec::new();
    let mut begun: Option<(u32, String)> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let (line, has_comment) = match line.split_once('#') {
            Some((before, _)) => (before, true),
            None => (line, false),
        };
        let line = line.trim();
        let (line, continues) = match line.strip_suffix('\\') {
            Some(before) if !has_comment => (before, true),
            _ => (line, false),
        };
        let (first, mut joined) = begun.take().unwrap_or((number, String::new()));
        joined.push_str(line);
        if continues {
            joined.push(' ');
            begun = Some((first, joined));
        } else if !joined.trim().is_empty() {
            found.push((first, joined.trim().to_owned()));
        }
    }
    found.extend(begun.filter(|(_, line)| !line.trim().is_empty()));
    found
}

/// The words of a line; a word in brackets may contain blanks.
pub(super) fn words(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        let end = if rest.starts_with('[') {
            rest.find(']').map(|at| at + 1)
        } else {
            rest.find(char::is_whitespace)
        };
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        found.push(word);
        rest = after.trim_start();
    }
    found
}
