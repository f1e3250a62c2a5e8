//! `compose/bind-source-missing`

use muster_sdk::compose::{self, Mount};
use muster_sdk::paths::{self, Entry};
use muster_sdk::{ByName, Finding, Outcome, pass_unless, shell_word};

use crate::mounts::{PARTS, at, bound, subject};
use crate::project::{Project, unknown};

muster_sdk::rule! {
    id: "compose/bind-source-missing",
    severity: Medium,
    precision: High,
    tags: ["compose", "docker", "files", "availability"],
    explained_by: [Place("compose/file-valid")],
    documentation: "bind_source_missing.md",
    check: check,
}

fn check() -> Outcome {
    Project::judge(|project| {
        let mounts = compose::mounts()?;
        let gaps = paths::gaps()?;
        let mut findings: ByName<Finding> = ByName::default();
        for mount in &mounts {
            let Some(path) = bound(mount) else {
                continue;
            };
            // What does not start makes nothing, and misses nothing.
            if !project.waiting(&mount.service).is_empty() {
                continue;
            }
            let gap = gaps.iter().find(|gap| gap.pattern == path);
            let found = match (paths::find_entry(path)?, gap) {
                (Some(entry), _) => judge(mount, &entry),
                (None, gap) => {
                    let why = gap.map_or("its name is not shown", |gap| gap.reason.as_str());
                    Some(Finding::error(
                        subject(mount),
                        format!("It is not known what is at {path}: {why}."),
                    ))
                }
            };
            if let Some(found) = found {
                findings.get_or_insert_with(subject(mount), || at(found, mount));
            }
        }
        let mut findings = findings.into_values();
        findings.extend(unknown(&PARTS)?);
        Ok(pass_unless(findings, || {
            Finding::pass(
                "compose/volumes",
                "Every path of the host that is mounted exists.",
            )
        }))
    })
}

/// What is wrong with what is mounted.
fn judge(mount: &Mount, entry: &Entry) -> Option<Finding> {
    let Mount {
        service, target, ..
    } = mount;
    let path = &entry.path;
    let failure = |message: String, observed: &str, required: &str, fix: String| {
        Finding::fail(subject(mount), message)
            .observed(observed)
            .required(required)
            .fix(fix)
    };
    match entry.kind.as_str() {
        Entry::KIND_MISSING | Entry::KIND_DANGLING_SYMLINK => {
            let is_link = entry.kind == Entry::KIND_DANGLING_SYMLINK;
            let what = if is_link {
                "is a link that leads nowhere"
            } else {
                "does not exist"
            };
            let so = if names_file(target) {
                "Docker makes a directory there, but a file is meant"
            } else {
                "Docker makes an empty directory there that belongs to root, or refuses to start"
            };
            let (required, fix) = if names_file(target) {
                (
                    "a file",
                    format!("Put the file at {path}, and run `docker compose up -d`"),
                )
            } else {
                (
                    "a directory",
                    format!(
                        "Make it with the owner that the container needs: `install -d -o UID -g GID {}`; \
                         or remove the mount",
                        shell_word(path)
                    ),
                )
            };
            Some(failure(
                format!("{path}, which '{service}' mounts at {target}, {what}: {so}."),
                what,
                required,
                fix,
            ))
        }
        Entry::KIND_DIRECTORY if names_file(target) && names_file(path) => Some(failure(
            format!(
                "{path}, which '{service}' mounts at {target}, is a directory, but a file is meant: \
                 Docker makes a directory where nothing exists."
            ),
            "a directory",
            "a file",
            format!(
                "Remove the directory with `rmdir {}`, put the file in its place, and run `docker \
                 compose up -d --force-recreate`",
                shell_word(path)
            ),
        )),
        _ => None,
    }
}

/// Endings of files that programs are set up with, and of sockets. Directories are called otherwise.
const ENDS: [&str; 20] = [
    ".cfg",
    ".cnf",
    ".conf",
    ".crt",
    ".env",
    ".htpasswd",
    ".ini",
    ".js",
    ".json",
    ".key",
    ".pem",
    ".properties",
    ".sh",
    ".sock",
    ".sql",
    ".toml",
    ".txt",
    ".xml",
    ".yaml",
    ".yml",
];

/// Whether a path is called as a file.
fn names_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    matches!(name, "Caddyfile" | "localtime" | "timezone" | "hosts")
        || ENDS.iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_told_by_its_name() {
        for path in [
            "/etc/caddy/Caddyfile",
            "/etc/nginx/nginx.conf",
            "/run/docker.sock",
            "/app/.env",
        ] {
            assert!(names_file(path), "{path}");
        }
        for path in [
            "/etc/nginx/conf.d",
            "/data",
            "/",
            "/srv/shop.com",
            "/app/.cache",
        ] {
            assert!(!names_file(path), "{path}");
        }
    }
}
