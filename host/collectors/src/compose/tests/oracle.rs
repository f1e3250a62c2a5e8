//! Random projects as `docker compose config` reads them. Of what Compose takes, every port, mount and
//! variable must be read alike; only what a variable leaves open may be a gap.
//!
//! `MUSTER_RANDOM_PROJECTS=2000` tries more of them, `MUSTER_SEED=1` others.

#![expect(
    clippy::disallowed_methods,
    reason = "the real program is the oracle, and its environment says how long to ask it"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Stdio};

use super::super::{Loaded, collect, mounts::cleaned};
use muster_facts::Secrets;
use muster_facts::targets::{ComposeFile, Targets};
use muster_target::{Context, Recorded, with_collection};

const PROGRAM: &str = "docker-compose";

/// About ten seconds on one processor.
const PROJECTS: u64 = 100;

const PORTS: &[&str] = &[
    "80",
    "'8080:80'",
    "8081:80",
    "22:22",
    "'127.0.0.1:8082:80'",
    "'[::1]:8083:80'",
    "'0.0.0.0:8080:80'",
    "'8000-8002:80-82'",
    "'8000-8003:80'",
    "'3000-3001'",
    "'53:53/udp'",
    "'5000:5000/sctp'",
    "'6000:6000/TCP'",
    "'0:80'",
    "'127.0.0.1::80'",
    "'${PORT}:80'",
    "\"${PORT:-1}:80\"",
    "'${UNSET:-81}:80'",
    "'${UNSET-82}:${PORT:+90}'",
    "'${UNSET}:80'",
    "'${EMPTY:-83}:80'",
    "'${DEEP:-${PORT}}:80'",
    "'$PORT:80'",
    "{target: 80}",
    "{target: 80, published: 8084}",
    "{target: 80, published: '8085-8086', protocol: udp}",
    "{target: 80, published: '${PORT}', host_ip: 127.0.0.1, mode: host}",
];

const VOLUMES: &[&str] = &[
    "./a:/a",
    "../b/:/b:ro",
    "/abs//x:/c/",
    "data:/data",
    "'kept:/data/:ro,z'",
    "/anon",
    "~/h:/h",
    "~:/home",
    "'$PWD/p:/p'",
    "'${HOME}/q:/q:rw'",
    "'${DIR}/x:/x'",
    "'${REF}:/x'",
    "'${UNSET}/u:/u'",
    "'${UNSET:-./d}:/d'",
    "{type: bind, source: ./s, target: /s, read_only: true}",
    "{type: bind, source: /s/../t, target: /s}",
    "{type: tmpfs, target: /t}",
    "{type: volume, source: kept, target: /k}",
    "{type: volume, target: /v}",
];

const VALUES: &[&str] = &[
    "word",
    "'two words'",
    "'${PORT}'",
    "\"${UNSET:-default}\"",
    "'a${PORT}b$$c'",
    "'${UNSET}'",
    "'${REF:?needed}'",
    "'${UNSET-}'",
    "'${EMPTY}'",
    "'postgres://app:${UNSET:-pass}@db/app?x=1'",
    "''",
    "'a=b'",
];

/// Assignments of `.env`, which may refer to those above them.
const ASSIGNMENTS: &[&str] = &[
    "PORT=8090",
    "export PORT=8091",
    "PORT='8092' # note",
    "EMPTY=",
    "DIR=./dir",
    "DIR=\"/srv/dir\"",
    "BASE=/srv/base",
    "REF=${BASE}/ref",
    "REF=${BASE:-/none}/ref",
    "REF=\"$PWD/ref\"",
    "REF='$BASE'",
    "COMPOSE_PROFILES=one",
    "COMPOSE_PROFILES=two, three",
    "# DIR=/commented",
];

