//! Which services start because a program asks D-Bus for a name: dbus-daemon(1), "MESSAGE BUS STARTING SERVICES".
//! Only what systemd then starts counts: a bus that starts a program by itself is not an init.

use std::collections::BTreeMap;

use muster_facts::{Fact, FactError};
use muster_target::System;

use crate::readers::boot::{Boot, suffixed};
use crate::readers::drop_ins::by_name;
use crate::readers::units;

use super::known_name;

/// Where the system's bus looks for services, the strongest first.
const DIRECTORIES: [&str; 5] = [
    "/etc/dbus-1/system-services",
    "/run/dbus-1/system-services",
    "/usr/local/share/dbus-1/system-services",
    "/usr/share/dbus-1/system-services",
    "/lib/dbus-1/system-services",
];

/// More files than any distribution's largest desktop has.
const MOST_FILES: usize = 2_000;

/// The names that have each unit started, such as `dbus:org.bluez`, by the unit.
///
/// # Errors
/// It cannot be told which there are.
pub(super) fn activated(system: &dyn System, boot: &Boot) -> Fact<BTreeMap<String, Vec<String>>> {
    let services = by_name(
        system,
        DIRECTORIES,
        |name, _| Ok(name.ends_with(".service")),
    )?;
    if services.len() > MOST_FILES {
        return Err(FactError::Failed(format!(
            "there are more than {MOST_FILES} services of D-Bus, so it is not known what they start"
        )));
    }
    let mut activated: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in services.values() {
        let Some(text) = units::text(system, path)? else {
            continue;
        };
        if let Some((name, unit)) = named(&path.display().to_string(), &text) {
            let unit = boot.target_of(known_name(&unit));
            // The other name by which many services are asked for is there only while they are enabled.
            if boot.file(unit).is_some() {
                let asked = activated.entry(suffixed(unit)).or_default();
                asked.push(format!("dbus:{name}"));
            }
        }
    }
    Ok(activated)
}

/// The name and the unit of one file; none where it leaves the unit to the bus.
fn named(path: &str, text: &str) -> Option<(String, String)> {
    let settings = units::entries(path, text);
    let last = |key: &str| {
        let found = settings
            .iter()
            .rfind(|one| one.section == "D-BUS Service" && one.key == key)?;
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"._-@:\\".contains(&byte);
        (!found.value.is_empty() && found.value.bytes().all(is_name)).then(|| found.value.clone())
    };
    Some((last("Name")?, last("SystemdService")?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_file_names_the_unit_that_systemd_starts() {
        let text = "[D-BUS Service]\nName=org.bluez\nExec=/bin/false\nUser=root\nSystemdService=dbus-org.bluez.service\n";
        assert_eq!(
            named("a", text),
            Some(("org.bluez".to_owned(), "dbus-org.bluez.service".to_owned()))
        );
        assert_eq!(
            named("a", "[D-BUS Service]\nName=org.bluez\nExec=/usr/sbin/a\n"),
            None
        );
        assert_eq!(
            named("a", "[Other]\nName=a\nSystemdService=b.service\n"),
            None
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "(?s).{0,200}") {
            let _ = named("a", &text);
        }
    }
}
