//! What the next boot changes: the files of firewalls against what is in force.

mod loaded;

use super::*;
use crate::firewall::after_boot::changes;

/// What `iptables-save` prints once the files of `ufw_image` are loaded, with more rules of ufw's user chain.
fn in_force(more: &str) -> Recorded {
    let saved = |begin: &str, own: &str| {
        format!(
            "*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:{begin}-before-input - [0:0]\n\
             :{begin}-user-input - [0:0]\n-A INPUT -j {begin}-before-input\n\
             -A {begin}-before-input -i lo -j ACCEPT\n\
             -A {begin}-before-input -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n\
             -A {begin}-before-input -j {begin}-user-input\n\
             -A {begin}-user-input -p tcp -m tcp --dport 22 -j ACCEPT\n{own}COMMIT\n"
        )
    };
    let v4 = format!(
        "-A ufw-user-input -s 198.51.100.0/24 -p tcp -m tcp --dport 8080 -j ACCEPT\n{more}"
    );
    let v6 = "-A ufw6-user-input -s 2001:db8::/48 -p tcp -m tcp --dport 8080 -j ACCEPT\n";
    ufw_image()
        .command(Command::new("iptables-save", []), saved("ufw", &v4))
        .command(Command::new("ip6tables-save", []), saved("ufw6", v6))
}

/// Family, port, and the verdict now and at boot.
fn changed(system: &Recorded) -> Vec<(String, u16, String, String)> {
    let rules = facts(system).boot_rules.unwrap().unwrap();
    assert_eq!(rules.loaders[0].name, "ufw");
    told(rules)
}

fn told(rules: BootComparison) -> Vec<(String, u16, String, String)> {
    let changes = rules.changes.into_iter();
    changes
        .map(|change| {
            assert_eq!(change.now.first_port, change.at_boot.first_port);
            assert_eq!(change.now.last_port, change.at_boot.last_port);
            (
                change.now.family,
                change.now.first_port,
                change.now.verdict,
                change.at_boot.verdict,
            )
        })
        .collect()
}

#[test]
fn files_that_say_what_is_in_force_change_nothing() {
    assert_eq!(changed(&in_force("")), []);
    // Nobody gets in who did not before.
    let denied = in_force("-A ufw-user-input -p tcp -m tcp --dport 9000 -j REJECT\n");
    assert_eq!(changed(&denied), []);
}

#[test]
fn a_rule_that_no_file_has_is_gone_after_the_next_boot() {
    let more = "-A ufw-user-input -p tcp -m tcp --dport 443 -j ACCEPT\n";
    let lost = ("ipv4".into(), 443, "open".into(), "filtered".into());
    assert_eq!(changed(&in_force(more)), [lost]);
}

#[test]
fn other_senders_and_other_conditions_are_a_change() {
    let limit = "-A ufw-user-input -p tcp -m tcp --dport 25 -m limit --limit 3/min -j ACCEPT\n";
    let files = UFW_USER
        .replace("198.51.100.0/24", "203.0.113.0/24")
        .replace(
            "COMMIT",
            "-A ufw-user-input -p tcp --dport 25 -j ACCEPT\nCOMMIT",
        );
    let system = in_force(limit).file("/etc/ufw/user.rules", files);
    let found = changed(&system);
    let ports: Vec<u16> = found.iter().map(|(_, port, ..)| *port).collect();
    assert_eq!(ports, [25, 8080]);
}

#[test]
fn what_other_programs_add_comes_back() {
    let sshd = "-A INPUT -j f2b-sshd\n:f2b-sshd - [0:0]\n-A f2b-sshd -s 203.0.113.9/32 -j DROP\n";
    assert_eq!(changed(&in_force(sshd)), []);
    let opened = "-A INPUT -p tcp --dport 9443 -j ACCEPT\n";
    assert_eq!(changed(&in_force(opened)), []);
}

#[test]
fn nothing_is_compared_where_ufw_has_nothing_in_force_or_does_not_start() {
    let none = |system: &Recorded| assert_eq!(facts(system).boot_rules.unwrap(), None);
    none(&ufw_image());
    none(&in_force("").file("/etc/ufw/ufw.conf", "ENABLED=no\n"));
    none(&nft(&input_chain("drop", &[])));
    // Without a file, ufw does not load the others.
    let broken = in_force("").special("/etc/ufw/after.rules");
    assert!(
        facts(&broken)
            .boot_rules
            .unwrap_err()
            .reason()
            .contains("after.rules")
    );
}

#[test]
fn scripts_count_where_they_may_be_executed() {
    let script = |mode| {
        let more = "-A ufw-user-input -p tcp -m tcp --dport 443 -j ACCEPT\n";
        let system = in_force(more).file("/etc/ufw/after.init", "#!/bin/sh\n");
        let system = system.owned("/etc/ufw/after.init", mode, 0, 0);
        facts(&system).boot_rules.unwrap().unwrap().scripts
    };
    assert_eq!(script(0o640), []);
    assert_eq!(script(0o750), [Source::file("/etc/ufw/after.init")]);
}

fn ranges(parts: &[(u16, u8)]) -> Vec<Reach> {
    let verdicts = ["open", "filtered", "refused", "unknown", "limited"];
    let mut ends: Vec<(u16, u8)> = parts.to_vec();
    ends.push((u16::MAX, 0));
    ends.sort_unstable();
    ends.dedup_by_key(|(end, _)| *end);
    let mut first = 1;
    let mut found = Vec::new();
    for (end, verdict) in ends.into_iter().filter(|(end, _)| *end > 0) {
        found.push(Reach {
            family: "ipv4".to_owned(),
            protocol: "tcp".to_owned(),
            first_port: first,
            last_port: end,
            verdict: verdicts[usize::from(verdict) % verdicts.len()].to_owned(),
            conditional: false,
            path: "input".to_owned(),
            forwarded_to: None,
            sources: Vec::new(),
            decided_by: Vec::new(),
            unknown_because: None,
        });
        first = end.saturating_add(1);
    }
    found
}

proptest! {
    #[test]
    fn a_port_is_a_change_when_and_only_when_others_get_in(
        now in proptest::collection::vec((1_u16..60, any::<u8>()), 0..6),
        then in proptest::collection::vec((1_u16..60, any::<u8>()), 0..6),
    ) {
        let (now, then) = (ranges(&now), ranges(&then));
        let found = changes(&now, &then);
        for port in (1..70).chain([u16::MAX]) {
            let word = |all: &[Reach]| at(all, "ipv4", "tcp", port).verdict.replace("refused", "filtered");
            let (one, other) = (word(&now), word(&then));
            let told = found.iter().filter(|change| (change.now.first_port..=change.now.last_port).contains(&port));
            let told: Vec<_> = told.map(|change| (change.now.verdict.replace("refused", "filtered"), change.at_boot.verdict.replace("refused", "filtered"))).collect();
            if one == other && one != "unknown" {
                prop_assert_eq!(told, []);
            } else {
                prop_assert_eq!(told, [(one, other)]);
            }
        }
    }
}
