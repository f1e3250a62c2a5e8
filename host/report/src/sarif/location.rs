//! Where a result is. Each location is physical and logical at once: GitHub refuses a file with a
//! logical location alone, and only the logical one names what was judged.
//!
//! The first location is that of the artifact which the subject is part of. It stays where it is
//! when another line comes to decide, since GitHub takes a result elsewhere for another alert.

use muster_outcomes::{Artifact, Place};
use serde_sarif::sarif::{
    ArtifactLocation, Location, LogicalLocation, Message, PhysicalLocation, Region,
};

use super::markup::plain;
use super::region::{region, regions};
use super::values::{RelativeUri, index};
use crate::Settings;
use crate::gap::{Gap, Unread};
use crate::view::FindingView;

/// Locations of one result that GitHub shows; it refuses more than 1,000.
const MOST_LOCATIONS: usize = 100;

/// Base of paths in the repository that shows the alerts.
pub(super) const SOURCE_ROOT: &str = "%SRCROOT%";

/// Makes locations for one target.
pub(super) struct Locator<'a> {
    /// The host in paths and logical names.
    pub(super) host: &'a str,
    /// Directory of the repository that stands for the target's root.
    pub(super) root: Option<&'a str>,
    /// The policy's own file in the repository.
    pub(super) settings: Option<&'a Settings>,
}

/// A path that a result points at, and the place that is shown there.
pub(super) struct Spot<'a> {
    pub(super) uri: RelativeUri,
    /// None where the artifact is not what decides.
    place: Option<&'a Place>,
    /// The line of a setting.
    line: Option<muster_policy::SettingLine>,
}

impl<'a> Locator<'a> {
    /// Of the target's own directory.
    pub(super) const fn of_host(host: &'a str) -> Self {
        Self {
            host,
            root: None,
            settings: None,
        }
    }
}

impl Locator<'_> {
    /// Where a finding's alert is.
    pub(super) fn spot<'a>(&self, finding: &'a FindingView) -> Spot<'a> {
        let artifact = finding.artifact.as_ref();
        let path = artifact.and_then(Artifact::file);
        let is_there = |place: &&Place| {
            place.source.kind == "file" && Some(place.source.name.as_str()) == path
        };
        Spot {
            place: finding.places.iter().find(is_there),
            ..self.of_artifact(artifact)
        }
    }

    /// Where the alert of what could not be read is.
    pub(super) fn gap_spot(&self, gap: &Gap<'_>) -> Spot<'static> {
        match gap.source {
            Unread::File(path) => Spot::at(self.below("file", path)),
            Unread::Command(line) => Spot::at(self.below("command", line)),
            Unread::Family(_) => self.of_artifact(gap.artifact()),
        }
    }

    /// The file, or the line of the policy that names what is not in a file of the target.
    fn of_artifact(&self, artifact: Option<&Artifact>) -> Spot<'static> {
        let key = match artifact {
            Some(Artifact::File(path)) => return Spot::at(self.below("file", path)),
            Some(Artifact::Setting(key)) => key,
            None => "name",
        };
        match self.settings {
            Some(settings) => Spot {
                line: Some(settings.lines.line(key)),
                ..Spot::at(RelativeUri::of(settings.path.split('/')))
            },
            None => Spot::at(self.below("", "")),
        }
    }

    /// The first location of a result, with the logical name of its subject.
    pub(super) fn primary(&self, spot: &Spot<'_>, subject: &str) -> Location {
        let name = subject.rsplit('/').find(|part| !part.is_empty());
        let whole = format!("{}/{}", self.host, subject.trim_start_matches('/'));
        let subject = LogicalLocation::builder()
            .name(name.unwrap_or(subject))
            .fully_qualified_name(whole)
            .kind("resource")
            .build();
        let (shown, context) = match spot.line {
            Some(line) => (
                region(i64::from(line.number), 1, i64::from(line.length) + 1, None),
                None,
            ),
            None => regions(spot.place.map(|place| &place.source)),
        };
        Location::builder()
            .physical_location(physical(&spot.uri, shown, context))
            .logical_locations(vec![subject])
            .build()
    }

    /// The further places: all but the one that the first location shows.
    pub(super) fn others<'a>(finding: &'a FindingView, spot: &Spot<'_>) -> Vec<&'a Place> {
        let is_shown = |place: &Place| spot.place.is_some_and(|shown| std::ptr::eq(shown, place));
        finding
            .places
            .iter()
            .filter(|place| !is_shown(place))
            .take(MOST_LOCATIONS)
            .collect()
    }

    /// Locations of the further places. Their ids count from 1, so that a message can link to them.
    pub(super) fn related(&self, places: &[&Place]) -> Vec<Location> {
        (1..)
            .zip(places)
            .map(|(id, place)| {
                let (shown, context) = regions(Some(&place.source));
                let uri = self.below(&place.source.kind, &place.source.name);
                Location::builder()
                    .id(id)
                    .physical_location(physical(&uri, shown, context))
                    .message(Message::builder().text(plain(&label(place))).build())
                    .build()
            })
            .collect()
    }

    /// Where the failures are that follow from a finding, after the ids that its own places have.
    pub(super) fn consequences(&self, consequences: &[&FindingView], ids: usize) -> Vec<Location> {
        (ids + 1..=MOST_LOCATIONS)
            .zip(consequences)
            .map(|(id, finding)| {
                let text = format!("Follows from it: {}: {}", finding.rule.id, finding.message);
                // Where it is decided, as far as that is one place.
                let spot = match finding.places.first() {
                    Some(place) => Spot {
                        place: Some(place),
                        ..Spot::at(self.below(&place.source.kind, &place.source.name))
                    },
                    None => self.spot(finding),
                };
                let mut location = self.primary(&spot, &finding.subject);
                location.id = Some(index(id));
                location.message = Some(Message::builder().text(plain(&text)).build());
                location
            })
            .collect()
    }

    /// A place below the directory that stands for the target.
    pub(super) fn below(&self, kind: &str, name: &str) -> RelativeUri {
        let host = || std::iter::once("hosts").chain(self.host.split('/'));
        let root: Vec<&str> = match self.root {
            Some(root) => root.split('/').collect(),
            None => host().collect(),
        };
        let folder = (kind == "command").then_some("commands");
        let rest = name.split('/');
        let uri = RelativeUri::of(root.iter().copied().chain(folder).chain(rest));
        if uri.is_empty() {
            // The repository's root as a whole, which no viewer could show.
            return RelativeUri::of(host());
        }
        uri
    }
}

