//! The same for the services that load a file of nft or iptables.

use muster_facts::packet_filter::BootComparison;

use super::told;
use crate::firewall::tests::*;

const CONF: &str = "/etc/nftables.conf";

fn starting(system: Recorded, service: &str) -> Recorded {
    system.link(
        format!("/etc/systemd/system/multi-user.target.wants/{service}.service"),
        format!("/lib/systemd/system/{service}.service"),
    )
}

/// A host with one input chain, which lets SSH in, and the service of nft.
fn with_nft(rules: &[&str]) -> Recorded {
    starting(nft(&input_chain("drop", rules)), "nftables")
}

fn accept(port: u16) -> String {
    format!(
        "{},{{\"accept\":null}}",
        SSH.replace("22", &port.to_string())
    )
}

fn conf(rules: &str) -> String {
    format!(
        "flush ruleset\ntable inet f {{\n  chain in {{\n    type filter hook input priority 0; policy drop;\n{rules}\n  }}\n}}\n"
    )
}

fn compared(system: &Recorded) -> BootComparison {
    facts(system).boot_rules.unwrap().unwrap()
}

fn ports(system: &Recorded) -> Vec<(String, u16, String, String)> {
    told(compared(system))
}

fn both(port: u16, now: &str, at_boot: &str) -> Vec<(String, u16, String, String)> {
    ["ipv4", "ipv6"]
        .map(|family| (family.to_owned(), port, now.to_owned(), at_boot.to_owned()))
        .into()
}

#[test]
fn a_file_of_nft_is_compared_with_its_includes_and_in_both_directions() {
    let same = with_nft(&[&accept(22)]).file(CONF, conf("tcp dport ssh accept"));
    assert_eq!(ports(&same), []);
    let more = with_nft(&[&accept(22)])
        .file(
            CONF,
            format!(
                "{}include \"/etc/nft.d/*.nft\"\n",
                conf("tcp dport 22 accept")
            ),
        )
        .file(
            "/etc/nft.d/db.nft",
            "add rule inet f in tcp dport 5432 accept\n",
        );
    assert_eq!(ports(&more), both(5432, "filtered", "open"));
    let change = &compared(&more).changes[0];
    assert_eq!(
        change.at_boot.decided_by[0].source,
        Source::line("/etc/nft.d/db.nft", 1).with_text("tcp dport 5432 accept")
    );
    let less = with_nft(&[&accept(22), &accept(443)]).file(CONF, conf("tcp dport 22 accept"));
    assert_eq!(ports(&less), both(443, "open", "filtered"));
    assert_eq!(compared(&less).loaders[0].file, Source::file(CONF));
}

#[test]
fn the_unit_says_which_file_is_loaded() {
    let system = with_nft(&[&accept(22)])
        .file(CONF, "flush ruleset\n")
        .file("/etc/shop.nft", conf("tcp dport 22 accept"))
        .file(
            "/etc/systemd/system/nftables.service",
            "[Service]\nExecStart=/usr/sbin/nft -f /etc/nftables.conf\nExecStart=\nExecStart=/usr/sbin/nft -f /etc/shop.nft\n",
        );
    assert_eq!(ports(&system), []);
    assert_eq!(compared(&system).loaders[0].file.name, "/etc/shop.nft");
}

#[test]
fn a_setting_of_openrc_names_the_file() {
    let system = with_nft(&[&accept(22)])
        .file("/etc/conf.d/nftables", "rules_file=\"/etc/shop.nft\"\n")
        .file(CONF, "flush ruleset\n")
        .file("/etc/shop.nft", conf("tcp dport 22 accept"));
    assert_eq!(ports(&system), []);
}

#[test]
fn what_cannot_be_followed_is_an_error_of_this_fact_alone() {
    let error = |system: &Recorded| {
        let facts = facts(system);
        assert!(facts.reachability.is_ok() && facts.overview.is_ok());
        facts.boot_rules.unwrap_err().reason().to_owned()
    };
    let host = || with_nft(&[&accept(22)]);
    assert!(error(&host()).contains("nftables loads rules at boot"));
    assert!(error(&host().file(CONF, conf("")).denied(CONF)).contains("permission denied"));
    let xt = conf("tcp dport 22 xt match \"conntrack\" accept");
    assert!(error(&host().file(CONF, xt)).contains("nft refuses"));
    assert!(error(&host().file(CONF, "include \"/etc/lost.nft\"\n")).contains("/etc/lost.nft"));
    assert!(error(&host().file(CONF, "include \"/etc/*/x.nft\"\n")).contains("directories"));
    let hidden = host()
        .file(CONF, "include \"/etc/nft.d/*.nft\"\n")
        .file("/etc/nft.d/a.nft", "")
        .denied("/etc/nft.d");
    assert!(error(&hidden).contains("permission denied"));
}

