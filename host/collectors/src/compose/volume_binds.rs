//! Named volumes that are a directory or file of the host under another name: the driver `local` binds what
//! `driver_opts.device` names where `driver_opts.o` says so.

use muster_facts::compose::{Gap, Mount};

use super::mounts::host_path;
use super::project::{Project, gap, note};
use super::scope::Part;
use super::yaml::Value;

/// What the mounts of such volumes come to: binds of what the volume leads to.
pub(super) fn volume_binds(project: &Project, mounts: &[Mount], gaps: &mut Vec<Gap>) -> Vec<Mount> {
    let mut binds = Vec::new();
    for mount in mounts
        .iter()
        .filter(|mount| mount.kind == Mount::KIND_VOLUME)
    {
        let Some(name) = mount.origin.as_deref() else {
            continue;
        };
        match device(project, name) {
            Ok(None) => {}
            Ok(Some(device)) => binds.push(Mount {
                kind: Mount::KIND_BIND.to_owned(),
                origin: Some(device.path),
                read_only: mount.read_only || device.read_only,
                ..mount.clone()
            }),
            Err((part, why)) => {
                note(
                    gaps,
                    gap(Some(&mount.service), "driver_opts", &part.node, why),
                );
            }
        }
    }
    binds
}

/// What a volume leads to.
struct Device {
    path: String,
    read_only: bool,
}

/// What is said of a volume by all files, the weakest first.
struct Declarations(Vec<Part>);

impl Declarations {
    /// The strongest value of a key.
    fn find(&self, path: &[&str]) -> Option<Part> {
        let within = |part: &Part| {
            let mut node = &part.node;
            for key in path {
                node = node.get(key)?;
            }
            Some(part.with(node))
        };
        self.0.iter().rev().find_map(within)
    }

    /// Its text; an error names the place where that is not known.
    fn text(&self, path: &[&str]) -> Result<Option<String>, (Part, String)> {
        let Some(part) = self.find(path) else {
            return Ok(None);
        };
        match (&part.node.value, part.text()) {
            (Value::Null, _) => Ok(None),
            (_, Ok(text)) => Ok(Some(text.filled.value)),
            (_, Err(why)) => Err((part, why)),
        }
    }
}

fn device(project: &Project, name: &str) -> Result<Option<Device>, (Part, String)> {
    let of_name = |part: &Part| Some(part.with(part.node.get(name)?));
    let declarations = Declarations(project.volume_parts.iter().filter_map(of_name).collect());
    // Another project, or a person, has made it.
    let external = match declarations.find(&["external"]) {
        Some(part) => !matches!(part.text(), Ok(text) if text.filled.value == "false"),
        None => false,
    };
    let driver = declarations.text(&["driver"])?;
    if external || driver.is_some_and(|driver| driver != "local") {
        return Ok(None);
    }
    let options = declarations.text(&["driver_opts", "o"])?;
    let has = |wanted: &[&str]| {
        let mut words = options.iter().flat_map(|options| options.split(','));
        words.any(|word| wanted.contains(&word.trim()))
    };
    if !has(&["bind", "rbind"]) {
        return Ok(None);
    }
    let Some(part) = declarations.find(&["driver_opts", "device"]) else {
        return Ok(None);
    };
    let path = part
        .text()
        .and_then(|text| {
            let is_plain = |c: char| c.is_ascii_alphanumeric() || "_./@+~-".contains(c);
            if text.interpolated && !text.filled.value.chars().all(is_plain) {
                return Err(part
                    .node
                    .problem("the value of a variable here is not a plain path"));
            }
            host_path(&part, &text.filled)
        })
        .map_err(|why| (part, why))?;
    Ok(Some(Device {
        path,
        read_only: has(&["ro"]),
    }))
}

#[cfg(test)]
mod tests {
    use muster_facts::Secrets;
    use muster_facts::targets::{ComposeFile, Targets};
    use muster_target::{Context, Recorded, with_collection};

    use super::super::collect;

    const FILE: &str = "/srv/app/compose.yaml";

    /// What two services get by the volume `data`, and what is not known.
    fn told(volume: &str, later: &str) -> Vec<String> {
        let system = Recorded::new()
            .file(
                FILE,
                format!(
                    "services:\n  a: {{image: a, volumes: ['data:/data:ro']}}\n  \
                     b: {{image: b, volumes: ['data:/in', 'other:/o', /x]}}\nvolumes:\n  other:\n  data:{volume}\n"
                ),
            )
            .file("/srv/app/.env", "DIR=/srv/kept\nTOKEN=kX9vQ2mL7pR4tY8wA1bC\n")
            .file("/srv/app/compose.override.yaml", later);
        let targets = Targets {
            compose_file: ComposeFile::At(FILE.into()),
            ..Targets::default()
        };
        let facts = with_collection(
            Context::recorded(&system, &targets, &Secrets::default()),
            &[crate::COLLECTORS],
            collect,
        );
        let binds = facts.volume_binds.unwrap().into_iter().map(|mount| {
            let access = if mount.read_only { "ro" } else { "rw" };
            format!(
                "{} {}:{} {access}",
                mount.service,
                mount.origin.unwrap(),
                mount.target
            )
        });
        let gaps = facts.gaps.unwrap().into_iter();
        binds
            .chain(gaps.map(|gap| format!("{} {}", gap.service.unwrap(), gap.part)))
            .collect()
    }

    #[test]
    fn a_volume_that_binds_leads_to_the_host() {
        let bound = |options: &str| {
            told(
                &format!("\n    driver_opts: {{{options}}}"),
                "services: {}\n",
            )
        };
        for (options, path) in [
            (
                "type: none, o: bind, device: /var/run/docker.sock",
                "/var/run/docker.sock",
            ),
            ("o: 'rbind,nosuid', device: /run/../run/", "/run"),
            ("type: none, o: bind, device: ./data", "/srv/app/data"),
            ("type: none, o: bind, device: '${DIR}/x'", "/srv/kept/x"),
        ] {
            let expected = [format!("a {path}:/data ro"), format!("b {path}:/in rw")];
            assert_eq!(bound(options), expected, "{options}");
        }
        let read_only = bound("type: none, o: 'bind,ro', device: /");
        assert_eq!(read_only, ["a /:/data ro", "b /:/in ro"]);
        for options in [
            "type: nfs, o: 'addr=10.0.0.1,rw', device: ':/export'",
            "type: tmpfs, device: tmpfs",
            "o: bind",
        ] {
            assert!(bound(options).is_empty(), "{options}");
        }
        for options in ["o: bind, device: '${UNSET}'", "o: '${UNSET}', device: /run"] {
            assert_eq!(bound(options), ["a driver_opts", "b driver_opts"]);
        }
    }

    #[test]
    fn all_files_say_what_a_volume_is() {
        let volume = "\n    driver: local\n    driver_opts: {o: bind, device: /srv/kept}";
        let later = |more: &str| format!("services: {{}}\nvolumes:\n  data: {more}\n");
        assert_eq!(
            told(volume, &later("{driver_opts: {device: /run}}")),
            ["a /run:/data ro", "b /run:/in rw"]
        );
        for more in ["{external: true}", "{driver: sshfs}"] {
            assert!(told(volume, &later(more)).is_empty(), "{more}");
        }
        let reset = "services: {}\nvolumes: !override\n  data:\n  other:\n";
        assert!(told(volume, reset).is_empty());
    }
}
