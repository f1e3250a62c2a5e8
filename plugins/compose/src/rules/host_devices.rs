//! `compose/host-devices`

use muster_sdk::services::Setting;
use muster_sdk::{ByName, Finding, Outcome, pass_unless};

use crate::project::Project;
use crate::removal::and_empty;
use crate::settings::{Settings, is_allowed};

muster_sdk::parameters! {
    struct Parameters {
        /// Devices that services may have all the same, by service, as the Compose file writes them.
        allowed: Vec<(String, Vec<String>)> = [],
    }
}

muster_sdk::rule! {
    id: "compose/host-devices",
    severity: Critical,
    tags: ["compose", "docker", "privileges"],
    explained_by: [Place("compose/file-valid")],
    documentation: "host_devices.md",
    parameters: Parameters,
    check: check,
}

const KEYS: [&str; 2] = [Setting::KEY_DEVICES, Setting::KEY_DEVICE_CGROUP_RULES];

/// Disks that the kernel names by letters: `sda`, `vdb1`.
const BY_LETTERS: [&str; 4] = ["hd", "sd", "vd", "xvd"];

/// Disks that the kernel names by numbers: `nvme0n1`, `md127`, `dm-0`.
const BY_NUMBERS: [&str; 10] = [
    "bcache", "dm-", "loop", "md", "mmcblk", "mtdblock", "nbd", "nvme", "rbd", "zd",
];

/// Directories of links to disks.
const OF_LINKS: [&str; 5] = ["block", "disk", "mapper", "md", "zvol"];

/// Devices that make disks from files, and pools from disks.
const OF_CONTROL: [&str; 2] = ["loop-control", "zfs"];

fn check(parameters: Parameters) -> Outcome {
    Project::judge(|project| {
        let settings = Settings::read()?;
        let mut found: ByName<Finding> = ByName::default();
        for setting in settings.any(&KEYS) {
            let Setting {
                service,
                key,
                value,
                ..
            } = setting;
            // `b 8:* rwm` is `b-8:*-rwm`.
            let name: Vec<&str> = value.trim_matches('/').split_whitespace().collect();
            let subject = format!("compose/{service}/{key}/{}", name.join("-"));
            let is_device = key == Setting::KEY_DEVICES;
            let found_danger = if is_device {
                danger(value)
            } else {
                opened(value)
            };
            let Some(what) = found_danger else {
                continue;
            };
            if is_allowed(&parameters.allowed, service, value) {
                continue;
            }
            let waiting = project.waiting(service);
            found.get_or_insert_with(subject.clone(), || {
                Finding::fail(
                    subject,
                    format!(
                        "'{service}' gets {what} by `{value}`{waiting}: it reads and changes every file there, \
                         past the permissions of the host."
                    ),
                )
                .observed(value)
                .required("no disk of the host")
                .fix(format!(
                    "Remove `{value}` from `{key}` of '{service}'{}. Mount the directory that it needs instead; \
                     if it has to have the disk, list it in parameter `allowed`",
                    and_empty(key),
                ))
                .at(setting.source.clone(), "names it")
            });
        }
        let mut findings = found.into_values();
        findings.extend(settings.unknown(&KEYS));
        Ok(pass_unless(findings, || {
            Finding::pass("compose/devices", "No container gets a disk of the host.")
        }))
    })
}

/// What a device is, if it gives access to the files of the host.
fn danger(device: &str) -> Option<&'static str> {
    let mut names = device
        .strip_prefix('/')?
        .split('/')
        .filter(|name| !matches!(*name, "" | "."));
    if names.next() != Some("dev") {
        return None;
    }
    let Some(name) = names.next() else {
        return Some("all devices of the host");
    };
    let below = names.next().is_some();
    let is_disk = if below {
        OF_LINKS.contains(&name)
    } else {
        OF_CONTROL.contains(&name)
            || BY_LETTERS.iter().any(|kind| is_lettered(name, kind))
            || BY_NUMBERS.iter().any(|kind| is_numbered(name, kind))
    };
    is_disk.then_some("a disk of the host")
}

/// What a rule such as `b 8:* rwm` opens. The container makes the node itself, with a capability that Docker gives.
fn opened(rule: &str) -> Option<&'static str> {
    let mut words = rule.split_whitespace();
    let (kind, _, access) = (words.next()?, words.next()?, words.next()?);
    if !access.contains(['r', 'w']) {
        return None;
    }
    match kind {
        "a" => Some("all devices of the host"),
        "b" => Some("disks of the host"),
        _ => None,
    }
}

/// `sda`, `sdaa3`; not `hdmi0`.
fn is_lettered(name: &str, kind: &str) -> bool {
    const MOST_LETTERS: usize = 2;
    let Some(rest) = name.strip_prefix(kind) else {
        return false;
    };
    let letters = rest.trim_end_matches(|c: char| c.is_ascii_digit());
    (1..=MOST_LETTERS).contains(&letters.len())
        && letters.bytes().all(|byte| byte.is_ascii_lowercase())
        // `hdmi0` has two letters as well, and is not a disk.
        && letters != "mi"
}

fn is_numbered(name: &str, kind: &str) -> bool {
    name.strip_prefix(kind)
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disks_are_told_from_other_devices() {
        for device in [
            "/dev",
            "/dev/",
            "/dev/sda",
            "//dev/./sdb1",
            "/dev/sdaa3",
            "/dev/vda",
            "/dev/xvda1",
            "/dev/hda",
            "/dev/nvme0",
            "/dev/nvme0n1p2",
            "/dev/mmcblk0",
            "/dev/md127",
            "/dev/md/data",
            "/dev/dm-0",
            "/dev/mapper/vg-root",
            "/dev/disk/by-uuid/1234",
            "/dev/block/8:0",
            "/dev/loop0",
            "/dev/loop-control",
            "/dev/zfs",
            "/dev/zvol/tank/data",
        ] {
            assert!(danger(device).is_some(), "{device}");
        }
        for device in [
            "/dev/fuse",
            "/dev/net/tun",
            "/dev/dri",
            "/dev/dri/renderD128",
            "/dev/kvm",
            "/dev/kmsg",
            "/dev/hdmi0",
            "/dev/mdadm",
            "/dev/sdcard/x",
            "/dev/ttyUSB0",
            "/dev/snd",
            "/dev/video0",
            "/dev/mapper",
            "/srv/dev/sda",
            "vendor.example/gpu=all",
            "",
        ] {
            assert_eq!(danger(device), None, "{device}");
        }
        for rule in ["b 8:* rwm", "a *:* rwm", "b  259:0  r"] {
            assert!(opened(rule).is_some(), "{rule}");
        }
        for rule in ["c 10:200 rwm", "b 8:0 m", "b", ""] {
            assert_eq!(opened(rule), None, "{rule}");
        }
    }
}
