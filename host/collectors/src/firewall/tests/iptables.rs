//! Rules of ufw, Docker and iptables, in images and in force.

use super::*;

#[test]
fn ufw_files_of_an_image_are_evaluated_with_file_and_line() {
    let facts = facts(&ufw_image());
    let overview = facts.overview.unwrap();
    assert_eq!(overview.basis, ["ufw-files"]);
    assert!(overview.filters_ipv4 && overview.filters_ipv6);
    let ufw = &overview.managers[0];
    assert_eq!(
        (ufw.name.as_str(), ufw.active, ufw.enabled_on_boot),
        ("ufw", true, Some(true))
    );
    let ranges = facts.reachability.unwrap();
    let ssh = at(&ranges, "ipv4", "tcp", 22);
    assert_eq!(ssh.verdict, "open");
    assert_eq!(ssh.decided_by[0].source.name, "/etc/ufw/user.rules");
    assert_eq!(ssh.decided_by[0].source.line, Some(4));
    let limited = at(&ranges, "ipv4", "tcp", 8080);
    assert_eq!(
        (limited.verdict.as_str(), limited.sources.as_slice()),
        ("limited", &["198.51.100.0/24".to_owned()][..])
    );
    assert_eq!(at(&ranges, "ipv6", "tcp", 8080).sources, ["2001:db8::/48"]);
    assert_eq!(at(&ranges, "ipv6", "udp", 22).verdict, "filtered");
}

#[test]
fn ufw_without_ipv6_drops_all_of_it() {
    let image = ufw_image().file("/etc/default/ufw", "IPV6=no\nDEFAULT_INPUT_POLICY=DROP\n");
    let ranges = facts(&image).reachability.unwrap();
    assert_eq!(at(&ranges, "ipv6", "tcp", 22).verdict, "filtered");
    assert_eq!(at(&ranges, "ipv4", "tcp", 22).verdict, "open");
}

#[test]
fn a_policy_alone_is_a_firewall_of_iptables() {
    let dropping = |input: &str, forward: &str| {
        format!("*filter\n:INPUT {input} [0:0]\n:FORWARD {forward} [0:0]\nCOMMIT\n")
    };
    let active = |v4: &str, v6: &str| {
        let system = Recorded::new()
            .command(Command::new("iptables-save", []), v4)
            .command(Command::new("ip6tables-save", []), v6);
        let overview = facts(&system).overview.unwrap();
        let names = overview.managers.iter().filter(|manager| manager.active);
        names
            .map(|manager| manager.name.clone())
            .collect::<Vec<_>>()
    };
    let (open, closed) = (dropping("ACCEPT", "ACCEPT"), dropping("DROP", "ACCEPT"));
    assert_eq!(active(&closed, &closed), ["iptables"]);
    assert_eq!(active(&closed, &open), ["iptables"]);
    assert_eq!(active(&open, &closed), ["iptables"]);
    assert!(active(&open, &open).is_empty());
    // Docker's own policy.
    assert!(active(&dropping("ACCEPT", "DROP"), &open).is_empty());
    let ufw = closed.replace("COMMIT", ":ufw-user-input - [0:0]\nCOMMIT");
    assert_eq!(active(&ufw, &closed), ["ufw"]);
}

#[test]
fn a_ufw_that_is_switched_off_filters_nothing() {
    let image = ufw_image().file("/etc/ufw/ufw.conf", "ENABLED=no\n");
    let facts = facts(&image);
    let overview = facts.overview.unwrap();
    assert!(overview.basis.is_empty() && !overview.filters_ipv4);
    assert_eq!(overview.managers[0].enabled_on_boot, Some(false));
    assert_eq!(
        at(&facts.reachability.unwrap(), "ipv4", "tcp", 5432).verdict,
        "open"
    );
}