/// Numbers that are the same in every run (xorshift64*).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).unwrap() % end
    }

    fn chance(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }

    fn pick(&mut self, from: &'static [&'static str]) -> &'static str {
        from[self.below(from.len())]
    }

    fn some(&mut self, from: &'static [&'static str], most: usize) -> Vec<&'static str> {
        (0..=self.below(most)).map(|_| self.pick(from)).collect()
    }

    /// A list under a key, in one of the forms that people write.
    fn list(&mut self, key: &str, items: &[&str]) -> String {
        let tag = match self.below(30) {
            0 => "!override ",
            1 => "!reset ",
            _ => "",
        };
        match self.below(3) {
            0 => format!("    {key}: {tag}[{}]\n", items.join(", ")),
            // The bracket closes in the column of the key.
            1 => format!(
                "    {key}: {tag}[\n      {},\n    ]\n",
                items.join(",\n      ")
            ),
            _ => format!("    {key}: {tag}\n      - {}\n", items.join("\n      - ")),
        }
    }

    fn environment(&mut self) -> String {
        let names = ["A", "B", "PORT", "UNSET", "LONG_NAME"];
        let mut lines = BTreeMap::new();
        for _ in 0..=self.below(3) {
            let name = names[self.below(names.len())];
            let value = if self.chance(6) {
                ""
            } else {
                self.pick(VALUES)
            };
            lines.insert(name, value);
        }
        let as_list = self.chance(2);
        let lines = lines
            .into_iter()
            .map(|(name, value)| match (as_list, value) {
                (true, "") => format!("      - {name}\n"),
                (true, value) => {
                    let bare = value.trim_matches(['\'', '"']);
                    format!("      - '{name}={bare}'\n")
                }
                (false, value) => format!("      {name}: {value}\n"),
            });
        format!("    environment:\n{}", lines.collect::<String>())
    }

    /// The body of a service, which may extend one of `bases`.
    fn service(&mut self, bases: &[String]) -> String {
        let mut body = "    image: x\n".to_owned();
        if !bases.is_empty() && self.chance(3) {
            body += &format!("    extends: {}\n", bases[self.below(bases.len())]);
        }
        if self.chance(2) {
            let items = self.some(PORTS, 3);
            body += &self.list("ports", &items);
        }
        if self.chance(2) {
            let items = self.some(VOLUMES, 3);
            body += &self.list("volumes", &items);
        }
        if self.chance(2) {
            body += &self.environment();
        }
        if self.chance(5) {
            let items = self.some(&["one", "two"], 2);
            body += &self.list("profiles", &items);
        }
        body
    }

    fn file(&mut self, names: &[&str], bases: &[String], head: &str) -> String {
        let mut text = format!("{head}services:\n");
        for name in names {
            text += &format!("  {name}:\n{}", self.service(bases));
        }
        text + "volumes:\n  data:\n  kept: {}\n"
    }

    fn variables(&mut self) -> String {
        let lines = self.some(ASSIGNMENTS, 6);
        lines.join("\n") + "\n"
    }

    /// The files of a project by their paths.
    fn project(&mut self) -> BTreeMap<&'static str, String> {
        let mut files = BTreeMap::new();
        let mut bases = vec!["db".to_owned(), "{service: db}".to_owned()];
        let mut head = String::new();
        if self.chance(3) {
            files.insert("base/base.yaml", self.file(&["base"], &[], ""));
            bases.push("{file: base/base.yaml, service: base}".to_owned());
            bases.push("{file: ./base/base.yaml, service: base}".to_owned());
        }
        if self.chance(3) {
            files.insert("inc/compose.yaml", self.file(&["inner"], &[], ""));
            if self.chance(2) {
                files.insert("inc/.env", self.variables());
            }
            files.insert("own.env", self.variables());
            head = match self.below(4) {
                0 => "include: [inc/compose.yaml]\n".to_owned(),
                1 => "include:\n  - path: ./inc/compose.yaml\n    env_file: own.env\n".to_owned(),
                2 => "include:\n  - {path: [inc/compose.yaml], project_directory: .}\n".to_owned(),
                _ => "include:\n  - {path: inc/compose.yaml, env_file: [./inc/../own.env]}\n"
                    .to_owned(),
            };
        }
        // What others extend extends nothing, so that there are no circles.
        let db = self.file(&["db"], &[], "");
        let (_, db) = db.split_once("services:\n").unwrap();
        let (db, _) = db.split_once("volumes:\n  data:").unwrap();
        let main = self.file(&["web", "job"], &bases, &head);
        files.insert(
            "compose.yaml",
            main.replacen("services:\n", &format!("services:\n{db}"), 1),
        );
        if self.chance(3) {
            let over = self.file(&["web", "more"], &[], "");
            files.insert("compose.override.yaml", over);
        }
        if self.chance(2) {
            files.insert(".env", self.variables());
        }
        files
    }
}

