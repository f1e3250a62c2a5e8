//! `compose/named-volume-missing`

use muster_sdk::compose::{self, Mount};
use muster_sdk::services::{self, Definition, Unknown};
use muster_sdk::variables;
use muster_sdk::{Finding, Outcome, pass_unless};

use crate::images::familiar;
use crate::mounts::{PARTS, at, covers};
use crate::project::{Project, is_unknown, unknown};
use crate::settings::{own_name, unknown_keys};

muster_sdk::parameters! {
    struct Parameters {
        /// Images of databases, each with the directory in which it keeps its data.
        data: Vec<(String, String)> = [
            ("mariadb", "/var/lib/mysql"),
            ("mongo", "/data/db"),
            ("mysql", "/var/lib/mysql"),
            ("pgvector/pgvector", "/var/lib/postgresql/data"),
            ("postgis/postgis", "/var/lib/postgresql/data"),
            ("postgres", "/var/lib/postgresql/data"),
            ("timescale/timescaledb", "/var/lib/postgresql/data"),
        ],
    }
}

muster_sdk::rule! {
    id: "compose/named-volume-missing",
    severity: High,
    precision: Medium,
    tags: ["compose", "docker", "availability", "checklist"],
    explained_by: [Place("compose/mount-missing"), Place("compose/file-valid")],
    documentation: "named_volume_missing.md",
    parameters: Parameters,
    check: check,
}

/// Moves the data of PostgreSQL to another directory of the container.
const MOVED_BY: &str = "PGDATA";

fn check(parameters: Parameters) -> Outcome {
    Project::judge(|_| {
        let mounts = compose::mounts()?;
        let gaps = compose::gaps()?;
        let variables = variables::variables()?;
        let mut findings = Vec::new();
        for definition in services::definitions()? {
            let Some(path) = data_of(&definition, &parameters.data) else {
                continue;
            };
            let name = definition.name.as_str();
            let is_moved = variables
                .iter()
                .any(|one| one.service == name && one.name == MOVED_BY);
            let own = mounts.iter().filter(|mount| mount.service == name);
            findings.push(
                Database {
                    definition: &definition,
                    path,
                    mounts: own.collect(),
                    has_more: is_unknown(&gaps, name, &PARTS),
                    is_moved,
                }
                .judge(),
            );
        }
        let images: Vec<Unknown> = services::unknowns()?
            .into_iter()
            .filter(|unknown| unknown.key == "image")
            .collect();
        findings.extend(unknown_keys(&images, &["image"]));
        findings.extend(unknown(&[])?);
        Ok(pass_unless(findings, || {
            Finding::not_applicable(
                "compose/volumes",
                "No service runs an image of a database that the policy knows.",
            )
        }))
    })
}

/// Where a service keeps its data, if it is one that starts by itself.
fn data_of<'a>(definition: &Definition, data: &'a [(String, String)]) -> Option<&'a str> {
    let image = familiar(definition.image.as_deref()?);
    let known = data.iter().find(|(name, _)| familiar(name) == image)?;
    definition.waits_for.is_empty().then_some(known.1.as_str())
}

/// A database with its mounts.
struct Database<'a> {
    definition: &'a Definition,
    path: &'a str,
    mounts: Vec<&'a Mount>,
    /// Whether it has more mounts than are known.
    has_more: bool,
    /// Whether a variable says where the data is.
    is_moved: bool,
}

impl Database<'_> {
    fn judge(&self) -> Finding {
        let Self {
            definition, path, ..
        } = self;
        let name = definition.name.as_str();
        let subject = format!("compose/{name}/volumes{path}");
        let lasting = |mount: &&&Mount| {
            let is_there = covers(&mount.target, path) || covers(path, &mount.target);
            let lasts = matches!(mount.kind.as_str(), Mount::KIND_BIND | Mount::KIND_VOLUME);
            is_there && lasts
        };
        if let Some(mount) = self.mounts.iter().find(lasting) {
            let message = format!(
                "'{name}' keeps its data in {}.",
                mount.origin.as_deref().unwrap_or("a volume")
            );
            return at(Finding::pass(subject, message), mount);
        }
        if self.has_more {
            let reason = format!("The mounts of '{name}' are not all known.");
            return Finding::error(subject, reason);
        }
        if self.is_moved {
            let reason = format!(
                "{MOVED_BY} says where '{name}' keeps its data, and its value is not shown; nothing that \
                 lasts is mounted at {path}."
            );
            return Finding::error(subject, reason);
        }
        let over = self.mounts.iter().find(|mount| covers(&mount.target, path));
        let what = match over.map(|mount| mount.kind.as_str()) {
            Some(Mount::KIND_TMPFS) => "a file system in memory",
            _ => "a volume without a name",
        };
        let volume = format!("{}_data", own_name(name));
        let finding = Finding::fail(
            subject,
            format!(
                "'{name}' keeps its data at {path} in {what}, which is gone once the container is removed."
            ),
        )
        .observed(what)
        .required("a named volume, or a directory of the host")
        .fix(format!(
            "Dump the data first. Then add to `volumes` of '{name}': \"{volume}:{path}\", declare \
             `{volume}:` under top-level `volumes`, run `docker compose up -d`, and restore the dump"
        ));
        match over {
            Some(mount) => at(finding, mount),
            None => finding.at(definition.source.clone(), "runs the database"),
        }
    }
}
