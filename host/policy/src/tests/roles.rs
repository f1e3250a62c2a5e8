//! `when` on what a host is for.

use std::collections::BTreeMap;

use muster_facts::packet_filter::Decision;
use muster_facts::sockets::Listener;
use muster_facts::sysctl::{BootValue, Occurrence};
use muster_facts::{
    DomainFacts as _, FactError, Facts, PacketFilterFacts, SocketsFacts, Source, SysctlFacts,
    UnitsFacts, units,
};
use muster_outcomes::Status;

use super::{load_with, rules, shown};

fn nobody() -> FactError {
    FactError::Failed("nobody asked".to_owned())
}

/// What is settled of a rule under a condition; none where its plugin is asked.
fn settled(condition: &str, facts: &Facts) -> Option<Status> {
    let text = format!(
        "enable = [\"ssh/config-valid\"]\n[rules.\"ssh/config-valid\"]\nwhen = [\"{condition}\"]\n"
    );
    let pack = load_with(&text, &[]).unwrap_or_else(|problems| panic!("{}", shown(&problems)));
    let policy = pack
        .validate(&rules(), &[])
        .unwrap_or_else(|problems| panic!("{}", shown(&problems)));
    policy.settled(facts).into_values().next()
}

fn not(reason: &str) -> Option<Status> {
    Some(Status::NotApplicable(reason.to_owned()))
}

fn unit(name: &str, at_boot: Option<bool>) -> units::Unit {
    units::Unit {
        name: name.to_owned(),
        kind: units::Unit::KIND_SERVICE.to_owned(),
        aliases: Vec::new(),
        load: units::Unit::LOAD_PRESENT.to_owned(),
        at_boot,
        activated_by: Vec::new(),
        state: units::Unit::STATE_INACTIVE.to_owned(),
        result: None,
        source: Source::file(format!("/usr/lib/systemd/system/{name}")),
    }
}

/// A host that runs nothing but these units, on which nothing listens and that forwards nothing.
fn host(units: Vec<units::Unit>) -> Facts {
    Facts {
        units: Some(UnitsFacts {
            units: Ok(units),
            ..UnitsFacts::missing(&nobody())
        }),
        sockets: Some(SocketsFacts {
            listeners: Ok(Vec::new()),
        }),
        packet_filter: Some(PacketFilterFacts {
            source_translations: Ok(Vec::new()),
            ..PacketFilterFacts::missing(&nobody())
        }),
        sysctl: Some(SysctlFacts::missing(&nobody())),
        ..Facts::default()
    }
}

#[test]
fn what_a_host_runs_shows_what_it_is_for() {
    for (role, name) in [
        ("router", "bird.service"),
        ("desktop", "gdm3.service"),
        ("database", "postgresql@15-main.service"),
    ] {
        let is_it = host(vec![unit(name, Some(true))]);
        assert_eq!(settled(role, &is_it), None, "{role}");
        let is_not = settled(&format!("not {role}"), &is_it);
        let Some(Status::NotApplicable(reason)) = is_not else {
            panic!("{role}: {is_not:?}")
        };
        assert!(reason.contains(name), "{reason}");
        // Installed, and nothing starts it.
        for other in [host(vec![unit(name, Some(false))]), host(Vec::new())] {
            assert!(matches!(
                settled(role, &other),
                Some(Status::NotApplicable(_))
            ));
            assert_eq!(settled(&format!("not {role}"), &other), None, "{role}");
        }
    }
}

#[test]
fn where_nobody_knows_the_rule_is_judged() {
    for role in ["router", "desktop", "database"] {
        for facts in [
            Facts::default(),
            host(vec![
                unit("bird.service", None),
                unit("gdm.service", None),
                unit("mariadb.service", None),
            ]),
        ] {
            assert_eq!(settled(role, &facts), None, "{role}");
            assert_eq!(settled(&format!("not {role}"), &facts), None, "{role}");
        }
    }
}

