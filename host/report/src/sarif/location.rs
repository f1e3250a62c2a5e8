//! Where a result is. Each location is physical and logical at once: GitHub refuses a file with a
//! logical location alone, and only the logical one names what was judged.

use muster_facts::Source;
use muster_outcomes::Place;
use serde_sarif::sarif::{
    ArtifactContent, ArtifactLocation, Location, LogicalLocation, Message, PhysicalLocation, Region,
};

use super::Profile;
use super::markup::plain;
use super::values::{RelativeUri, index};
use crate::view::Finding;

/// Locations of one result that GitHub shows; it refuses more than 1,000.
const MOST_LOCATIONS: usize = 100;

/// Base of paths on the target, in the full profile.
pub(super) const HOST_ROOT: &str = "HOSTROOT";

/// Base of paths in the repository that shows the alerts.
pub(super) const SOURCE_ROOT: &str = "%SRCROOT%";

/// Makes locations for one target.
pub(super) struct Locator<'a> {
    pub(super) target: &'a str,
    pub(super) profile: &'a Profile,
}

impl Locator<'_> {
    /// Where to look first.
    pub(super) fn primary(&self, finding: &Finding) -> Location {
        let name = finding
            .subject
            .rsplit('/')
            .find(|part| !part.is_empty())
            .unwrap_or(&finding.subject);
        let subject = LogicalLocation::builder()
            .name(name)
            .fully_qualified_name(format!("{}/{}", self.target, finding.subject))
            .kind("resource")
            .build();
        Location::builder()
            .physical_location(self.physical(finding.places.first()))
            .logical_locations(vec![subject])
            .build()
    }

    /// The further places. Their ids count from 1, so that the message can link to them.
    pub(super) fn related(&self, finding: &Finding) -> Vec<Location> {
        (1..)
            .zip(finding.places.iter().skip(1).take(MOST_LOCATIONS))
            .map(|(id, place)| {
                Location::builder()
                    .id(id)
                    .physical_location(self.physical(Some(place)))
                    .message(Message::builder().text(plain(label(place))).build())
                    .build()
            })
            .collect()
    }

    /// Where the failures are that follow from a finding, after the ids that its own places have.
    pub(super) fn consequences(&self, consequences: &[&Finding], ids: usize) -> Vec<Location> {
        (ids + 1..=MOST_LOCATIONS)
            .zip(consequences)
            .map(|(id, finding)| {
                let text = format!("Follows from it: {}", finding.message);
                Location::builder()
                    .id(index(id))
                    .physical_location(self.physical(finding.places.first()))
                    .message(Message::builder().text(plain(&text)).build())
                    .build()
            })
            .collect()
    }

    fn physical(&self, place: Option<&Place>) -> PhysicalLocation {
        let source = place.map(|place| &place.source);
        let (uri, base) = self.artifact(source);
        let mut artifact = ArtifactLocation::builder().uri(uri.as_str()).build();
        artifact.uri_base_id = base.map(str::to_owned);
        let (region, context) = regions(source);
        let mut physical = PhysicalLocation::builder()
            .artifact_location(artifact)
            .region(region)
            .build();
        physical.context_region = context;
        physical
    }

    fn artifact(&self, source: Option<&Source>) -> (RelativeUri, Option<&'static str>) {
        let (kind, name) = source.map_or(("", ""), |source| (&source.kind, &source.name));
        let path = RelativeUri::of(name.split('/'));
        match (self.profile, kind) {
            (Profile::Full, "file") if !path.is_empty() => (path, Some(HOST_ROOT)),
            (Profile::Full, _) => (self.below(None, kind, name), None),
            (Profile::Github { root }, _) => {
                (self.below(root.as_deref(), kind, name), Some(SOURCE_ROOT))
            }
        }
    }

    /// A place below the directory that stands for the target.
    fn below(&self, root: Option<&str>, kind: &str, name: &str) -> RelativeUri {
        let root: Vec<&str> = match root {
            Some(root) => root.split('/').collect(),
            None => vec!["hosts", self.target],
        };
        let rest: Vec<&str> = match kind {
            // One segment: a command line's slashes are no folders.
            "command" => vec!["commands", name],
            _ => name.split('/').collect(),
        };
        let uri = RelativeUri::of(root.iter().chain(&rest).copied());
        if uri.is_empty() {
            // The repository's root as a whole, which no viewer could show.
            return RelativeUri::of(["hosts", self.target]);
        }
        uri
    }
}

/// What a place shows, in words.
pub(super) fn label(place: &Place) -> &str {
    if place.label.trim().is_empty() {
        &place.source.name
    } else {
        &place.label
    }
}