#[test]
fn a_set_that_is_filled_while_the_host_runs_comes_back_as_it_is() {
    let json = input_chain(
        "drop",
        &[
            r#"{"match":{"op":"==","left":{"payload":{"protocol":"tcp","field":"dport"}},"right":"@doors"}},{"accept":null}"#,
        ],
    );
    let set = r#"{"set":{"family":"inet","table":"f","name":"doors","type":"inet_service","elem":[22,8443]}},{"chain""#;
    let host = starting(nft(&json.replacen(r#"{"chain""#, set, 1)), "nftables");
    let with = |elements: &str| {
        let text = conf("tcp dport @doors accept").replace(
            "  chain in",
            &format!("  set doors {{ type inet_service; {elements} }}\n  chain in"),
        );
        ports(&host.clone().file(CONF, text))
    };
    assert_eq!(with(""), []);
    assert_eq!(with("flags timeout; elements = { 22 timeout 1h }"), []);
    assert_eq!(with("elements = { 22 }"), both(8443, "open", "filtered"));
}

#[test]
fn a_table_that_no_file_has_is_named_where_it_matters() {
    let ours = input_chain("drop", &[&accept(22)]);
    let with_other = |other: &str| {
        let table = format!(
            r#""nftables":[{{"table":{{"family":"inet","name":"{other}"}}}},{{"chain":{{"family":"inet","table":"{other}","name":"c","type":"filter","hook":"input","prio":-5,"policy":"drop"}}}},"#
        );
        starting(nft(&ours.replacen("\"nftables\":[", &table, 1)), "nftables")
            .file(CONF, conf("tcp dport 22 accept"))
    };
    let found = compared(&with_other("by-hand"));
    assert_eq!(told(found.clone()), both(22, "filtered", "open"));
    assert_eq!(
        found.unclaimed[0].text.as_deref(),
        Some("table inet by-hand")
    );
    let by_unit = starting(with_other("by-hand"), "shop-firewall").file(
        "/etc/systemd/system/shop-firewall.service",
        "[Service]\nExecStart=/usr/sbin/nft -f /etc/shop.nft\n",
    );
    assert_eq!(ports(&by_unit), []);
    assert_eq!(ports(&with_other("f2b-table")), []);
    assert_eq!(ports(&with_other("wg-quick-wg0")), []);
}

const SAVED: &str = "*filter\n:INPUT DROP [0:0]\n:FORWARD ACCEPT [0:0]\n-A INPUT -i lo -j ACCEPT\n\
    -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\nCOMMIT\n";

fn with_iptables(in_force: &str) -> Recorded {
    let v4 = Command::new("iptables-save", []);
    let v6 = Command::new("ip6tables-save", []);
    starting(
        Recorded::new().command(v4, in_force).command(v6, ""),
        "netfilter-persistent",
    )
}

#[test]
fn the_saved_rules_of_iptables_are_compared_by_ip_version() {
    const FILE: &str = "/etc/iptables/rules.v4";
    let lost = SAVED.replace(
        "COMMIT",
        "-A INPUT -p tcp -m tcp --dport 443 -j ACCEPT\nCOMMIT",
    );
    assert_eq!(ports(&with_iptables(SAVED).file(FILE, SAVED)), []);
    assert_eq!(
        ports(&with_iptables(&lost).file(FILE, SAVED)),
        [("ipv4".into(), 443, "open".into(), "filtered".into())]
    );
    let opened = SAVED.replace("INPUT DROP", "INPUT ACCEPT");
    let found = ports(&with_iptables(SAVED).file(FILE, opened));
    assert_eq!(
        found[0],
        ("ipv4".into(), 1, "filtered".into(), "open".into())
    );
    // Nobody saved anything: another rule says that nothing is loaded.
    assert_eq!(facts(&with_iptables(SAVED)).boot_rules.unwrap(), None);
    let alias = with_iptables(SAVED).file(FILE, SAVED).link(
        "/etc/systemd/system/ip6tables.service",
        "/lib/systemd/system/netfilter-persistent.service",
    );
    assert_eq!(ports(&alias), []);
    let broken = with_iptables(SAVED).file(FILE, "*filter\nrubbish here\nCOMMIT\n");
    assert!(
        facts(&broken)
            .boot_rules
            .unwrap_err()
            .reason()
            .contains("rules.v4 line 2")
    );
}

#[test]
fn what_is_saved_when_the_service_stops_does_not_change() {
    let opened = SAVED.replace("INPUT DROP", "INPUT ACCEPT");
    let host = starting(with_iptables(SAVED), "iptables").file("/etc/sysconfig/iptables", opened);
    assert_ne!(ports(&host), []);
    let saving = host.file(
        "/etc/sysconfig/iptables-config",
        "IPTABLES_SAVE_ON_STOP=\"yes\"\n",
    );
    assert_eq!(facts(&saving).boot_rules.unwrap(), None);
}

#[test]
fn programs_add_their_rules_again_and_administrators_do_not() {
    let host = |in_force: &str, file: &str| {
        let system = with_iptables(in_force).file("/etc/iptables/rules.v4", file);
        facts(&system).boot_rules.unwrap().unwrap()
    };
    let docker = "*nat\n:PREROUTING ACCEPT [0:0]\n:DOCKER - [0:0]\n-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER\n\
        -A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80\nCOMMIT\n\
        *filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:DOCKER - [0:0]\n:DOCKER-USER - [0:0]\n:f2b-sshd - [0:0]\n:ts-input - [0:0]\n\
        -A INPUT -j ts-input\n-A INPUT -p tcp -m multiport --dports 22 -j f2b-sshd\n-A INPUT -i lo -j ACCEPT\n\
        -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\n-A FORWARD -j DOCKER-USER\n-A FORWARD -o docker0 -j DOCKER\n\
        -A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT\n\
        -A ts-input -p udp -m udp --dport 41641 -j ACCEPT\n-A DOCKER-USER -j RETURN\n-A f2b-sshd -j RETURN\nCOMMIT\n";
    assert_eq!(told(host(docker, SAVED)), []);
    // Saved while Docker ran, with another container.
    let stale = docker.replace("8080", "9090");
    assert_eq!(told(host(docker, &stale)), []);
    let guarded = docker.replace(
        "-A DOCKER-USER -j RETURN",
        "-A DOCKER-USER -i eth0 ! -o docker0 -p tcp -m tcp --dport 1 -j DROP\n-A DOCKER-USER -p tcp -m tcp --dport 80 -j DROP\n-A DOCKER-USER -j RETURN",
    );
    let found = host(&guarded, SAVED);
    assert_eq!(
        found.unclaimed[0].text.as_deref(),
        Some("chain ip filter DOCKER-USER")
    );
    assert_eq!(
        told(found),
        [("ipv4".into(), 8080, "filtered".into(), "open".into())]
    );
    assert_eq!(told(host(&guarded, &guarded)), []);
}

#[test]
fn a_chain_that_a_program_makes_in_a_table_of_the_file_comes_back() {
    let docker = "# Generated by iptables-save v1.8.9 (nf_tables)\n*filter\n:FORWARD DROP [0:0]\n:DOCKER - [0:0]\n:DOCKER-USER - [0:0]\n\
        -A FORWARD -j DOCKER-USER\n-A FORWARD -o docker0 -j DOCKER\n\
        -A DOCKER-USER -p tcp -m tcp --dport 80 -j DROP\n-A DOCKER -p tcp -m tcp --dport 80 -j ACCEPT\nCOMMIT\n\
        *nat\n:DOCKER - [0:0]\n-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER\n\
        -A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80\nCOMMIT\n";
    let system = starting(Recorded::new(), "nftables")
        .command(Command::new("iptables-save", []), docker)
        .file(CONF, "flush ruleset\ntable ip filter {\n  chain input { type filter hook input priority 0; }\n}\n");
    let found = compared(&system);
    assert_eq!(
        found.unclaimed[0].text.as_deref(),
        Some("chain ip filter DOCKER-USER")
    );
    assert_eq!(
        told(found),
        [("ipv4".into(), 8080, "filtered".into(), "open".into())]
    );
    let forward = docker.replace("-A DOCKER-USER -p tcp -m tcp --dport 80 -j DROP\n", "");
    let system = system.command(Command::new("iptables-save", []), forward);
    assert_eq!(ports(&system), []);
}

#[test]
fn a_script_that_adds_rules_counts_only_where_something_changes() {
    let host = starting(with_nft(&[&accept(22), &accept(443)]), "networking")
        .file(CONF, conf("tcp dport 22 accept"))
        .file(
            "/etc/network/if-up.d/web",
            "#!/bin/sh\nnft add rule inet f in tcp dport 443 accept\n",
        )
        .owned("/etc/network/if-up.d/web", 0o755, 0, 0);
    assert_eq!(
        compared(&host).scripts,
        [Source::line("/etc/network/if-up.d/web", 2)]
    );
    let same = host.file(CONF, conf("tcp dport { 22, 443 } accept"));
    assert_eq!(compared(&same).scripts, []);
}