#[test]
fn an_image_without_an_init_is_for_nothing() {
    let unsupported = FactError::Unsupported("It has no init.".to_owned());
    let mut image = host(Vec::new());
    image.units = Some(UnitsFacts::missing(&unsupported));
    image.sockets = Some(SocketsFacts::missing(&unsupported));
    for role in ["router", "desktop", "database"] {
        assert!(matches!(
            settled(role, &image),
            Some(Status::NotApplicable(_))
        ));
        assert_eq!(settled(&format!("not {role}"), &image), None);
    }
}

#[test]
fn a_database_that_listens_is_one() {
    let listening = |process: Option<&str>, port| {
        let mut facts = host(Vec::new());
        facts.sockets = Some(SocketsFacts {
            listeners: Ok(vec![Listener {
                protocol: Listener::PROTOCOL_TCP.to_owned(),
                family: Listener::FAMILY_IPV4.to_owned(),
                address: "127.0.0.1".to_owned(),
                port,
                also_ipv4: false,
                process: process.map(str::to_owned),
                pid: None,
                uid: 0,
                source: Source::file("/proc/net/tcp"),
            }]),
        });
        settled("database", &facts)
    };
    assert_eq!(listening(Some("mariadbd"), 3307), None);
    assert_eq!(listening(None, 5432), None);
    // Somebody else's port of the same number.
    assert_eq!(
        listening(Some("haproxy"), 5432),
        not("The host is not a database server.")
    );
}

#[test]
fn a_gateway_forwards_and_translates() {
    let gateway = |forwards: Option<&str>, translates: bool| {
        let mut facts = host(Vec::new());
        let rule = Decision {
            text: "oifname \"eth0\" masquerade".to_owned(),
            source: Source::file("/etc/nftables.conf"),
        };
        facts.packet_filter = Some(PacketFilterFacts {
            source_translations: Ok(translates.then_some(rule).into_iter().collect()),
            ..PacketFilterFacts::missing(&nobody())
        });
        let value = |value: Option<&str>| BootValue {
            effective: value.map(|value| Occurrence {
                value: Some(value.to_owned()),
                applied_by: Occurrence::APPLIED_BY_SYSTEMD.to_owned(),
                source: Source::file("/etc/sysctl.d/router.conf"),
            }),
            of_interfaces: None,
            shadowed: Vec::new(),
            unread: Vec::new(),
            built_in: None,
        };
        facts.sysctl = Some(SysctlFacts {
            at_boot: BTreeMap::from([
                ("net.ipv4.ip_forward".to_owned(), Ok(value(forwards))),
                ("net.ipv6.conf.all.forwarding".to_owned(), Ok(value(None))),
            ]),
            ..SysctlFacts::missing(&nobody())
        });
        settled("router", &facts)
    };
    assert_eq!(gateway(Some("1"), true), None);
    let no = not("The host is not a router.");
    assert_eq!(gateway(Some("0"), true), no);
    assert_eq!(gateway(None, true), no);
    // Forwarding alone is what `kernel/ip-forward` is about.
    assert_eq!(gateway(Some("1"), false), no);
}

#[test]
fn every_condition_can_be_denied() {
    for condition in [
        "not docker",
        "not firewall:ufw",
        "not own-kernel",
        "not os:debian",
    ] {
        // Nothing is known of the host, and these are not guessed.
        let status = settled(condition, &Facts::default());
        let Some(Status::Error(reason)) = status else {
            panic!("{condition}: {status:?}")
        };
        assert!(reason.contains(&format!("`{condition}`")), "{reason}");
    }
}

#[test]
fn what_decides_is_collected() {
    let text =
        "enable = [\"ssh/config-valid\"]\n[rules.\"ssh/config-valid\"]\nwhen = [\"not router\"]\n";
    let pack = load_with(text, &[]).unwrap_or_else(|problems| panic!("{}", shown(&problems)));
    let policy = pack.validate(&rules(), &[]).unwrap();
    assert!(
        policy
            .requests()
            .sysctl
            .iter()
            .any(|name| name == "net.ipv4.ip_forward")
    );
    let domains: Vec<&str> = policy
        .domains()
        .iter()
        .map(|domain| domain.interface())
        .collect();
    assert_eq!(domains.len(), 3, "{domains:?}");
}
