//! What a kernel begins with: the options that it was built with decide about some parameters, and
//! distributions keep them beside the kernel.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use muster_target::{Kind, System};

use crate::host::os_release;

/// That of a distribution has some hundred kilobytes.
const LARGEST: u64 = 4 << 20;
/// Where modules are, whose directories have the names of kernels.
const MODULES: [&str; 2] = ["/usr/lib/modules", "/lib/modules"];
/// Nobody keeps as many kernels.
const MOST_KERNELS: usize = 64;

/// A parameter, the option that decides about it, and the value where that is set and where it is not.
const OPTIONS: [(&str, &str, &str, &str); 5] = [
    (
        "kernel/dmesg_restrict",
        "CONFIG_SECURITY_DMESG_RESTRICT",
        "1",
        "0",
    ),
    (
        "kernel/unprivileged_bpf_disabled",
        "CONFIG_BPF_UNPRIV_DEFAULT_OFF",
        "2",
        "0",
    ),
    // A patch of Debian and Ubuntu; Linux itself begins with 2 since 4.6.
    (
        "kernel/perf_event_paranoid",
        "CONFIG_SECURITY_PERF_EVENTS_RESTRICT",
        "3",
        "2",
    ),
    ("kernel/randomize_va_space", "CONFIG_COMPAT_BRK", "1", "2"),
    ("kernel/yama/ptrace_scope", YAMA, "1", ""),
];

const YAMA: &str = "CONFIG_SECURITY_YAMA";

/// Parameters that Linux begins with 0 of, and Debian's kernels with 1, see
/// `debian/fs-enable-link-security-restrictions-by-default.patch` of its package `linux`.
const PATCHED_BY_DEBIAN: [&str; 2] = ["fs/protected_hardlinks", "fs/protected_symlinks"];

/// How the releases of Debian's kernels end, such as `6.1.0-42-cloud-amd64`.
const ENDS_OF_DEBIAN: [&str; 14] = [
    "-686",
    "-686-pae",
    "-amd64",
    "-arm64",
    "-arm64-16k",
    "-armmp",
    "-armmp-lpae",
    "-loong64",
    "-marvell",
    "-octeon",
    "-powerpc64le",
    "-riscv64",
    "-rpi",
    "-s390x",
];

/// The options of the kernels that may run, read when somebody asks.
pub(super) struct BuiltIn<'a> {
    system: &'a dyn System,
    kernels: Option<Vec<Options>>,
}

/// Options of one kernel, and whether each is set.
type Options = BTreeMap<String, bool>;

impl<'a> BuiltIn<'a> {
    pub(super) const fn of(system: &'a dyn System) -> Self {
        Self {
            system,
            kernels: None,
        }
    }

    /// The value that the kernel begins with, by the path of a parameter.
    pub(super) fn value(&mut self, path: &str) -> Option<String> {
        if PATCHED_BY_DEBIAN.contains(&path) {
            return has_kernel_of_debian(self.system).then(|| "1".to_owned());
        }
        let (_, option, set, unset) = OPTIONS.iter().find(|(known, ..)| *known == path)?;
        let system = self.system;
        let kernels = self.kernels.get_or_insert_with(|| kernels(system));
        let mut values = kernels.iter().map(|options| match options.get(*option) {
            Some(true) => Some(*set),
            Some(false) => Some(*unset).filter(|value| !value.is_empty()),
            None => None,
        });
        let first = values.next()??;
        if !values.all(|value| value == Some(first)) {
            return None;
        }
        // Debian's kernels have Yama, and leave it off.
        let is_off = *option == YAMA && os_release(system).is_ok_and(|os| os.id == "debian");
        Some(if is_off { "0" } else { first }.to_owned())
    }
}

/// Whether the host is Debian's with Debian's kernels. An image without a kernel gets one of them.
fn has_kernel_of_debian(system: &dyn System) -> bool {
    let is_of_debian = |release: &String| ENDS_OF_DEBIAN.iter().any(|end| release.ends_with(end));
    os_release(system).is_ok_and(|os| os.id == "debian")
        && releases(system).iter().all(is_of_debian)
}

/// The options of the running kernel, else of all that are installed. None of those where one does not say.
fn kernels(system: &dyn System) -> Vec<Options> {
    let options = releases(system)
        .iter()
        .take(MOST_KERNELS)
        .map(|release| options_of(system, release))
        .collect::<Option<_>>();
    options.unwrap_or_default()
}

