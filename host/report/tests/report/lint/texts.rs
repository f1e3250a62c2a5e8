//! What texts are.

/// RFC 3986, section 4.2, and no way out of the directory.
pub(super) fn is_relative(uri: &str) -> bool {
    let legal = |c: char| c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@%/".contains(c);
    let mut escapes = uri.split('%').skip(1);
    !uri.is_empty()
        && !uri.starts_with('/')
        && uri.chars().all(legal)
        && escapes.all(|rest| u8::from_str_radix(rest.get(..2).unwrap_or(""), 16).is_ok())
        && !uri
            .split('/')
            .next()
            .is_some_and(|first| first.contains(':'))
        && !uri
            .split('/')
            .any(|segment| segment.to_lowercase().replace("%2e", ".") == "..")
}

/// A `<` outside code that could begin a tag.
pub(super) fn has_html(markdown: &str) -> bool {
    outside_code(markdown).any(|line| line.replace("\\<", "").contains('<'))
}

/// The lines of a markdown text that no fence holds.
pub(super) fn outside_code(markdown: &str) -> impl Iterator<Item = &str> {
    let mut fence: Option<&str> = None;
    markdown.lines().filter(move |line| {
        let mark = line
            .split_at(line.len() - line.trim_start_matches('`').len())
            .0;
        match fence {
            Some(open) if mark == open && mark == *line => fence = None,
            None if mark.len() >= 3 => fence = Some(mark),
            Some(_) => {}
            None => return true,
        }
        false
    })
}

pub(super) fn is_guid(text: &str) -> bool {
    let shape: String = text
        .chars()
        .map(|c| if c.is_ascii_hexdigit() { 'x' } else { c })
        .collect();
    shape == "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
        && ('1'..='5').contains(&text.chars().nth(14).unwrap_or('0'))
}
