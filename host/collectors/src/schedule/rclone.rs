//! Where the remotes of rclone lead to, as its configuration says (<https://rclone.org/docs/#config-file>): one of
//! type `local` is this host under another name, and others stand for a remote in their turn. Of the file nothing leaves
//! but that; whatever else it holds is registered as secret.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use muster_facts::{Secret, Secrets};
use muster_target::System;

use super::tools::is_this_host;

/// A configuration has some lines for each remote.
const LARGEST: u64 = 256 << 10;

/// Accounts whose configurations are looked into.
const MOST_HOMES: usize = 100;

/// Remotes that stand for others, one behind the other.
const DEEPEST: usize = 8;

/// Where the configuration is below the home of who calls rclone.
const BELOW_HOME: [&str; 2] = [".config/rclone/rclone.conf", ".rclone.conf"];

/// Types that add something to another remote, which `remote` names.
const WRAPPERS: [&str; 7] = [
    "alias", "archive", "cache", "chunker", "compress", "crypt", "hasher",
];

/// Values that decide where a remote leads to.
const TELLING: [&str; 6] = ["endpoint", "host", "remote", "type", "upstreams", "url"];

/// The remotes of one file by their names, with what decides where each leads to.
type Remotes = BTreeMap<String, BTreeMap<String, String>>;

/// The configurations that a host may have.
pub(super) struct Rclone<'a> {
    system: &'a dyn System,
    secrets: &'a Secrets,
    homes: Vec<PathBuf>,
    /// Those of the accounts, once somebody has asked.
    known: OnceCell<Vec<Remotes>>,
}

impl<'a> Rclone<'a> {
    pub(super) fn new(system: &'a dyn System, secrets: &'a Secrets, homes: Vec<PathBuf>) -> Self {
        Self {
            system,
            secrets,
            homes,
            known: OnceCell::new(),
        }
    }

    /// Whether a place of rclone, such as `store:bucket`, is elsewhere; none where that is not known. `file` is the
    /// configuration that the call names. Each account has one of its own, and where they differ it is not known
    /// which counts.
    pub(super) fn leaves_host(&self, place: &str, file: Option<&Path>) -> Option<bool> {
        let named;
        let files = match file {
            Some(path) => {
                named = self.file(path).into_iter().collect::<Vec<_>>();
                &named
            }
            None => self.known.get_or_init(|| self.of_accounts()),
        };
        if let Some(backend) = on_the_fly(place) {
            return (!WRAPPERS.contains(&backend)).then_some(backend != "local");
        }
        let name = remote_name(place)?;
        let having = files.iter().filter(|remotes| remotes.contains_key(name));
        let mut answers = having.map(|remotes| leads_away(remotes, place, 0));
        let first = answers.next()?;
        answers
            .all(|answer| answer == first)
            .then_some(first)
            .flatten()
    }

    fn of_accounts(&self) -> Vec<Remotes> {
        let homes = self.homes.iter().take(MOST_HOMES);
        let below = homes.flat_map(|home| BELOW_HOME.map(|file| home.join(file)));
        below.filter_map(|path| self.file(&path)).collect()
    }

    /// The remotes of a file; none where it is not there or cannot be read, so that nothing is known of them.
    fn file(&self, path: &Path) -> Option<Remotes> {
        let bytes = self.system.read(path, LARGEST).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        Some(remotes(&text, self.secrets))
    }
}

/// The remotes of a configuration.
fn remotes(text: &str, secrets: &Secrets) -> Remotes {
    let mut found = Remotes::new();
    let mut name = String::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(section) = line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'))
        {
            section.clone_into(&mut name);
            found.entry(name.clone()).or_default();
        } else if let Some((key, value)) = line.split_once('=') {
            let (key, value) = (key.trim(), value.trim());
            if key != "type" {
                secrets.register(&Secret::new(value));
            }
            if TELLING.contains(&key)
                && let Some(remote) = found.get_mut(&name)
            {
                remote.insert(key.to_owned(), value.to_owned());
            }
        }
    }
    found
}

/// The backend of a remote that is written out in the call: `:sftp,host=example.org:path`.
fn on_the_fly(place: &str) -> Option<&str> {
    place.strip_prefix(':')?.split([',', ':']).next()
}

/// The name of the remote in `name:path` or `name,option=value:path`; none for a path.
fn remote_name(place: &str) -> Option<&str> {
    let (before, _) = place.split_once(':')?;
    let name = before.split(',').next()?;
    (!name.is_empty() && !name.contains(['/', '$'])).then_some(name)
}

