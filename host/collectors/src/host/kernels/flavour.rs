//! Which kernels of a host take each other's place: those of a flavour, such as `cloud-amd64`, `generic` or `lts`.

/// Words in the releases of Red Hat's kernels and their like that are no flavour: machines.
const MACHINES: [&str; 6] = ["x86_64", "aarch64", "ppc64le", "s390x", "i686", "riscv64"];

/// The flavour of a release as `uname -r` says it; empty for that which has no name.
pub(super) fn flavour(release: &str) -> String {
    let mut parts = release.split('-');
    let version = parts.next().unwrap_or_default();
    let parts: Vec<&str> = parts.collect();
    let last = parts.len().saturating_sub(1);
    let mut words: Vec<&str> = Vec::new();
    // Raspberry Pi OS has what it builds for behind the version: `6.12.47+rpt-rpi-v8`.
    for (at, part) in parts.iter().enumerate() {
        let is_number = part.starts_with(|c: char| c.is_ascii_digit());
        // Arch counts its own patches: `6.17.8-arch1-1`.
        let is_count = at < last && part.ends_with(|c: char| c.is_ascii_digit());
        if is_number {
            words.extend(in_number(part));
        } else if !is_count {
            words.push(part);
        }
    }
    // A kernel of one's own: `6.12.1`, `6.12.1+`.
    if parts.is_empty() {
        words.extend(in_number(version));
    }
    words.join("-")
}

/// The words in `570.12.1.el9_6.x86_64+debug`, `300.163.18.el9uek.x86_64` and the like that name something else than a
/// distribution's release and a machine.
fn in_number(part: &str) -> impl Iterator<Item = &str> {
    part.split(['.', '+', '~', ':']).filter(|word| {
        let is_word = word.starts_with(|c: char| c.is_ascii_alphabetic());
        let has_size = word.ends_with('k') && word.len() == 3;
        (is_word || has_size) && !MACHINES.contains(word) && !is_distribution(word)
    })
}

/// `el9_6`, `fc42`, `amzn2023`, `deb13`
fn is_distribution(word: &str) -> bool {
    const NAMES: [&str; 8] = ["el", "fc", "amzn", "deb", "lp", "cm", "azl", "bpo"];
    NAMES.iter().any(|name| {
        word.strip_prefix(name).is_some_and(|rest| {
            !rest.is_empty()
                && rest
                    .chars()
                    .all(|c| c.is_ascii_digit() || matches!(c, '_' | 'u'))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_of_all_distributions_have_their_flavour() {
        for (release, expected) in [
            ("6.12.57+deb13-amd64", "amd64"),
            ("6.12.57+deb13-cloud-amd64", "cloud-amd64"),
            ("6.1.0-40-amd64", "amd64"),
            ("6.1.0-0.deb11.21-rt-amd64", "rt-amd64"),
            ("6.8.0-88-generic", "generic"),
            ("6.14.0-1018-aws", "aws"),
            ("5.14.0-570.12.1.el9_6.x86_64", ""),
            ("5.14.0-570.12.1.el9_6.x86_64+debug", "debug"),
            ("6.12.0-55.el10_0.aarch64+64k", "64k"),
            ("5.15.0-300.163.18.el9uek.x86_64", "el9uek"),
            ("6.17.7-1.el9.elrepo.x86_64", "elrepo"),
            ("6.17.8-300.fc43.x86_64", ""),
            ("6.1.158-178.288.amzn2023.x86_64", ""),
            ("6.4.0-150600.23.60-default", "default"),
            ("6.12.57-0-lts", "lts"),
            ("6.12.57-0-virt", "virt"),
            ("6.17.8-arch1-1", ""),
            ("6.12.58-1-lts", "lts"),
            ("6.17.8-zen1-1-zen", "zen"),
            ("6.14.11-4-pve", "pve"),
            ("6.12.47+rpt-rpi-v8", "rpi-v8"),
            ("6.18.0", ""),
        ] {
            assert_eq!(flavour(release), expected, "{release}");
        }
    }
}
