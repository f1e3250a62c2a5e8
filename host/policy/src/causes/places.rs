//! Where a finding is: the places by which a cause is found.

use muster_outcomes::{Place, Source};

/// Whether a reason names a file, and a line of it where there is one: `/srv/compose.yaml line 5: …` or
/// `/srv/compose.yaml:5`.
pub(super) fn names(reason: &str, file: &str, line: Option<u32>) -> bool {
    let is_end =
        |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || "/-_.".contains(c));
    reason.match_indices(file).any(|(at, _)| {
        let rest = reason.get(at + file.len()..).unwrap_or_default();
        // A full stop ends a sentence.
        let ends = is_end(rest) || rest == "." || rest.starts_with(". ");
        let begins = !reason.get(..at).is_some_and(|before| {
            before.ends_with(|c: char| c.is_alphanumeric() || "-_.".contains(c))
        });
        let Some(line) = line else {
            return begins && ends;
        };
        begins
            && after_line(rest, line)
                .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// What follows on the number of a line behind the name of a file, as ` line 5` or `:5`.
pub(super) fn after_line(behind_file: &str, line: u32) -> Option<&str> {
    let number = behind_file
        .strip_prefix(" line ")
        .or_else(|| behind_file.strip_prefix(':'))?;
    number.strip_prefix(&line.to_string())
}

/// Kind, name and line of a place, and what stands there in the output of a command.
pub(super) type Spot<'a> = (&'a str, &'a str, Option<u32>, Option<&'a str>);

/// A place, where it is one thing. The output of a command as a whole is not: all that was read from
/// it would have the same cause.
pub(super) fn spot(place: &Place) -> Option<Spot<'_>> {
    let Source {
        kind,
        name,
        line,
        text,
        ..
    } = &place.source;
    let text = text.as_deref().filter(|_| kind == "command");
    let is_one_thing = kind != "command" || line.is_some() || text.is_some();
    is_one_thing.then_some((kind, name, *line, text))
}

/// Whether a subject such as `/etc/shop.env#KEY` is told at its file as a whole, as what is missing there is. The file
/// is then not what fails: another key of it that is missing has nothing to do with this one.
pub(super) fn is_part_of_file(subject: &str, (kind, name, line, _): Spot<'_>) -> bool {
    kind == Source::KIND_FILE
        && line.is_none()
        && subject
            .strip_prefix(name)
            .is_some_and(|rest| rest.starts_with('#'))
}
