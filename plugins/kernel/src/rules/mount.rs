//! `kernel/mount`

use muster_sdk::mounts::{self, BootMount, Mount};
use muster_sdk::{FactError, Finding, NotEvaluated, Outcome};

use crate::applies::own_kernel;

muster_sdk::parameters! {
    struct Parameters {
        /// The directory, such as `/tmp`.
        path: String = "",
        /// Whether it has to be a file system of its own. Where it need not be and is not, the rule is not about
        /// it.
        separate: bool = false,
        /// Options that it has to be mounted with: `nodev`, `nosuid`, `noexec`, `ro` or another flag.
        options: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "kernel/mount",
    severity: Low,
    tags: ["kernel", "files"],
    documentation: "mount.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let path = &parameters.path;
    if path.is_empty() {
        return Ok(vec![Finding::not_applicable(
            "mount",
            "The policy names no directory.",
        )]);
    }
    if !path.starts_with('/') || (path.len() > 1 && path.ends_with('/')) {
        return Err(NotEvaluated::because(format!(
            "`path` is `{path}`; write an absolute path without a slash at its end"
        )));
    }
    own_kernel(path)?;
    let persisted = format!("{path}/persisted");
    let running = format!("{path}/running");
    let boot = mounts::find_boot_mount(path);
    let now = mounts::find_mount(path);
    Ok(vec![
        match boot {
            Ok(boot) => parameters.judge_boot(&persisted, boot),
            Err(error) => Finding::error(persisted, error.reason()),
        },
        match now {
            Ok(now) => parameters.judge_running(&running, now),
            Err(FactError::Unsupported(reason)) => Finding::not_applicable(running, reason),
            Err(error) => Finding::error(running, error.reason()),
        },
    ])
}

impl Parameters {
    fn judge_boot(&self, subject: &str, mount: Option<BootMount>) -> Finding {
        let path = &self.path;
        let Some(mount) = mount else {
            return self.not_separate(subject, format!("Boot mounts nothing at {path}"));
        };
        let what = format!("Boot mounts {path}");
        let finding = self.judge_options(subject, &what, &mount.options, || {
            let missing = self.missing(&mount.options).join(",");
            match mount.decided_by.as_str() {
                BootMount::DECIDED_BY_FSTAB => format!(
                    "Add {missing} to the options of {path} in /etc/fstab, and run `mount -o remount {path}`"
                ),
                BootMount::DECIDED_BY_UNIT => format!(
                    "Write its options with {missing} to a drop-in, by `systemctl edit {}`, and run `mount -o \
                     remount,{missing} {path}`",
                    unit_name(path)
                ),
                _ => format!(
                    "Add `tmpfs {path} tmpfs {} 0 0` to /etc/fstab, and run `mount -o remount {path}`",
                    self.with(&mount.options).join(",")
                ),
            }
        });
        finding.at(mount.source, "decides")
    }

    fn judge_running(&self, subject: &str, mount: Option<Mount>) -> Finding {
        let path = &self.path;
        let Some(mount) = mount else {
            return self.not_separate(subject, format!("Nothing is mounted at {path}"));
        };
        let what = format!("{path} is mounted");
        let finding = self.judge_options(subject, &what, &mount.options, || {
            let missing = self.missing(&mount.options).join(",");
            format!("Run `mount -o remount,{missing} {path}`")
        });
        finding.at(mount.source, "shows it")
    }

    fn not_separate(&self, subject: &str, what: String) -> Finding {
        if !self.separate {
            return Finding::not_applicable(
                subject,
                format!("{what}: it is part of the file system above it."),
            );
        }
        Finding::fail(
            subject,
            format!("{what}, so it is not a file system of its own."),
        )
        .observed("part of another file system")
        .required("a file system of its own")
        .fix(format!(
            "Give {} a partition or a volume of its own, and a line in /etc/fstab",
            self.path
        ))
    }

    fn judge_options(
        &self,
        subject: &str,
        what: &str,
        options: &[String],
        fix: impl FnOnce() -> String,
    ) -> Finding {
        let missing = self.missing(options);
        let finding = if missing.is_empty() {
            Finding::pass(subject, format!("{what} as required."))
        } else {
            Finding::fail(subject, format!("{what} without {}.", missing.join(", "))).fix(fix())
        };
        finding
            .observed(options.join(","))
            .required(if self.options.is_empty() {
                "a file system of its own".to_owned()
            } else {
                self.options.join(",")
            })
    }

    fn missing(&self, options: &[String]) -> Vec<String> {
        let is_missing = |option: &&String| !options.contains(option);
        self.options.iter().filter(is_missing).cloned().collect()
    }

    /// The options that there are, with those that are missing.
    fn with(&self, options: &[String]) -> Vec<String> {
        options
            .iter()
            .cloned()
            .chain(self.missing(options))
            .collect()
    }
}

/// The unit of a path that has no other characters than letters and digits in its names, as most have.
fn unit_name(path: &str) -> String {
    format!("{}.mount", path.trim_matches('/').replace('/', "-"))
}