/// What is compared of one service.
#[derive(Debug, Default, PartialEq, Eq)]
struct Seen {
    ports: BTreeSet<String>,
    mounts: BTreeSet<String>,
    environment: BTreeMap<String, String>,
}
fn config(directory: &Path, arguments: &[&str]) -> Option<serde_json::Value> {
    let output = Command::new(PROGRAM)
        .args(arguments)
        .args(["config", "--format", "json"])
        .current_dir(directory)
        .env_remove("COMPOSE_FILE")
        .env_remove("COMPOSE_PROFILES")
        .env("HOME", "/root")
        // As the shell sets it that Compose is called from.
        .env("PWD", directory)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    output
        .status
        .success()
        .then(|| serde_json::from_slice(&output.stdout).unwrap())
}

fn of_compose(model: &serde_json::Value) -> BTreeMap<String, Seen> {
    // The dollar of a value is written twice, so that the output is a Compose file again.
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().replace("$$", "$");
    let list = |service: &serde_json::Value, key: &str| {
        service[key].as_array().cloned().unwrap_or_default()
    };
    let Some(services) = model["services"].as_object() else {
        return BTreeMap::new();
    };
    let seen = |service: &serde_json::Value| Seen {
        ports: list(service, "ports")
            .iter()
            .map(|port| {
                let published = text(&port["published"]);
                let published = if matches!(published.as_str(), "" | "0") {
                    "?".to_owned()
                } else {
                    published
                };
                let host = match text(&port["host_ip"]) {
                    host if host.is_empty() => "*".to_owned(),
                    host => host,
                };
                let target = &port["target"];
                format!("{host}:{published}->{target}/{}", text(&port["protocol"]))
            })
            .collect(),
        mounts: list(service, "volumes")
            .iter()
            .map(|mount| {
                let kind = text(&mount["type"]);
                let origin = text(&mount["source"]);
                let origin = if kind == "bind" {
                    cleaned(Path::new(&origin))
                } else {
                    origin
                };
                let target = cleaned(Path::new(&text(&mount["target"])));
                let read_only = mount["read_only"].as_bool().unwrap_or_default();
                format!("{kind} {origin}->{target} {read_only}")
            })
            .collect(),
        environment: service["environment"]
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(_, value)| value.is_string())
            .map(|(name, value)| (name.clone(), text(value)))
            .collect(),
    };
    services
        .iter()
        .map(|(name, service)| (name.clone(), seen(service)))
        .collect()
}

/// The same as facts have it; the services that wait for a profile; and the gaps.
type Found = (BTreeMap<String, Seen>, BTreeSet<String>, Vec<String>);

