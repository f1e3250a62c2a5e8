//! The jail of fail2ban that watches sshd: which ports a banned address is kept from. See jail.conf(5) for the files, of
//! which a later one wins over those before.

use std::collections::BTreeMap;
use std::path::Path;

use muster_facts::Source;
use muster_facts::sshd::PortMention;
use muster_target::{ReadError, System, present};

/// The jail that fail2ban brings along.
const JAIL: &str = "sshd";

const DIRECTORY: &str = "/etc/fail2ban";

/// What holds for every jail that does not say otherwise.
const DEFAULTS: &str = "DEFAULT";

/// Ways to ban that are about ports; others keep an address from all of them.
const BY_PORT: [&str; 6] = [
    "firewallcmd-ipset",
    "firewallcmd-multiport",
    "firewallcmd-rich-rules",
    "iptables-multiport",
    "nftables-multiport",
    "iptables-new",
];

/// The same, where they are not told to ban from all ports.
const BY_PORT_UNLESS_TOLD: [&str; 2] = ["iptables", "nftables"];

/// Values that name other values, one in the other.
const DEEPEST: usize = 8;

/// Ports that are told; a longer list is one of all of them.
const MOST_PORTS: usize = 64;

/// The values of all files by section and name, each with its place.
type Settings = BTreeMap<(String, String), (String, Source)>;

/// The jail of sshd; none where it is off, or bans from every port, or where it is not known which ones.
pub(super) fn jail(system: &dyn System) -> Result<Option<PortMention>, ReadError> {
    let mut settings = Settings::new();
    for file in files(system)? {
        if let Some(text) = present(system.read_text(Path::new(&file)))? {
            add(&file, &text, &mut settings);
        }
    }
    let is_on = value(&settings, "enabled").is_some_and(|(text, _)| {
        matches!(
            text.to_ascii_lowercase().as_str(),
            "true" | "yes" | "on" | "1"
        )
    });
    let is_by_port = value(&settings, "banaction").is_some_and(|(text, _)| is_by_port(&text));
    if !is_on || !is_by_port {
        return Ok(None);
    }
    let Some((text, source)) = value(&settings, "port") else {
        return Ok(None);
    };
    let services = present(system.read_text(Path::new("/etc/services")))?.unwrap_or_default();
    Ok(ports(&text, &services).map(|ports| PortMention {
        by: PortMention::BY_FAIL2BAN.to_owned(),
        name: JAIL.to_owned(),
        ports,
        source,
    }))
}

/// `jail.conf`, `jail.d/*.conf`, `jail.local` and `jail.d/*.local`.
fn files(system: &dyn System) -> Result<Vec<String>, ReadError> {
    let below = format!("{DIRECTORY}/jail.d");
    let names = present(system.list(Path::new(&below)))?.unwrap_or_default();
    let mut files = Vec::new();
    for end in [".conf", ".local"] {
        files.push(format!("{DIRECTORY}/jail{end}"));
        let of_end = names.iter().filter(|name| name.ends_with(end));
        files.extend(of_end.map(|name| format!("{below}/{name}")));
    }
    Ok(files)
}

fn add(file: &str, text: &str, settings: &mut Settings) {
    let mut section = String::new();
    let mut last: Option<(String, String)> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let is_indented = line.starts_with([' ', '\t']);
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        if is_indented && let Some(known) = last.as_ref().and_then(|key| settings.get_mut(key)) {
            known.0.push(' ');
            known.0.push_str(without_comment(line));
            continue;
        }
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'))
        {
            section = name.trim().to_owned();
            last = None;
            continue;
        }
        let Some((name, value)) = line.split_once(['=', ':']) else {
            continue;
        };
        let value = without_comment(value);
        let key = (section.clone(), name.trim().to_ascii_lowercase());
        settings.insert(key.clone(), (value.to_owned(), Source::line(file, number)));
        last = Some(key);
    }
}

/// A value without the comment that may stand behind it.
fn without_comment(value: &str) -> &str {
    let value = value.split(" ;").next().unwrap_or_default();
    value.split(" #").next().unwrap_or_default().trim()
}

/// What counts for the jail, with the values that it names put in.
fn value(settings: &Settings, name: &str) -> Option<(String, Source)> {
    let find = |name: &str| {
        [JAIL, DEFAULTS]
            .iter()
            .find_map(|section| settings.get(&((*section).to_owned(), name.to_ascii_lowercase())))
    };
    let (written, source) = find(name)?;
    let mut text = written.clone();
    for _ in 0..DEEPEST {
        let Some((before, rest)) = text.split_once("%(") else {
            return Some((text, source.clone()));
        };
        let (named, after) = rest.split_once(")s")?;
        let (filled, _) = find(named)?;
        text = format!("{before}{filled}{after}");
    }
    None
}

