use super::*;
use crate::fixtures::{front_end_of, source};
use crate::ports::TCP;
use muster_sdk::testing::sample;

pub(super) fn decision(text: &str, command: &str) -> Decision {
    let mut source = source(command);
    source.kind = "command".to_owned();
    Decision {
        text: text.to_owned(),
        source,
        ..sample()
    }
}

pub(super) fn closing(host: &FrontEnd, decisions: &[Decision]) -> String {
    host.close(&Ports::one(TCP, 9090), [decisions].into_iter())
}

#[test]
fn a_rule_is_taken_back_with_the_program_that_made_it() {
    let nft = "nft -j list ruleset";
    let rocky = front_end_of("rocky", &["firewalld"]);
    let jumped = [
        decision("tcp dport 9090 accept", nft),
        decision("jump filter_IN_public_allow", nft),
    ];
    let fix = closing(&rocky, &jumped);
    assert!(
        fix.contains("`firewall-cmd --zone=public --list-all`"),
        "{fix}"
    );
    assert!(
        fix.contains("`firewall-cmd --permanent --zone=public --remove-port=9090/tcp`"),
        "{fix}"
    );
    let alpine = front_end_of("alpine", &["nftables"]);
    assert_eq!(
        closing(&alpine, &jumped[..1]),
        "Remove `tcp dport 9090 accept` from /etc/nftables.nft, then load it: `nft -f \
         /etc/nftables.nft`"
    );
    let debian = front_end_of("debian", &["iptables"]);
    let rule = decision("-A INPUT -p tcp --dport 9090 -j ACCEPT", "iptables-save");
    assert_eq!(
        closing(&debian, &[rule]),
        "`iptables -D INPUT -p tcp --dport 9090 -j ACCEPT`, then `netfilter-persistent save`"
    );
    let rule = decision("-A ufw-user-input -p tcp --dport 9090 -j ACCEPT", nft);
    assert!(closing(&debian, &[rule]).contains("`ufw delete NUMBER`"));
}

#[test]
fn a_rule_that_opens_other_ports_too_stays() {
    let nft = "nft -j list ruleset";
    let debian = front_end_of("debian", &["nftables"]);
    let rule = [decision("tcp dport { 22, 443, 9090 } accept", nft)];
    assert_eq!(
        closing(&debian, &rule),
        "Change `tcp dport { 22, 443, 9090 } accept` in /etc/nftables.conf so that it does not \
         let in 9090/tcp, then load it: `nft -f /etc/nftables.conf`"
    );
    let rule = [decision(
        "-A INPUT -p tcp -m multiport --dports 22,9090 -j ACCEPT",
        "ip6tables-save",
    )];
    let rocky = front_end_of("rocky", &["iptables"]);
    assert_eq!(
        closing(&rocky, &rule),
        "Replace `-A INPUT -p tcp -m multiport --dports 22,9090 -j ACCEPT` with a rule that \
         does not let in 9090/tcp, then `ip6tables-save > /etc/sysconfig/ip6tables`"
    );
    let ports = Ports {
        protocol: TCP.to_owned(),
        first: 6000,
        last: 6010,
    };
    for (text, more) in [
        ("tcp dport 6000-6010 accept", false),
        ("tcp dport { 6000-6010 } accept", false),
        ("-A INPUT -p tcp --dport 6000:6010 -j ACCEPT", false),
        ("tcp dport @open accept", true),
        ("tcp dport 1-65535 accept", true),
        ("-A INPUT -j ACCEPT", false),
    ] {
        assert_eq!(opens_more(text, &ports), more, "{text}");
    }
}

#[test]
fn a_firewall_is_set_up_as_it_is_at_home_there() {
    let ports = [Ports::one(TCP, 2222)];
    let commands = |id: &str, idle: &[&str]| {
        let mut host = front_end_of(id, idle);
        host.idle = host.active.take();
        let text = host.set_up(&ports);
        let code = text.split("```").nth(1).unwrap_or_default().to_owned();
        code.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(
        commands("debian", &[]),
        [
            "apt-get install ufw",
            "ufw allow 2222/tcp",
            "ufw default deny incoming",
            "systemctl enable ufw",
            "ufw enable"
        ]
    );
    assert_eq!(commands("ubuntu", &["ufw"])[0], "ufw allow 2222/tcp");
    assert_eq!(
        commands("rocky", &[]),
        [
            "dnf install firewalld",
            "firewall-offline-cmd --add-port=2222/tcp",
            "systemctl enable --now firewalld"
        ]
    );
    assert_eq!(
        commands("opensuse-leap", &[])[0],
        "zypper install firewalld"
    );
    let alpine = commands("alpine", &[]);
    assert_eq!(alpine[0], "apk add ufw");
    assert_eq!(alpine[3], "rc-update add ufw");
}

#[test]
fn the_file_and_the_service_are_those_of_the_distribution() {
    let boot = |id: &str, name: &str| front_end_of(id, &[]).load_at_boot(name);
    assert_eq!(boot("alpine", "ufw"), "`rc-update add ufw && ufw enable`");
    assert_eq!(
        boot("rocky", "nftables"),
        "Put the rules into /etc/sysconfig/nftables.conf, then run `systemctl enable nftables`"
    );
    assert_eq!(
        boot("rocky", "ip6tables"),
        "`dnf install iptables-services && ip6tables-save > /etc/sysconfig/ip6tables && \
         systemctl enable ip6tables`"
    );
    assert_eq!(boot("debian", "firewalld"), "`systemctl enable firewalld`");
    let open = |id: &str, name: &str| front_end_of(id, &[name]).open(&Ports::one(TCP, 2222));
    assert_eq!(open("debian", "ufw"), "`ufw allow 2222/tcp`");
    assert!(open("rocky", "firewalld").contains("--add-port=2222/tcp"));
    assert!(open("alpine", "iptables").contains("`rc-service iptables save`"));
    assert!(open("debian", "nftables").contains("add `tcp dport 2222 accept`"));
}
