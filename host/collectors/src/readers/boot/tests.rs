use std::collections::{BTreeMap, BTreeSet};

use muster_target::{Recorded, Root};

use super::{Boot, Start, presets};

fn enabled(system: &Recorded, service: &str) -> Option<bool> {
    match Boot::of(system).start(service) {
        Start::Yes(_) => Some(true),
        Start::No(_) => Some(false),
        Start::Unknown => None,
    }
}

const WANTS: &str = "/etc/systemd/system/multi-user.target.wants";

#[test]
fn a_link_of_a_target_that_is_reached_at_boot_starts_a_unit() {
    let linked = |target: &str| {
        Recorded::new().link(
            format!("/etc/systemd/system/{target}.target.wants/nftables.service"),
            "/usr/lib/systemd/system/nftables.service",
        )
    };
    for target in ["multi-user", "sysinit", "basic", "network-pre"] {
        assert_eq!(enabled(&linked(target), "nftables"), Some(true), "{target}");
    }
    for target in ["shutdown", "rescue", "sleep"] {
        assert_eq!(
            enabled(&linked(target), "nftables"),
            Some(false),
            "{target}"
        );
    }
    let required = Recorded::new().link(
        "/etc/systemd/system/multi-user.target.requires/nftables.service",
        "/usr/lib/systemd/system/nftables.service",
    );
    assert_eq!(enabled(&required, "nftables"), Some(true));
    let vendors = Recorded::new().directory(WANTS).link(
        "/usr/lib/systemd/system/multi-user.target.wants/nftables.service",
        "../nftables.service",
    );
    assert_eq!(enabled(&vendors, "nftables"), Some(true));
}

#[test]
fn a_masked_unit_does_not_start_whatever_wants_it() {
    let system = Recorded::new()
        .link(
            format!("{WANTS}/ufw.service"),
            "/lib/systemd/system/ufw.service",
        )
        .link("/etc/systemd/system/ufw.service", "/dev/null");
    assert_eq!(enabled(&system, "ufw"), Some(false));
    let emptied = Recorded::new()
        .link(
            format!("{WANTS}/ufw.service"),
            "/lib/systemd/system/ufw.service",
        )
        .file("/etc/systemd/system/ufw.service", "");
    assert_eq!(enabled(&emptied, "ufw"), Some(false));
}

#[test]
fn another_name_of_a_unit_is_the_unit() {
    let system = Recorded::new()
        .link(
            format!("{WANTS}/iptables.service"),
            "/usr/lib/systemd/system/iptables.service",
        )
        .link(
            "/etc/systemd/system/firewall.service",
            "/usr/lib/systemd/system/iptables.service",
        );
    assert_eq!(enabled(&system, "firewall"), Some(true));
}

#[test]
fn openrc_enters_its_runlevels_and_those_that_are_stacked_on_them() {
    let system = Recorded::new()
        .link("/etc/runlevels/default/nftables", "/etc/init.d/nftables")
        .link("/etc/runlevels/boot/iptables", "/etc/init.d/iptables")
        .link("/etc/runlevels/rescue/ip6tables", "/etc/init.d/ip6tables")
        .link("/etc/runlevels/default/guarded", "/etc/runlevels/guarded")
        .link("/etc/runlevels/guarded/ufw", "/etc/init.d/ufw");
    assert_eq!(enabled(&system, "nftables"), Some(true));
    assert_eq!(enabled(&system, "iptables"), Some(true));
    assert_eq!(enabled(&system, "ip6tables"), Some(false));
    assert_eq!(enabled(&system, "ufw"), Some(true));
    assert_eq!(enabled(&system, "firewalld"), Some(false));
}

#[test]
fn what_runs_tells_which_init_counts() {
    let both = Recorded::new()
        .directory(WANTS)
        .link("/etc/runlevels/default/nftables", "/etc/init.d/nftables");
    assert_eq!(enabled(&both, "nftables"), Some(true));
    let systemd = both.clone().directory("/run/systemd/system");
    assert_eq!(enabled(&systemd, "nftables"), Some(false));
    let openrc = both.link("/sbin/init", "/usr/bin/busybox");
    assert_eq!(enabled(&openrc, "nftables"), Some(true));
}