fn is_by_port(action: &str) -> bool {
    let (name, options) = action.split_once('[').unwrap_or((action, ""));
    let name = name.trim();
    BY_PORT.contains(&name)
        || name.starts_with("iptables-ipset")
        || (BY_PORT_UNLESS_TOLD.contains(&name) && !options.contains("allports"))
}

/// The ports of a list such as `ssh,2222`; none where a part is not known, or all are meant.
fn ports(text: &str, services: &str) -> Option<Vec<u16>> {
    let mut found = Vec::new();
    for word in text.split([',', ' ']).filter(|word| !word.is_empty()) {
        let range = word
            .split_once([':', '-'])
            .and_then(|(first, last)| Some(first.parse::<u16>().ok()?..=last.parse::<u16>().ok()?));
        match (range, word.parse::<u16>()) {
            (Some(range), _) if range.len() > MOST_PORTS => return None,
            (Some(range), _) => found.extend(range),
            (None, Ok(port)) => found.push(port),
            (None, Err(_)) => found.push(service_port(word, services)?),
        }
    }
    (!found.is_empty() && found.len() <= MOST_PORTS).then_some(found)
}

/// The port of a name, as services(5) has it.
fn service_port(name: &str, services: &str) -> Option<u16> {
    let listed = services.lines().find_map(|line| {
        let line = line.split('#').next().unwrap_or_default();
        let mut words = line.split_whitespace();
        let first = words.next()?;
        let (port, protocol) = words.next()?.split_once('/')?;
        let is_named = first == name || words.any(|alias| alias == name);
        (is_named && protocol == "tcp").then(|| port.parse().ok())?
    });
    listed.or(match name {
        "ssh" => Some(22),
        "sftp" => Some(115),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use muster_target::Recorded;
    use proptest::prelude::*;

    use super::*;

    const SHIPPED: &str = "[INCLUDES]\nbefore = paths-debian.conf\n[DEFAULT]\nenabled = false\n\
        banaction = iptables-multiport\nport = 0:65535\n[sshd]\nport = ssh\nlogpath = %(sshd_log)s\n";

    fn told(more: &[(&str, &str)]) -> Option<(Vec<u16>, String, Option<u32>)> {
        let mut system = Recorded::new().file("/etc/fail2ban/jail.conf", SHIPPED);
        for (name, text) in more {
            system = system.file(format!("/etc/fail2ban/{name}"), *text);
        }
        let found = jail(&system).unwrap()?;
        Some((found.ports, found.source.name, found.source.line))
    }

    #[test]
    fn the_jail_has_the_port_of_the_file_that_wins() {
        let on = ("jail.d/defaults-debian.conf", "[sshd]\nenabled = true\n");
        assert_eq!(told(&[]), None);
        assert_eq!(
            told(&[on]),
            Some((vec![22], "/etc/fail2ban/jail.conf".to_owned(), Some(8)))
        );
        let local = ("jail.local", "[sshd]\nport = ssh,\n  2222 ; both\n");
        assert_eq!(
            told(&[on, local]),
            Some((
                vec![22, 2222],
                "/etc/fail2ban/jail.local".to_owned(),
                Some(2)
            ))
        );
        let last = (
            "jail.d/zz.local",
            "[DEFAULT]\nown = 2200\n[sshd]\nport = %(own)s\n",
        );
        assert_eq!(
            told(&[on, local, last]).map(|found| found.0),
            Some(vec![2200])
        );
        let off = ("jail.local", "[sshd]\nenabled = no\n");
        assert_eq!(told(&[on, off]), None);
    }

    #[test]
    fn a_ban_from_all_ports_names_none() {
        let on = ("jail.d/a.conf", "[sshd]\nenabled = true\n");
        for banaction in [
            "ufw",
            "nftables[type=allports]",
            "iptables-allports",
            "route",
        ] {
            let local = format!("[DEFAULT]\nbanaction = {banaction}\n");
            assert_eq!(told(&[on, ("jail.local", &local)]), None, "{banaction}");
        }
        for port in ["0:65535", "%(gone)s", "nobody-knows"] {
            let local = format!("[sshd]\nport = {port}\n");
            assert_eq!(told(&[on, ("jail.local", &local)]), None, "{port}");
        }
    }

    #[test]
    fn a_name_is_the_port_that_the_host_has_for_it() {
        assert_eq!(service_port("ssh", "ssh 2222/tcp # own\n"), Some(2222));
        assert_eq!(service_port("shop", "a 1/tcp shop\n"), Some(1));
        assert_eq!(service_port("ssh", "ssh 22/udp\n"), Some(22));
        assert_eq!(service_port("gone", ""), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "(\\[sshd\\]|enabled|port|banaction|=|true|%\\(port\\)s|[0-9:, \n])*") {
            let system = Recorded::new().file("/etc/fail2ban/jail.conf", text);
            let _ = jail(&system);
        }
    }
}
