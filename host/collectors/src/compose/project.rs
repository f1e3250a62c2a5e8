//! A Compose project: for each service the mappings that define it, merged by Compose's rules as far
//! as lists are concerned, and what of the project is not known.
//!
//! It does not know where files come from, nor what a port or a mount is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use muster_facts::Source;
use muster_facts::compose::Gap;
use muster_target::Namers;

use super::scope::{Part, Text};
use super::yaml::{Node, Tag, Value};

/// Entries that one service may list under one key.
const MOST_ITEMS: usize = 1000;

/// Parts that are not known and are told one by one.
const MOST_GAPS: usize = 1000;

/// What a project, or a file of it, declares.
#[derive(Default)]
pub(super) struct Project {
    pub(super) services: Vec<Service>,
    places: BTreeMap<String, usize>,
    /// Names under top-level `volumes`.
    pub(super) volumes: BTreeSet<String>,
    /// What each file says there, the weakest first.
    pub(super) volume_parts: Vec<Part>,
    /// What each file says under top-level `networks`, the weakest first.
    pub(super) networks: Vec<Part>,
    /// Names under top-level `secrets` and `configs`, each with the key.
    pub(super) shared_files: BTreeSet<(&'static str, String)>,
    /// The files that Compose puts together, each with the reason, see `project-file.role`.
    pub(super) files: Vec<(PathBuf, &'static str)>,
    /// The profiles that `COMPOSE_PROFILES` enables.
    pub(super) profiles: Vec<String>,
    pub(super) gaps: Vec<Gap>,
    /// The files that it was filled from.
    pub(super) environment_files: Vec<PathBuf>,
    /// Who chooses what is read that it names: whoever owns one of its files.
    pub(super) namers: Namers,
}

#[derive(Clone)]
pub(super) struct Service {
    pub(super) name: String,
    /// The weakest first: what it extends, then itself, file by file.
    definitions: Vec<Part>,
}

impl Project {
    /// The service of a name.
    pub(super) fn service(&self, name: &str) -> Option<&Service> {
        self.services.get(*self.places.get(name)?)
    }

    /// Whether a network of this name stands under top-level `networks`.
    pub(super) fn declares_network(&self, name: &str) -> bool {
        let declares = |part: &Part| part.node.named(name).is_some();
        self.networks.iter().any(declares)
    }

    /// Adds definitions to those of a service that is there already.
    pub(super) fn define(&mut self, name: &str, mut definitions: Vec<Part>) {
        match self
            .places
            .get(name)
            .and_then(|at| self.services.get_mut(*at))
        {
            Some(known) => known.definitions.append(&mut definitions),
            None => {
                self.places.insert(name.to_owned(), self.services.len());
                self.services.push(Service {
                    name: name.to_owned(),
                    definitions,
                });
            }
        }
    }

    /// Forgets what earlier files say of a service, or of all.
    pub(super) fn forget(&mut self, name: Option<&str>) {
        self.services
            .retain(|service| name.is_some_and(|name| service.name != name));
        self.places = self
            .services
            .iter()
            .enumerate()
            .map(|(at, service)| (service.name.clone(), at))
            .collect();
    }

    /// Merges what a later file declares.
    pub(super) fn merge(&mut self, later: Self) {
        for service in later.services {
            self.define(&service.name, service.definitions);
        }
        self.volumes.extend(later.volumes);
        self.volume_parts.extend(later.volume_parts);
        self.networks.extend(later.networks);
        self.shared_files.extend(later.shared_files);
        self.gaps.extend(later.gaps);
        self.environment_files.extend(later.environment_files);
    }

    /// Adds what an included file declares. Of two services of one name Compose takes neither, unless
    /// they are the same.
    pub(super) fn include(&mut self, mut included: Self, node: &Node) {
        included.services.retain(|service| {
            let Some(known) = self.service(&service.name) else {
                return true;
            };
            if !known.is_same(service) {
                self.gaps.push(gap(
                    Some(&service.name),
                    "include",
                    node,
                    node.problem(
                        "the included file has a service of the same name as one that is here, and \
                         Compose refuses both; rename one of them",
                    ),
                ));
            }
            false
        });
        self.merge(included);
    }

    /// Takes note of what is not known.
    pub(super) fn miss(&mut self, gap: Gap) {
        note(&mut self.gaps, gap);
    }
}

/// Takes note of what is not known; of very many only the first of each part of a service, which then stands for all
/// of that part.
pub(super) fn note(gaps: &mut Vec<Gap>, mut gap: Gap) {
    if gaps.len() >= MOST_GAPS {
        gap.container_ports = None;
    }
    let is_told = |known: &Gap| {
        known.service == gap.service && known.part == gap.part && known.container_ports.is_none()
    };
    if gaps.len() < MOST_GAPS || !gaps.iter().any(is_told) {
        gaps.push(gap);
    }
}

/// A part that is not known, for a reason that names file and line.
pub(super) fn gap(service: Option<&str>, part: &str, node: &Node, reason: String) -> Gap {
    Gap {
        service: service.map(str::to_owned),
        part: part.to_owned(),
        reason,
        container_ports: None,
        source: node.source(),
    }
}

impl Service {
    /// Where it stands: its strongest definition.
    pub(super) fn source(&self) -> Source {
        let part = self.definitions.last();
        part.map_or_else(|| Source::file(""), |part| part.node.source())
    }

    /// Everything that defines it, the weakest first.
    pub(super) fn definitions(&self) -> &[Part] {
        &self.definitions
    }

    /// What the strongest definition says for a key.
    pub(super) fn find(&self, key: &str) -> Option<Part> {
        self.definitions
            .iter()
            .rev()
            .find_map(|part| Some(part.with(part.node.get(key)?)))
    }

    /// What each definition says for a key, the weakest first.
    pub(super) fn values(&self, key: &str) -> impl Iterator<Item = Part> {
        self.definitions
            .iter()
            .filter_map(move |part| Some(part.with(part.node.named(key)?)))
    }

    /// Whether two files define it in the same way.
    fn is_same(&self, other: &Self) -> bool {
        self.definitions.len() == other.definitions.len()
            && self
                .definitions
                .iter()
                .zip(&other.definitions)
                .all(|(one, two)| {
                    one.node.is_same(&two.node) && one.scope.directory == two.scope.directory
                })
    }

    /// The items that all definitions together list under a key: a later one adds to the earlier
    /// ones, unless it says `!override` or `!reset`. A single value is a list of one where Compose
    /// takes it so.
    pub(super) fn list(&self, key: &str) -> Result<Vec<Part>, String> {
        let mut items = Vec::new();
        for definition in &self.definitions {
            for (_, node) in definition
                .node
                .entries()?
                .iter()
                .filter(|(name, _)| name == key)
            {
                match node.tag {
                    Tag::None => {}
                    Tag::Reset => {
                        items.clear();
                        continue;
                    }
                    Tag::Override => items.clear(),
                }
                match &node.value {
                    Value::Null => {}
                    Value::List(more) => items.extend(
                        more.iter()
                            .filter(|item| item.tag != Tag::Reset)
                            .map(|item| definition.with(item)),
                    ),
                    Value::Scalar(_) if matches!(key, "tmpfs" | "env_file") => {
                        items.push(definition.with(node));
                    }
                    Value::Scalar(_) | Value::Map(_) => {
                        return Err(node.problem("a list is expected here"));
                    }
                }
                if items.len() > MOST_ITEMS {
                    return Err(node.problem("the list has more entries than Muster reads"));
                }
            }
        }
        Ok(items)
    }

    /// Says that all of what it lists under a key is not known.
    pub(super) fn gap(&self, key: &str, reason: String) -> Option<Gap> {
        let part = self.definitions.last()?;
        Some(gap(Some(&self.name), key, &part.node, reason))
    }

    /// The profiles that would start it, none of which is enabled; none for a service that starts.
    pub(super) fn waits_for(&self, enabled: &[String]) -> Result<Vec<String>, String> {
        let mut profiles = Vec::new();
        for item in self.list("profiles")? {
            profiles.push(item.text()?);
        }
        let starts = profiles.is_empty()
            || enabled.iter().any(|name| name == "*")
            || profiles
                .iter()
                .any(|one| enabled.contains(&one.filled.value));
        if starts {
            return Ok(Vec::new());
        }
        // Nothing of `.env` is shown that is not a port or a path.
        let shown = |profile: Text| {
            if profile.interpolated {
                "…".to_owned()
            } else {
                profile.filled.shown
            }
        };
        Ok(profiles.into_iter().map(shown).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_gaps_each_part_of_a_service_is_told() {
        let gap = |service: Option<&str>, part: &str| Gap {
            service: service.map(str::to_owned),
            part: part.to_owned(),
            reason: "a variable".to_owned(),
            container_ports: None,
            source: Source::file("/srv/app/compose.yaml"),
        };
        let mut gaps = Vec::new();
        for _ in 0..2 * MOST_GAPS {
            note(&mut gaps, gap(Some("a"), "ports"));
        }
        note(&mut gaps, gap(Some("b"), "ports"));
        note(&mut gaps, gap(Some("b"), "ports"));
        note(&mut gaps, gap(None, "include"));
        let last: Vec<_> = gaps
            .iter()
            .skip(MOST_GAPS)
            .map(|gap| (gap.service.as_deref(), gap.part.as_str()))
            .collect();
        assert_eq!(last, [(Some("b"), "ports"), (None, "include")]);
    }
}