/// That of the running kernel, else of all that are installed.
fn releases(system: &dyn System) -> Vec<String> {
    let running = system.read_text(Path::new("/proc/sys/kernel/osrelease"));
    match running {
        Ok(release) if system.kind() != Kind::Root => vec![release.trim().to_owned()],
        Ok(_) | Err(_) => {
            let listed = MODULES.iter().map(|path| system.list(Path::new(path)));
            let listed = listed.flatten().find(|names| !names.is_empty());
            listed.unwrap_or_default()
        }
    }
}

fn options_of(system: &dyn System, release: &str) -> Option<Options> {
    if release.contains('/') {
        return None;
    }
    let beside = MODULES.map(|directory| Path::new(directory).join(release).join("config"));
    let boot = PathBuf::from(format!("/boot/config-{release}"));
    let mut places = [boot].into_iter().chain(beside);
    let bytes = places.find_map(|path| system.read(&path, LARGEST).ok())?;
    Some(parse(&String::from_utf8_lossy(&bytes)))
}

/// The options that [`OPTIONS`] names, of those that the file says anything of.
fn parse(text: &str) -> Options {
    let wanted = |name: &&str| OPTIONS.iter().any(|(_, option, ..)| option == name);
    let mut options = Options::new();
    for line in text.lines() {
        if let Some(name) = line.strip_suffix("=y").filter(wanted) {
            options.insert(name.to_owned(), true);
        }
        let unset = line
            .strip_prefix("# ")
            .and_then(|line| line.strip_suffix(" is not set"));
        if let Some(name) = unset.filter(wanted) {
            options.insert(name.to_owned(), false);
        }
    }
    options
}

#[cfg(test)]
mod tests {
    use muster_target::Recorded;
    use proptest::prelude::*;

    use super::*;

    const CONFIG: &str = "CONFIG_SECURITY_DMESG_RESTRICT=y\n# CONFIG_COMPAT_BRK is not set\nCONFIG_SECURITY_YAMA=y\nCONFIG_X=m\n";

    fn value(system: &Recorded, path: &str) -> Option<String> {
        BuiltIn::of(system).value(path)
    }

    #[test]
    fn the_configuration_of_the_running_kernel_tells() {
        let system = Recorded::new()
            .file("/proc/sys/kernel/osrelease", "6.1.0-42-amd64\n")
            .file("/boot/config-6.1.0-42-amd64", CONFIG)
            .file("/boot/config-5.10", "");
        let of = |path: &str| value(&system, path);
        assert_eq!(of("kernel/dmesg_restrict").as_deref(), Some("1"));
        assert_eq!(of("kernel/randomize_va_space").as_deref(), Some("2"));
        assert_eq!(of("kernel/yama/ptrace_scope").as_deref(), Some("1"));
        assert_eq!(of("kernel/unprivileged_bpf_disabled"), None);
        assert_eq!(of("kernel/sysrq"), None);
        let debian = system.file("/etc/os-release", "ID=debian\n");
        assert_eq!(
            value(&debian, "kernel/yama/ptrace_scope").as_deref(),
            Some("0")
        );
    }

    #[test]
    fn kernels_of_debian_protect_links() {
        let of = |system: &Recorded| value(system, "fs/protected_symlinks");
        let debian = Recorded::new().file("/etc/os-release", "ID=debian\n");
        assert_eq!(of(&debian).as_deref(), Some("1"));
        assert_eq!(value(&debian, "fs/protected_fifos"), None);
        let running = |release: &str| debian.clone().file("/proc/sys/kernel/osrelease", release);
        assert_eq!(of(&running("6.1.0-42-cloud-amd64\n")).as_deref(), Some("1"));
        assert_eq!(of(&running("6.8.12-4-pve\n")), None);
        let own = debian.clone().directory("/lib/modules/6.12.1");
        assert_eq!(of(&own), None);
        assert_eq!(
            of(&Recorded::new().file("/etc/os-release", "ID=rocky\n")),
            None
        );
    }

    #[test]
    fn kernels_that_differ_tell_nothing() {
        let one = Recorded::new()
            .directory("/lib/modules/6.1.0")
            .file("/lib/modules/6.1.0/config", CONFIG);
        assert_eq!(value(&one, "kernel/dmesg_restrict").as_deref(), Some("1"));
        let silent = one.clone().directory("/lib/modules/6.2.0");
        assert_eq!(value(&silent, "kernel/dmesg_restrict"), None);
        let other = one.file(
            "/lib/modules/6.2.0/config",
            "# CONFIG_SECURITY_DMESG_RESTRICT is not set\n# CONFIG_COMPAT_BRK is not set\n",
        );
        assert_eq!(value(&other, "kernel/dmesg_restrict"), None);
        assert_eq!(
            value(&other, "kernel/randomize_va_space").as_deref(),
            Some("2")
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(?s).{0,200}") {
            let _ = parse(&text);
        }
    }
}
