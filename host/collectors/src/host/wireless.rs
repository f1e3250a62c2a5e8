//! Interfaces to networks without wires, as sysfs has them.

use std::path::Path;

use muster_facts::host::WirelessInterface;
use muster_facts::{Fact, FactError, Source};
use muster_target::{Kind, System, present};

const INTERFACES: &str = "/sys/class/net";
/// What only such an interface has: the first by the kernel of today, the second by that of old drivers.
const SIGNS: [&str; 2] = ["phy80211", "wireless"];

pub(super) fn interfaces(system: &dyn System) -> Fact<Vec<WirelessInterface>> {
    if system.kind() == Kind::Root {
        return Err(FactError::Unsupported(
            "an image at rest has no network interfaces".to_owned(),
        ));
    }
    let Some(names) = present(system.list(Path::new(INTERFACES)))? else {
        return Err(FactError::Unsupported("the target has no sysfs".to_owned()));
    };
    let mut found = Vec::new();
    for name in names {
        let path = format!("{INTERFACES}/{name}");
        let mut is_wireless = false;
        for sign in SIGNS {
            let sign = format!("{path}/{sign}");
            is_wireless |= present(system.metadata(Path::new(&sign)))?.is_some();
        }
        if is_wireless {
            found.push(WirelessInterface {
                driver: driver(system, &path),
                name,
                source: Source::file(path),
            });
        }
    }
    Ok(found)
}

/// Only for words.
fn driver(system: &dyn System, path: &str) -> Option<String> {
    let link = format!("{path}/device/driver/module");
    let link = system.read_link(Path::new(&link)).ok()?;
    Some(link.file_name()?.to_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use muster_target::Recorded;

    use super::*;

    #[test]
    fn a_wireless_interface_has_a_radio() {
        let system = Recorded::new()
            .directory("/sys/class/net/eth0")
            .directory("/sys/class/net/wlan0/phy80211")
            .link(
                "/sys/class/net/wlan0/device/driver/module",
                "../../../../module/ath9k",
            );
        let found = interfaces(&system).unwrap();
        let [found] = found.as_slice() else {
            panic!("{found:?}");
        };
        assert_eq!(
            (found.name.as_str(), found.driver.as_deref()),
            ("wlan0", Some("ath9k"))
        );
        assert!(matches!(
            interfaces(&Recorded::new()),
            Err(FactError::Unsupported(_))
        ));
    }
}