#[test]
fn what_a_package_left_below_run_in_an_image_tells_nothing() {
    // Debian's sshd brings runit-helper along, which makes this directory.
    let folder = tempfile::TempDir::new().unwrap();
    let made = ["run/runit/supervise", "sbin", &WANTS[1..]];
    for path in made {
        std::fs::create_dir_all(folder.path().join(path)).unwrap();
    }
    let units = folder.path().join("usr/lib/systemd/system");
    std::fs::create_dir_all(&units).unwrap();
    std::fs::write(units.join("cron.service"), "[Service]\n").unwrap();
    let link = |target: &str, path: &str| {
        std::os::unix::fs::symlink(target, folder.path().join(path)).unwrap();
    };
    link("/lib/systemd/systemd", "sbin/init");
    let wanted = format!("{}/cron.service", &WANTS[1..]);
    link("/usr/lib/systemd/system/cron.service", &wanted);
    let boot = Boot::of(&Root::open(folder.path()).unwrap());
    assert!(matches!(boot.start("cron"), Start::Yes(_)));
}

#[test]
fn a_script_of_system_v_starts_where_systemd_has_no_unit_of_the_name() {
    let script = Recorded::new().link("/etc/rc3.d/S20csf", "../init.d/csf");
    assert_eq!(enabled(&script, "csf"), Some(true));
    let stopped = Recorded::new().link("/etc/rc3.d/K20csf", "../init.d/csf");
    assert_ne!(enabled(&stopped, "csf"), Some(true));
    let unit = script
        .directory(WANTS)
        .file("/usr/lib/systemd/system/csf.service", "[Service]\n");
    assert_eq!(enabled(&unit, "csf"), Some(false));
}

#[test]
fn what_cannot_be_listed_is_not_known() {
    assert_eq!(enabled(&Recorded::new(), "ufw"), None);
    let denied = Recorded::new().directory(WANTS).denied(WANTS);
    assert_eq!(enabled(&denied, "ufw"), None);
}

#[test]
fn the_first_boot_of_an_image_enables_what_presets_say() {
    let installed = "[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n";
    let system = Recorded::new()
        .file("/usr/lib/systemd/system/nftables.service", installed)
        .file("/usr/lib/systemd/system/debug.service", installed)
        .file("/usr/lib/systemd/system/static.service", "[Service]\n")
        .file(
            "/usr/lib/systemd/system-preset/90-default.preset",
            "enable nftables.service\ndisable *\n",
        );
    let units: BTreeMap<String, String> = ["debug", "nftables", "static"]
        .map(|name| {
            (
                name.to_owned(),
                format!("/usr/lib/systemd/system/{name}.service"),
            )
        })
        .into();
    let enabled = |system: &Recorded| -> Vec<String> {
        let found = presets::enabled(system, &units, &BTreeSet::new());
        found.into_iter().map(|(name, _)| name).collect()
    };
    assert_eq!(enabled(&system), ["nftables"]);
    // The administrator's files come before the distribution's, by their names.
    let own = system.file(
        "/etc/systemd/system-preset/10-own.preset",
        "disable nft*\nenable deb?g.service\n",
    );
    assert_eq!(enabled(&own), ["debug"]);
}

#[test]
fn only_an_image_without_a_machine_id_boots_for_the_first_time() {
    let with = |text: &str| Recorded::new().file("/etc/machine-id", text);
    assert!(presets::apply_at_first_boot(&Recorded::new()));
    assert!(presets::apply_at_first_boot(&with("uninitialized\n")));
    assert!(!presets::apply_at_first_boot(&with("")));
    assert!(!presets::apply_at_first_boot(&with("0123456789abcdef\n")));
}