impl Spot<'_> {
    /// A path as a whole.
    const fn at(uri: RelativeUri) -> Self {
        Self {
            uri,
            place: None,
            line: None,
        }
    }

    /// The line that is shown, counted from 1.
    pub(super) fn line(&self) -> u32 {
        match self.line {
            Some(line) => line.number,
            None => self
                .place
                .and_then(|place| place.source.line)
                .unwrap_or(1)
                .max(1),
        }
    }

    /// Whether it is in a file of the target, and not in the policy.
    pub(super) const fn is_on_target(&self) -> bool {
        self.line.is_none()
    }
}

/// What a place shows, in words that no other place of a finding has.
pub(super) fn label(place: &Place) -> String {
    let source = &place.source;
    let at = match source.line {
        Some(line) => format!("{}:{line}", source.name),
        None => source.name.clone(),
    };
    match place.label.trim() {
        "" => at,
        label => format!("{at} {label}"),
    }
}

fn physical(uri: &RelativeUri, shown: Region, context: Option<Region>) -> PhysicalLocation {
    let artifact = ArtifactLocation::builder()
        .uri(uri.as_str())
        .uri_base_id(SOURCE_ROOT)
        .build();
    let mut physical = PhysicalLocation::builder()
        .artifact_location(artifact)
        .region(shown)
        .build();
    physical.context_region = context;
    physical
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locator(root: Option<&str>) -> Locator<'_> {
        Locator {
            host: "web-1",
            root,
            settings: None,
        }
    }

    #[test]
    fn each_kind_of_place_has_a_path_that_viewers_accept() {
        let uri = |root, kind, name| locator(root).below(kind, name).as_str().to_owned();
        let config = "/etc/ssh/sshd_config";
        assert_eq!(uri(None, "file", config), "hosts/web-1/etc/ssh/sshd_config");
        assert_eq!(
            uri(Some("/ansible/web/"), "file", config),
            "ansible/web/etc/ssh/sshd_config"
        );
        assert_eq!(
            uri(None, "command", "nft -j list ruleset /x/../../y"),
            "hosts/web-1/commands/nft%20-j%20list%20ruleset%20/x/dot-dot/dot-dot/y"
        );
        assert_eq!(
            uri(None, "logical", "sockets/tcp/::/22"),
            "hosts/web-1/sockets/tcp/%3A%3A/22"
        );
        assert_eq!(uri(None, "file", "/"), "hosts/web-1");
        assert_eq!(uri(Some("."), "file", "/"), "hosts/web-1");
    }
}