/// The region with its text, and the whole line around it where the region is only a part.
/// Columns count UTF-16 code units, and the end is exclusive.
fn regions(source: Option<&Source>) -> (Region, Option<Region>) {
    let Some(source) = source else {
        return (region(1, 1, 1, None), None);
    };
    let number = i64::from(source.line.unwrap_or(1).max(1));
    // Text of a file without a line could be any part of it. Other places are nothing but text.
    let text = source
        .text
        .as_deref()
        .filter(|_| source.line.is_some() || source.kind != "file");
    let length = text.map_or(0, |text| text.encode_utf16().count());
    let after_text = i64::try_from(length).unwrap_or(i64::MAX - 1) + 1;
    let Some(start) = source.column.map(i64::from).filter(|column| *column > 0) else {
        return (region(number, 1, after_text, text), None);
    };
    let end = source.end_column.map_or(after_text, i64::from).max(start);
    let part = text.map(|text| utf16_slice(text, start, end));
    let part_region = region(number, start, end, part.as_deref());
    let context = (start > 1 || end < after_text)
        .then(|| text.map(|text| region(number, 1, after_text.max(end), Some(text))))
        .flatten();
    (part_region, context)
}

fn region(line: i64, start: i64, end: i64, text: Option<&str>) -> Region {
    let mut region = Region::builder()
        .start_line(line)
        .start_column(start)
        .end_line(line)
        .end_column(end)
        .build();
    region.snippet = text
        .filter(|text| !text.is_empty())
        .map(|text| ArtifactContent::builder().text(text).build());
    region
}

/// The characters that lie wholly between two columns, as far as the text goes.
fn utf16_slice(text: &str, start: i64, end: i64) -> String {
    let mut column = 1;
    text.chars()
        .filter(|c| {
            let first = column;
            column += if *c as u32 > 0xFFFF { 2 } else { 1 };
            first >= start && column <= end
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uri(profile: &Profile, source: &Source) -> (String, Option<&'static str>) {
        let locator = Locator {
            target: "web-1",
            profile,
        };
        let (uri, base) = locator.artifact(Some(source));
        (uri.as_str().to_owned(), base)
    }

    #[test]
    fn each_kind_of_place_has_a_path_that_viewers_accept() {
        let github = Profile::Github { root: None };
        let prefixed = Profile::Github {
            root: Some("/ansible/web/".to_owned()),
        };
        let file = Source::file("/etc/ssh/sshd_config");
        let command = Source::command("nft -j list ruleset /x");
        let socket = Source::logical("sockets/tcp/::/22");
        let of = |uri: &str, base| (uri.to_owned(), base);
        assert_eq!(
            uri(&Profile::Full, &file),
            of("etc/ssh/sshd_config", Some(HOST_ROOT))
        );
        assert_eq!(
            uri(&github, &file),
            of("hosts/web-1/etc/ssh/sshd_config", Some(SOURCE_ROOT))
        );
        assert_eq!(
            uri(&prefixed, &file),
            of("ansible/web/etc/ssh/sshd_config", Some(SOURCE_ROOT))
        );
        assert_eq!(
            uri(&Profile::Full, &command),
            of(
                "hosts/web-1/commands/nft%20-j%20list%20ruleset%20%2Fx",
                None
            )
        );
        assert_eq!(
            uri(&github, &socket),
            of("hosts/web-1/sockets/tcp/%3A%3A/22", Some(SOURCE_ROOT))
        );
        assert_eq!(
            uri(&Profile::Full, &Source::file("/")),
            of("hosts/web-1", None)
        );
    }

    #[test]
    fn columns_count_utf16_units_and_the_snippet_is_what_they_span() {
        // The emoji is one character and two units.
        let source = Source::line("/etc/motd", 3)
            .with_text("🔥 Port 22")
            .with_columns(4, 8);
        let (region, context) = regions(Some(&source));
        assert_eq!(region.snippet.unwrap().text.as_deref(), Some("Port"));
        assert_eq!((region.start_column, region.end_column), (Some(4), Some(8)));
        let context = context.unwrap();
        assert_eq!(
            (context.start_column, context.end_column),
            (Some(1), Some(11))
        );
    }

    #[test]
    fn a_whole_line_is_its_own_context() {
        let (region, context) = regions(Some(&Source::line("/x", 2).with_text("abc")));
        assert_eq!((region.start_line, region.end_column), (Some(2), Some(4)));
        assert_eq!(context, None);
    }

    #[test]
    fn an_unknown_or_impossible_region_is_the_first_character() {
        let odd = Source {
            line: Some(0),
            column: Some(0),
            end_column: Some(0),
            ..Source::file("/x")
        };
        for source in [None, Some(&Source::file("/x").with_text("y")), Some(&odd)] {
            let (region, context) = regions(source);
            assert_eq!(
                [
                    region.start_line,
                    region.start_column,
                    region.end_line,
                    region.end_column
                ],
                [Some(1); 4]
            );
            assert_eq!((region.snippet, context), (None, None));
        }
    }
}