#[test]
fn a_published_port_passes_ufw_unless_docker_user_drops_it() {
    let ruleset = |after: &str| {
        let settings = ufw::settings(
            "ENABLED=yes",
            "IPV6=yes\nDEFAULT_INPUT_POLICY=DROP\nDEFAULT_FORWARD_POLICY=DROP",
        );
        let files = ufw::RuleFiles {
            before: UFW_BEFORE,
            after,
            user: UFW_USER,
        };
        let tables =
            ufw::tables(TableFamily::Ip, &settings, Some(files), &Ipsets::default()).unwrap();
        let publication = Publication {
            address: "0.0.0.0".parse().unwrap(),
            way: Way::Translated,
            protocol: model::packet::Protocol::Tcp,
            port: Some(5432),
            door: 5432,
            container_port: 5432,
            source: Source::line("/srv/compose.yaml", 7),
        };
        let site = Site {
            engine: &Engine::DOCKER,
            legacy: false,
        };
        docker::publish(Ruleset { tables }, &[publication], site)
    };
    let verdict = |after: &str| {
        let ranges = reachability(&ruleset(after)).unwrap();
        let range = at(&ranges, "ipv4", "tcp", 5432).clone();
        (
            range.verdict,
            range.path,
            range.decided_by[0].source.name.clone(),
        )
    };
    assert_eq!(
        verdict(UFW_AFTER),
        ("open".into(), "forward".into(), "/srv/compose.yaml".into())
    );
    let closed = "*filter\n:ufw-user-forward - [0:0]\n:DOCKER-USER - [0:0]\n-A DOCKER-USER -j ufw-user-forward\n\
        -A DOCKER-USER -j RETURN -s 10.0.0.0/8\n\
        -A DOCKER-USER -j DROP -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -d 172.16.0.0/12\n\
        -A DOCKER-USER -j RETURN\nCOMMIT\n";
    assert_eq!(
        verdict(closed),
        (
            "filtered".into(),
            "forward".into(),
            "/etc/ufw/after.rules".into()
        )
    );
}

#[test]
fn rules_for_iptables_at_boot_are_read_from_its_files() {
    let image = Recorded::new()
        .link(
            "/etc/systemd/system/multi-user.target.wants/netfilter-persistent.service",
            "/x",
        )
        .file(
            "/etc/iptables/rules.v4",
            "*filter\n:INPUT DROP\n-A INPUT -p tcp --dport 22 -j ACCEPT\nCOMMIT\n",
        );
    let facts = facts(&image);
    assert_eq!(facts.overview.unwrap().basis, ["rules-v4"]);
    let ranges = facts.reachability.unwrap();
    assert_eq!(at(&ranges, "ipv4", "tcp", 80).verdict, "filtered");
    assert_eq!(at(&ranges, "ipv6", "tcp", 80).verdict, "open");
}

#[test]
fn nat_rules_in_force_are_published_ports() {
    let save = "# Generated by iptables-save v1.8.9\n*nat\n:PREROUTING ACCEPT\n:DOCKER -\n-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER\n\
        -A DOCKER ! -i docker0 -p tcp -m tcp --dport 5432 -j DNAT --to-destination 172.17.0.2:5432\n\
        -A DOCKER -d 127.0.0.1/32 ! -i docker0 -p tcp -m tcp --dport 6379 -j DNAT --to-destination 172.17.0.3:6379\nCOMMIT\n\
        *filter\n:INPUT DROP\n:FORWARD DROP\n-A FORWARD -o docker0 -j ACCEPT\nCOMMIT\n";
    let ruleset = Ruleset {
        tables: iptables_save::parse(save, &origin(&Ipsets::default())).unwrap(),
    };
    let network = HostNetwork::default();
    let nothing = Decision {
        text: String::new(),
        source: Source::logical("none"),
    };
    let reach = Reachability::new(&ruleset, &network, nothing);
    let ports = published::from_nat(&ruleset, &reach, &[]).unwrap();
    let found: Vec<_> = ports
        .iter()
        .map(|p| {
            (
                p.address.as_str(),
                p.port,
                p.verdict.as_str(),
                p.input_verdict.as_str(),
                p.owner.as_str(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("0.0.0.0", 5432, "open", "filtered", "172.17.0.2"),
            ("127.0.0.1", 6379, "local", "filtered", "172.17.0.3"),
        ]
    );
}
