//! `kernel/mount`

use muster_sdk::mounts::{self, BootMount, Mount};
use muster_sdk::{FactError, Finding, NotEvaluated, Outcome, Source, shell_word};

use crate::applies::own_kernel;
use crate::half::{self, Half, Told};

muster_sdk::parameters! {
    struct Parameters {
        /// The directory, such as `/tmp`.
        #[needed(path)]
        #[form(Path)]
        path: String = "",
        /// Whether it has to be a file system of its own. Where it need not be and is not, the rule is not about
        /// it.
        #[needed(demand)]
        separate: bool = false,
        /// Options that it has to be mounted with: `nodev`, `nosuid`, `noexec`, `ro` or another flag.
        #[needed(demand)]
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
    let boot = match mounts::find_boot_mount(path) {
        Ok(boot) => parameters.judge_boot(boot),
        Err(error) => Half::Unknown(error.reason().to_owned()),
    };
    let now = match mounts::find_mount(path) {
        Ok(now) => parameters.judge_running(now, &boot),
        Err(FactError::Unsupported(reason)) => Half::NotConcerned(reason),
        Err(error) => Half::Unknown(error.reason().to_owned()),
    };
    let required = if parameters.options.is_empty() {
        "a file system of its own".to_owned()
    } else {
        parameters.options.join(",")
    };
    Ok(vec![half::finding(path, [boot, now], &required, "")])
}

impl Parameters {
    fn judge_boot(&self, mount: Option<BootMount>) -> Half {
        let path = &self.path;
        let Some(mount) = mount else {
            return self.not_separate(format!("Boot mounts nothing at {path}"), self.own());
        };
        let fix = || {
            let argument = shell_word(path);
            let missing = self.missing(&mount.options).join(",");
            match mount.decided_by.as_str() {
                BootMount::DECIDED_BY_FSTAB => format!(
                    "Add {missing} to the options of {path} in /etc/fstab, and run `mount -o remount {argument}`"
                ),
                BootMount::DECIDED_BY_UNIT => format!(
                    "Write its options with {missing} to a drop-in, by `systemctl edit {}`, and run `mount -o \
                     remount,{missing} {argument}`",
                    unit_name(path)
                ),
                _ => format!(
                    "Add `tmpfs {path} tmpfs {} 0 0` to /etc/fstab, and run `mount -o remount {argument}`",
                    self.with(&mount.options).join(",")
                ),
            }
        };
        self.judge_options(
            &format!("Boot mounts {path}"),
            &mount.options,
            Some(fix()),
            (mount.source.clone(), "decides"),
        )
    }

    fn judge_running(&self, mount: Option<Mount>, at_boot: &Half) -> Half {
        let path = &self.path;
        // Fixing the other half fixes this one.
        let unless_mended = |fix: String| (!at_boot.fails()).then_some(fix);
        let Some(mount) = mount else {
            let fix = self.own().and_then(unless_mended);
            return self.not_separate(format!("Nothing is mounted at {path}"), fix);
        };
        let missing = self.missing(&mount.options).join(",");
        let fix = unless_mended(format!(
            "Run `mount -o remount,{missing} {}`",
            shell_word(path)
        ));
        self.judge_options(
            &format!("{path} is mounted"),
            &mount.options,
            fix,
            (mount.source.clone(), "shows it"),
        )
    }

    /// How to give the directory a file system.
    fn own(&self) -> Option<String> {
        Some(format!(
            "Give {} a partition or a volume of its own, and a line in /etc/fstab",
            self.path
        ))
    }

    fn not_separate(&self, what: String, fix: Option<String>) -> Half {
        if !self.separate {
            return Half::NotConcerned(format!("{what}: it is part of the file system above it."));
        }
        Half::Fails(Told {
            says: format!("{what}, so it is not a file system of its own"),
            observed: "part of another file system".to_owned(),
            places: Vec::new(),
            fix,
        })
    }

    fn judge_options(
        &self,
        what: &str,
        options: &[String],
        fix: Option<String>,
        place: (Source, &'static str),
    ) -> Half {
        let missing = self.missing(options);
        let told = |says: String, fix| Told {
            says,
            observed: options.join(","),
            places: vec![place],
            fix,
        };
        if missing.is_empty() {
            Half::Holds(told(format!("{what} as required"), None))
        } else {
            Half::Fails(told(format!("{what} without {}", missing.join(", ")), fix))
        }
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
