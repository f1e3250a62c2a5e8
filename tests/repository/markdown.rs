//! Just enough Markdown to tell prose from code.

/// The lines outside fenced blocks.
pub(crate) fn prose(page: &str) -> impl Iterator<Item = &str> {
    let mut fence = None;
    page.lines().filter(move |line| {
        let ticks = line.len() - line.trim_start_matches('`').len();
        match fence {
            None if ticks >= 3 => fence = Some(ticks),
            None => return true,
            Some(opened) if ticks >= opened && line.trim_end().len() == ticks => fence = None,
            Some(_) => {}
        }
        false
    })
}

/// A line without what stands between backticks.
pub(crate) fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect()
}

#[test]
fn code_is_no_prose() {
    let page = "a\n````markdown\n```\nb\n```\n````\nc `d` [`e`](f)\n";
    let lines: Vec<String> = prose(page).map(without_code).collect();
    assert_eq!(lines, ["a", "c  [](f)"]);
}
