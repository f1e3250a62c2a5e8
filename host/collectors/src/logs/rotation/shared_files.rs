//! The files that several rotate: two places of logrotate's configuration, logrotate and Caddy, logrotate and Docker.
//! The others are asked only where logrotate's configuration has something to do with them.

use std::collections::BTreeMap;
use std::path::Path;

use muster_facts::containers::Container;
use muster_facts::daemon::Setting;
use muster_facts::rotation::{Rotator, SharedFile, Stanza, UnknownRotator};
use muster_facts::{Fact, Source};
use muster_names::patterns::path_matches;
use muster_target::Collection;

use super::{Configuration, RotatedFile};
use crate::compose::runs_containers;
use crate::logs::seen::{OnHost, caddy_logs};

/// The driver whose files logrotate could find.
const JSON_FILE: &str = "json-file";

/// The setting with which Docker rotates them.
const MAX_SIZE: &str = "log-opts.max-size";

/// The name of root's daemon among `instances`.
const DAEMON: &str = "docker";

/// Files that are told. More are one mistake.
const MOST: usize = 500;

/// The files, and who is not known.
pub(super) fn shared_files(
    collection: &Collection<'_>,
    configuration: &Configuration,
) -> (Vec<SharedFile>, Vec<UnknownRotator>) {
    let mut found = twice(configuration);
    let mut unknown: Vec<UnknownRotator> = configuration
        .unlisted
        .iter()
        .map(|(reason, source)| UnknownRotator {
            program: UnknownRotator::PROGRAM_LOGROTATE.to_owned(),
            reason: reason.clone(),
            source: source.clone(),
        })
        .collect();
    with_caddy(collection, configuration, &mut found, &mut unknown);
    with_docker(collection, configuration, &mut found, &mut unknown);
    found.truncate(MOST);
    (found, unknown)
}

fn logrotate(stanza: &Stanza) -> Rotator {
    Rotator {
        program: Rotator::PROGRAM_LOGROTATE.to_owned(),
        source: stanza.source.clone(),
    }
}

/// The files that logrotate's configuration names in two places. It takes the first, and says that the other is an
/// error, unless the first has `ignoreduplicates`.
fn twice(configuration: &Configuration) -> Vec<SharedFile> {
    let mut first: BTreeMap<&Path, &RotatedFile> = BTreeMap::new();
    let mut found: Vec<SharedFile> = Vec::new();
    let mut told: BTreeMap<&Path, usize> = BTreeMap::new();
    for file in &configuration.files {
        let Some(known) = first.get(file.path.as_path()) else {
            first.insert(&file.path, file);
            continue;
        };
        if known.ignores_duplicates {
            continue;
        }
        let stanza = |index: usize| configuration.stanzas.get(index).map(logrotate);
        let (Some(one), Some(other)) = (stanza(known.stanza), stanza(file.stanza)) else {
            continue;
        };
        let told = told.entry(&file.path).or_insert_with(|| {
            found.push(SharedFile {
                file: file.path.display().to_string(),
                kind: SharedFile::KIND_TWICE.to_owned(),
                rotators: vec![one],
            });
            found.len() - 1
        });
        if let Some(shared) = found.get_mut(*told) {
            shared.rotators.push(other);
        }
    }
    found
}

