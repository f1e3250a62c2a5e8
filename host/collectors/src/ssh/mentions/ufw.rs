//! The rules of ufw that an application profile made, in the comment that ufw keeps of each:
//! `### tuple ### allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 OpenSSH - in`.

use std::path::Path;

use muster_facts::Source;
use muster_facts::sshd::PortMention;
use muster_target::{ReadError, System, present};

/// Where ufw keeps the rules of its administrator.
const RULES: [&str; 2] = ["/etc/ufw/user.rules", "/lib/ufw/user.rules"];

/// Whether ufw is on.
const SWITCH: &str = "/etc/ufw/ufw.conf";

/// Profiles of packages, by the names that distributions have for them.
const PROFILES: [&str; 3] = ["OpenSSH", "SSH", "ssh"];

/// The profiles of SSH that let somebody in, each with its port.
pub(super) fn profiles(system: &dyn System) -> Result<Vec<PortMention>, ReadError> {
    let switch = present(system.read_text(Path::new(SWITCH)))?.unwrap_or_default();
    let is_on = switch
        .lines()
        .filter_map(|line| line.trim().split_once('='))
        .any(|(name, value)| {
            name.trim() == "ENABLED"
                && value
                    .trim()
                    .trim_matches(['"', '\''])
                    .eq_ignore_ascii_case("yes")
        });
    if !is_on {
        return Ok(Vec::new());
    }
    for file in RULES {
        if let Some(text) = present(system.read_text(Path::new(file)))? {
            return Ok(mentions(file, &text));
        }
    }
    Ok(Vec::new())
}

fn mentions(file: &str, text: &str) -> Vec<PortMention> {
    let mut found: Vec<PortMention> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let Some(tuple) = line.strip_prefix("### tuple ###") else {
            continue;
        };
        let words: Vec<&str> = tuple.split_whitespace().collect();
        let [action, protocol, port, _, _, _, profile, ..] = words.as_slice() else {
            continue;
        };
        // With a log in its name perhaps, as in `allow_log`.
        let lets_in = ["allow", "limit"]
            .iter()
            .any(|name| action.starts_with(name));
        let is_known = PROFILES.contains(profile);
        if !lets_in || *protocol == "udp" || !is_known {
            continue;
        }
        let Ok(port) = port.parse::<u16>() else {
            continue;
        };
        match found.iter_mut().find(|known| known.name == **profile) {
            Some(known) if known.ports.contains(&port) => {}
            Some(known) => known.ports.push(port),
            None => found.push(PortMention {
                by: PortMention::BY_UFW_PROFILE.to_owned(),
                name: (*profile).to_owned(),
                ports: vec![port],
                source: Source::line(file, number),
            }),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use muster_target::Recorded;

    use super::*;

    #[test]
    fn rules_of_a_profile_are_told_with_their_port() {
        let rules = "*filter\n### RULES ###\n\n\
             ### tuple ### allow tcp 80 0.0.0.0/0 any 0.0.0.0/0 in\n\
             ### tuple ### limit tcp 22 0.0.0.0/0 any 0.0.0.0/0 OpenSSH - in\n\
             ### tuple ### deny tcp 23 0.0.0.0/0 any 0.0.0.0/0 SSH - in\n\
             ### tuple ### allow tcp 443 0.0.0.0/0 any 0.0.0.0/0 Nginx%20HTTPS - in\n";
        let on = Recorded::new()
            .file("/etc/ufw/ufw.conf", "ENABLED=yes\n")
            .file("/etc/ufw/user.rules", rules);
        let found = profiles(&on).unwrap();
        let [only] = found.as_slice() else {
            panic!("{found:?}")
        };
        assert_eq!(
            (only.name.as_str(), &only.ports[..]),
            ("OpenSSH", &[22][..])
        );
        assert_eq!(only.source, Source::line("/etc/ufw/user.rules", 5));
        let off = on.file("/etc/ufw/ufw.conf", "ENABLED=no\n");
        assert!(profiles(&off).unwrap().is_empty());
    }
}