/// Whether a place is elsewhere. A path is not.
fn leads_away(remotes: &Remotes, place: &str, depth: usize) -> Option<bool> {
    if let Some(backend) = on_the_fly(place) {
        return (!WRAPPERS.contains(&backend)).then_some(backend != "local");
    }
    if place.contains('$') {
        return None;
    }
    let Some(name) = remote_name(place) else {
        return Some(false);
    };
    if depth > DEEPEST {
        return None;
    }
    let remote = remotes.get(name)?;
    let value = |key: &str| remote.get(key).map(String::as_str);
    let kind = value("type")?;
    match kind {
        "local" | "memory" => Some(false),
        _ if WRAPPERS.contains(&kind) => leads_away(remotes, value("remote")?, depth + 1),
        "combine" | "union" => {
            let upstreams = value("upstreams")?.split_whitespace().map(|upstream| {
                // `directory=remote:path`
                let place = match upstream.split_once('=') {
                    Some((_, place)) if kind == "combine" => place,
                    _ => upstream,
                };
                // `remote:path:ro`
                let tagged = [":ro", ":nc", ":writeback"];
                let bare = tagged.iter().find_map(|tag| place.strip_suffix(tag));
                leads_away(remotes, bare.unwrap_or(place), depth + 1)
            });
            let mut upstreams = upstreams.collect::<Vec<_>>().into_iter();
            let first = upstreams.next()?;
            upstreams.all(|other| other == first).then_some(first)?
        }
        _ => {
            let mut places = ["host", "endpoint", "url"].into_iter().filter_map(value);
            Some(!places.any(|place| {
                let bare = place.split_once("://").map_or(place, |(_, rest)| rest);
                is_this_host(bare.split('/').next().unwrap_or_default())
            }))
        }
    }
}

#[cfg(test)]
mod tests {
    use muster_target::Recorded;
    use proptest::prelude::*;

    use super::*;

    const CONFIGURATION: &str = "# of the shop\n[store]\ntype = s3\nsecret_access_key = kX9vQ2mL7pR4tY8wA1bC\n\
        endpoint = https://s3.example.org\n[disk]\ntype = local\n[alias]\ntype = alias\nremote = disk:/mnt/x\n\
        [path]\ntype = alias\nremote = /mnt/disk\n[safe]\ntype = crypt\nremote = store:shop\n\
        password = qL7pR4tY8wA1bC5dE6fG\n[circle]\ntype = alias\nremote = circle:x\n\
        [both]\ntype = union\nupstreams = store:a disk:b:ro\n[far]\ntype = union\nupstreams = store:a safe:b:nc\n\
        [near]\ntype = sftp\nhost = 127.0.0.1\n[minio]\ntype=s3\nendpoint = http://localhost:9000/\n\
        [parts]\ntype = combine\nupstreams = one=store:a two=safe:\n[bare]\n";

    #[test]
    fn a_remote_leads_where_its_configuration_says() {
        let system = Recorded::new().file("/root/.config/rclone/rclone.conf", CONFIGURATION);
        let secrets = Secrets::default();
        let rclone = Rclone::new(&system, &secrets, vec!["/root".into(), "/home/app".into()]);
        for (place, away) in [
            ("store:shop/dumps", Some(true)),
            ("store,region=eu:shop", Some(true)),
            ("disk:/mnt/x", Some(false)),
            ("alias:", Some(false)),
            ("path:dumps", Some(false)),
            ("safe:dumps", Some(true)),
            ("circle:x", None),
            ("both:x", None),
            ("far:x", Some(true)),
            ("parts:one", Some(true)),
            ("near:x", Some(false)),
            ("minio:x", Some(false)),
            ("bare:x", None),
            ("gone:x", None),
            ("$REMOTE:x", None),
            (":local:/mnt/x", Some(false)),
            (":sftp,host=example.org:x", Some(true)),
            (":alias,remote=/x:", None),
        ] {
            assert_eq!(rclone.leaves_host(place, None), away, "{place}");
        }
        for secret in ["kX9vQ2mL7pR4tY8wA1bC", "qL7pR4tY8wA1bC5dE6fG"] {
            assert!(secrets.are_in(secret), "{secret}");
        }
    }

    #[test]
    fn the_configuration_that_the_call_names_counts() {
        let system = Recorded::new()
            .file("/root/.config/rclone/rclone.conf", "[a]\ntype = s3\n")
            .file(
                "/home/app/.rclone.conf",
                "[a]\ntype = local\n[b]\ntype = b2\n",
            )
            .file("/etc/rclone.conf", "[a]\ntype = local\n");
        let secrets = Secrets::default();
        let rclone = Rclone::new(&system, &secrets, vec!["/root".into(), "/home/app".into()]);
        assert_eq!(rclone.leaves_host("a:x", None), None);
        assert_eq!(rclone.leaves_host("b:x", None), Some(true));
        let named = |path: &str| rclone.leaves_host("a:x", Some(Path::new(path)));
        assert_eq!(named("/etc/rclone.conf"), Some(false));
        assert_eq!(named("/etc/gone.conf"), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "(?s)([a-c=:\\[\\]#\n ]|type|remote){0,80}", place in "[a-c:,/$]{0,10}") {
            let found = remotes(&text, &Secrets::default());
            let _ = leads_away(&found, &place, 0);
        }
    }
}
