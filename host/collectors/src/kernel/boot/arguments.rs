//! Arguments of the kernel, see its admin-guide/kernel-parameters. Any other than these may hold a password or an
//! address with one, and is forgotten.

use muster_facts::boot::Argument;

use muster_names::nearest;

/// What protects the kernel, or switches a protection off, sorted.
pub(super) const KNOWN: [&str; 50] = [
    "amd_iommu",
    "apparmor",
    "audit",
    "audit_backlog_limit",
    "debugfs",
    "efi",
    "enforcing",
    "fips",
    "init_on_alloc",
    "init_on_free",
    "intel_iommu",
    "iommu",
    "iommu.passthrough",
    "iommu.strict",
    "ipv6.disable",
    "kpti",
    "l1tf",
    "lockdown",
    "lsm",
    "mds",
    "mitigations",
    "module.sig_enforce",
    "nokaslr",
    "nopti",
    "norandmaps",
    "nosmap",
    "nosmep",
    "nosmt",
    "nospec_store_bypass_disable",
    "nospectre_v1",
    "nospectre_v2",
    "nousb",
    "oops",
    "page_alloc.shuffle",
    "page_poison",
    "pti",
    "random.trust_bootloader",
    "random.trust_cpu",
    "randomize_kstack_offset",
    "rd.shell",
    "security",
    "selinux",
    "slab_nomerge",
    "slub_debug",
    "spec_store_bypass_disable",
    "spectre_v2",
    "systemd.debug_shell",
    "tsx",
    "usbcore.authorized_default",
    "vsyscall",
];

/// Longer than any value that one of them has.
const LONGEST_VALUE: usize = 64;

/// Those of a command line that are known, in its order. What comes after `--` is for the first program.
pub(super) fn known(line: &str) -> Vec<Argument> {
    let words = split(line);
    let words = words.iter().take_while(|word| *word != "--");
    words.filter_map(|word| argument(word)).collect()
}

/// The words of a command line, of which a quoted one may have spaces.
fn split(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut is_quoted = false;
    for c in line.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            c if c.is_ascii_whitespace() && !is_quoted => words.push(std::mem::take(&mut word)),
            c => word.push(c),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

/// One that is known.
pub(super) fn argument(word: &str) -> Option<Argument> {
    let (name, value) = match word.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (word, None),
    };
    // The kernel takes both for the same.
    let name = name.replace('-', "_");
    let known = KNOWN.into_iter().find(|known| *known == name)?;
    Some(Argument {
        name: known.to_owned(),
        value: value.filter(|value| is_plain(value)).map(str::to_owned),
    })
}

/// What to write in place of one that is not known, or of a value that none of them has here.
pub(super) fn help_for(word: &str) -> Option<String> {
    let Some(known) = argument(word) else {
        let name = word.split_once('=').map_or(word, |(name, _)| name);
        return Some(match nearest(&name.replace('-', "_"), KNOWN) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!("Muster reads {}", KNOWN.join(", ")),
        });
    };
    (word.contains('=') && known.value.is_none()).then(|| {
        format!(
            "write a value of letters, digits and `_.,:+-`, or `{}` alone",
            known.name
        )
    })
}

fn is_plain(value: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_.,:+-".contains(c);
    !value.is_empty() && value.len() <= LONGEST_VALUE && value.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(line: &str) -> Vec<String> {
        let shown = |one: Argument| match one.value {
            Some(value) => format!("{}={value}", one.name),
            None => one.name,
        };
        known(line).into_iter().map(shown).collect()
    }

    #[test]
    fn only_known_arguments_are_kept() {
        let line = "BOOT_IMAGE=/vmlinuz root=UUID=1 ro audit=1 inst.ks=https://a:secret@b/ks \
                    page-alloc.shuffle=1 nokaslr lsm=\"a,b c\" -- selinux=0\n";
        assert_eq!(
            shown(line),
            ["audit=1", "page_alloc.shuffle=1", "nokaslr", "lsm"]
        );
    }

    #[test]
    fn what_is_not_read_is_told_with_what_is() {
        for fine in [
            "audit=1",
            "page-alloc.shuffle=1",
            "nokaslr",
            "lsm=lockdown,yama",
        ] {
            assert_eq!(help_for(fine), None, "{fine}");
        }
        let help = |word| help_for(word).unwrap();
        assert_eq!(help("selinx=0"), "did you mean `selinux`?");
        assert!(help("inst.ks=https://a:secret@b").starts_with("Muster reads amd_iommu, "));
        assert!(help("audit=").starts_with("write a value of letters"));
    }

    #[test]
    fn the_list_is_sorted() {
        assert!(KNOWN.is_sorted());
    }

    proptest! {
        #[test]
        fn no_line_makes_the_reader_panic(line in "[a-z=\" é-]{0,60}") {
            let _ = known(&line);
        }
    }
}
