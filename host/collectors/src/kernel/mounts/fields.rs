//! The fields of fstab(5) and of mountinfo (proc_pid_mountinfo(5)). Pure.

use muster_target::unescaped_mount_field;

/// Flags that are facts. Whatever else stands among the options is left out.
const FLAGS: [&str; 26] = [
    "async",
    "bind",
    "defaults",
    "dirsync",
    "dev",
    "diratime",
    "exec",
    "lazytime",
    "noatime",
    "noauto",
    "nodev",
    "nodiratime",
    "noexec",
    "nofail",
    "norelatime",
    "nosuid",
    "nosymfollow",
    "rbind",
    "relatime",
    "remount",
    "ro",
    "rw",
    "strictatime",
    "suid",
    "sync",
    "user",
];

/// A field with its escapes resolved.
pub(super) fn unescaped(field: &str) -> String {
    String::from_utf8_lossy(&unescaped_mount_field(field.as_bytes())).into_owned()
}

/// The flags among options, sorted.
pub(super) fn flags(options: &str) -> Vec<String> {
    let mut flags: Vec<String> = options
        .split(',')
        .map(str::trim)
        .filter(|option| FLAGS.contains(option))
        .map(str::to_owned)
        .collect();
    flags.sort_unstable();
    flags.dedup();
    flags
}

/// What a list of options comes to: of two that contradict each other the last counts, and some bring
/// others with them, see mount(8).
pub(super) fn settled(options: &str) -> Vec<String> {
    let mut set = std::collections::BTreeSet::new();
    for option in options.split(',').map(str::trim) {
        let (add, take): (&[&str], &[&str]) = match option {
            "defaults" => (&["rw"], &["ro", "nosuid", "nodev", "noexec", "sync"]),
            "user" | "users" => (&["nosuid", "nodev", "noexec"], &[]),
            "owner" | "group" => (&["nosuid", "nodev"], &[]),
            "nosuid" => (&["nosuid"], &[]),
            "nodev" => (&["nodev"], &[]),
            "noexec" => (&["noexec"], &[]),
            "suid" => (&[], &["nosuid"]),
            "dev" => (&[], &["nodev"]),
            "exec" => (&[], &["noexec"]),
            "ro" => (&["ro"], &["rw"]),
            "rw" => (&["rw"], &["ro"]),
            other => {
                if let Some(flag) = FLAGS.iter().find(|flag| **flag == other) {
                    set.insert(*flag);
                }
                continue;
            }
        };
        for flag in take {
            set.remove(flag);
        }
        set.extend(add);
    }
    set.into_iter().map(str::to_owned).collect()
}

/// A path without what does not tell it from another, such as a slash at its end.
pub(super) fn plain(path: &str) -> String {
    let names: Vec<&str> = path
        .split('/')
        .filter(|name| !name.is_empty() && *name != ".")
        .collect();
    format!("/{}", names.join("/"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn escapes_stand_for_what_ends_a_field() {
        assert_eq!(unescaped("/a\\040b\\011c\\134d"), "/a b\tc\\d");
        assert_eq!(unescaped("/a\\04"), "/a\\04");
        assert_eq!(unescaped("/a\\999"), "/a\\999");
    }

    #[test]
    fn nothing_but_flags_is_kept() {
        assert_eq!(
            flags("rw,nodev,credentials=/root/.smb,password=x,nosuid,hunter2"),
            ["nodev", "nosuid", "rw"]
        );
        assert_eq!(settled("defaults,nodev,password=x"), ["nodev", "rw"]);
        assert_eq!(settled("nodev,defaults"), ["rw"]);
        assert_eq!(settled("user,exec"), ["nodev", "nosuid"]);
        assert_eq!(settled("users,ro"), ["nodev", "noexec", "nosuid", "ro"]);
    }

    #[test]
    fn a_path_is_plain() {
        assert_eq!(plain("/var//tmp/"), "/var/tmp");
        assert_eq!(plain("/"), "/");
    }

    proptest! {
        #[test]
        fn any_field_is_read(field in "(?s).{0,60}", options in "[a-z=,/]{0,60}") {
            let _ = unescaped(&field);
            let _ = settled(&options);
            prop_assert!(flags(&options).iter().all(|flag| !flag.contains('=')));
        }
    }
}