fn of_muster(directory: &Path, files: &BTreeMap<&'static str, String>) -> Found {
    let mut system = Recorded::new().file("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n");
    for (name, text) in files {
        system = system.file(directory.join(name), text.as_str());
    }
    let targets = Targets {
        compose_file: ComposeFile::At(directory.join("compose.yaml")),
        ..Targets::default()
    };
    let secrets = Secrets::default();
    let context = Context::recorded(&system, &targets, &secrets);
    let facts = with_collection(context, &[crate::COLLECTORS], collect);
    let mut seen: BTreeMap<String, Seen> = BTreeMap::new();
    let mut waiting = BTreeSet::new();
    let services = facts.project.map(|project| project.unwrap().services);
    let services = match services {
        Ok(services) => services,
        Err(error) => return (seen, waiting, vec![error.reason().to_owned()]),
    };
    for service in services {
        if !service.waits_for.is_empty() {
            waiting.insert(service.name.clone());
        }
        seen.insert(service.name, Seen::default());
    }
    for port in facts.ports.unwrap() {
        let host = port.host_address.as_deref().unwrap_or("*");
        let ports = &mut seen.get_mut(&port.service).unwrap().ports;
        let targets = port.target.first..=port.target.last;
        let one_of = port
            .published
            .filter(|range| usize::from(range.last - range.first) + 1 != targets.len());
        for (index, target) in targets.enumerate() {
            let published = match (port.published, one_of) {
                (_, Some(range)) => format!("{}-{}", range.first, range.last),
                (Some(range), None) => (usize::from(range.first) + index).to_string(),
                (None, None) => "?".to_owned(),
            };
            ports.insert(format!("{host}:{published}->{target}/{}", port.protocol));
        }
    }
    for mount in facts.mounts.unwrap() {
        let kind = if mount.kind == "anonymous" {
            "volume"
        } else {
            &mount.kind
        };
        let origin = mount.origin.unwrap_or_default();
        let text = format!("{kind} {origin}->{} {}", mount.target, mount.read_only);
        seen.get_mut(&mount.service).unwrap().mounts.insert(text);
    }
    let environments = with_collection(context, &[crate::COLLECTORS], |collection| {
        collection.shared::<Loaded>()?.environments()
    });
    for one in environments.unwrap() {
        let environment = &mut seen.get_mut(&one.service).unwrap().environment;
        for variable in one.variables {
            if let Some(value) = variable.value {
                let value = String::from_utf8(value.expose().to_vec()).unwrap();
                environment.insert(variable.name, value);
            }
        }
    }
    let gaps = facts.gaps.unwrap();
    let gaps = gaps.into_iter().map(|gap| gap.reason).collect();
    (seen, waiting, gaps)
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect("a number"))
}

#[expect(clippy::print_stderr, reason = "says how much was compared")]
#[test]
fn random_projects_are_read_as_compose_reads_them() {
    let folder = tempfile::tempdir().unwrap();
    if !muster_real::runs(PROGRAM, &["version"]) {
        return;
    }
    let projects = number("MUSTER_RANDOM_PROJECTS", PROJECTS);
    let mut random = Random(0x9e37_79b9_7f4a_7c15 ^ number("MUSTER_SEED", 0));
    let (mut taken, mut services, mut unknown) = (0, 0, 0);
    for number in 0..projects {
        let files = random.project();
        let directory = folder.path().join(format!("project{number}"));
        for (name, text) in &files {
            let path = directory.join(name);
            std::fs::create_dir_all(path.parent().unwrap())
                .and_then(|()| std::fs::write(&path, text))
                .unwrap();
        }
        let (mut ours, waiting, gaps) = of_muster(&directory, &files);
        let Some(all) = config(&directory, &["--profile", "*"]) else {
            continue;
        };
        taken += 1;
        let story = || {
            let files: String = files
                .iter()
                .map(|(name, text)| format!("--- {name}\n{text}"))
                .collect();
            format!("{}\n{files}", directory.display())
        };
        for gap in &gaps {
            assert!(gap.contains("neither set in .env"), "{gap}\n{}", story());
        }
        unknown += gaps.len();
        let mut theirs = of_compose(&all);
        services += theirs.len();
        // What a variable leaves open has no part in the comparison.
        for (name, seen) in &mut theirs {
            let known = ours
                .get(name)
                .unwrap_or_else(|| panic!("{name}\n{}", story()));
            if !gaps.is_empty() {
                seen.ports.retain(|port| known.ports.contains(port));
                seen.mounts.retain(|mount| known.mounts.contains(mount));
            }
            seen.environment
                .retain(|name, _| known.environment.contains_key(name));
        }
        assert_eq!(ours, theirs, "{}", story());
        if let Some(enabled) = config(&directory, &[]) {
            ours.retain(|name, _| !waiting.contains(name));
            let enabled = of_compose(&enabled);
            let names = |of: &BTreeMap<String, Seen>| of.keys().cloned().collect::<Vec<_>>();
            assert_eq!(names(&ours), names(&enabled), "{}", story());
        }
    }
    eprintln!(
        "{taken} of {projects} projects with {services} services read alike, {unknown} entries open"
    );
    assert!(taken * 2 > projects, "Compose takes {taken} of {projects}");
}