/// The logs that Caddy rolls itself.
fn with_caddy(
    collection: &Collection<'_>,
    configuration: &Configuration,
    found: &mut Vec<SharedFile>,
    unknown: &mut Vec<UnknownRotator>,
) {
    if configuration.stanzas.is_empty() {
        return;
    }
    let logs = match caddy_logs(collection) {
        Ok((_, logs)) => logs,
        Err(error) => {
            unknown.push(UnknownRotator {
                program: UnknownRotator::PROGRAM_CADDY.to_owned(),
                reason: error.reason().to_owned(),
                source: Source::logical("caddy"),
            });
            return;
        }
    };
    for one in logs.iter().filter(|one| one.log.rolls) {
        let OnHost::At(path) = &one.place else {
            continue;
        };
        let file = path.display().to_string();
        let is_told =
            |known: &SharedFile| known.file == file && known.kind == SharedFile::KIND_CADDY;
        // Sites may share a log.
        if found.iter().any(is_told) {
            continue;
        }
        let covers = |stanza: &&Stanza| {
            let mut patterns = stanza.patterns.iter();
            patterns.any(|pattern| path_matches(&file, &pattern.text))
        };
        if let Some(stanza) = configuration.stanzas.iter().find(covers) {
            found.push(SharedFile {
                file,
                kind: SharedFile::KIND_CADDY.to_owned(),
                rotators: vec![
                    logrotate(stanza),
                    Rotator {
                        program: Rotator::PROGRAM_CADDY.to_owned(),
                        source: one.log.source.clone(),
                    },
                ],
            });
        }
    }
    let gaps = collection.caddy().map(|caddy| caddy.gaps.iter().flatten());
    for gap in gaps.into_iter().flatten() {
        if matches!(gap.part.as_str(), "logs" | "sites") {
            unknown.push(UnknownRotator {
                program: UnknownRotator::PROGRAM_CADDY.to_owned(),
                reason: gap.reason.clone(),
                source: gap.source.clone(),
            });
        }
    }
}

/// The logs of containers, where Docker bounds them itself.
fn with_docker(
    collection: &Collection<'_>,
    configuration: &Configuration,
    found: &mut Vec<SharedFile>,
    unknown: &mut Vec<UnknownRotator>,
) {
    let stanzas = configuration.stanzas.iter();
    let covering: Vec<(&Stanza, &str)> = stanzas
        .flat_map(|stanza| stanza.patterns.iter().map(move |pattern| (stanza, pattern)))
        .filter(|(_, pattern)| pattern.covers_containers)
        .map(|(stanza, pattern)| (stanza, pattern.text.as_str()))
        .collect();
    if covering.is_empty() || !runs_containers(collection.context.system) {
        return;
    }
    let docker = match docker_rotates(collection) {
        Ok(None) => return,
        Ok(Some(source)) => Rotator {
            program: Rotator::PROGRAM_DOCKER.to_owned(),
            source,
        },
        Err(error) => {
            unknown.push(UnknownRotator {
                program: UnknownRotator::PROGRAM_DOCKER.to_owned(),
                reason: error.reason().to_owned(),
                source: Source::logical("containers"),
            });
            return;
        }
    };
    for (stanza, pattern) in covering {
        if found.iter().any(|known| known.file == pattern) {
            continue;
        }
        found.push(SharedFile {
            file: pattern.to_owned(),
            kind: SharedFile::KIND_DOCKER.to_owned(),
            rotators: vec![logrotate(stanza), docker.clone()],
        });
    }
}

/// What shows that Docker rotates files that logrotate finds: a container that was made so, at the place of the
/// default that it has from the daemon; or the default alone, where nobody says which containers there are.
fn docker_rotates(collection: &Collection<'_>) -> Fact<Option<Source>> {
    let default = collection.daemon().ok().and_then(|daemon| {
        let settings = daemon.settings.get(DAEMON)?.as_ref().ok()?;
        let find = |key: &str| settings.iter().find(|setting| setting.key == key);
        let writes = find("log-driver").is_none_or(|driver: &Setting| driver.value == JSON_FILE);
        find(MAX_SIZE).filter(|_| writes).cloned()
    });
    let containers = collection.containers()?.containers.as_deref();
    let containers: &[Container] = match (containers, &default) {
        (Ok(containers), _) => containers,
        (Err(_), Some(default)) => return Ok(Some(default.source.clone())),
        (Err(error), None) => return Err(error.clone()),
    };
    let rotated = containers.iter().find(|container| {
        container.log_driver.as_deref() == Some(JSON_FILE) && container.log_max_size.is_some()
    });
    Ok(rotated.map(|container| match default {
        Some(default) if container.log_max_size.as_deref() == Some(default.value.as_str()) => {
            default.source
        }
        Some(_) | None => container.source.clone(),
    }))
}
