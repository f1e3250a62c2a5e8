//! The built program on a running system: the real sshd and the kernel's own packet filter. Each
//! test has a mount and a network namespace of its own, so that neither the machine's files nor its
//! rules are touched.
//!
//! Where that cannot be had, a test says that it is skipped; with `MUSTER_REAL=require` it fails.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test says what is wrong by failing, and looks at real files and programs"
)]

mod namespace;
#[path = "../program/mod.rs"]
mod program;

use std::path::Path;

use namespace::Namespace;
use serde_json::Value;

/// A server as the policy wants it.
const HARDENED: &str = "\
Include /etc/ssh/sshd_config.d/*.conf
Port 22
PermitRootLogin no
PasswordAuthentication no
KbdInteractiveAuthentication no
";

/// All that comes in is dropped, except SSH and what was asked for.
const DEFAULT_DENY: &str = "\
table inet filter {
    chain input {
        type filter hook input priority 0; policy drop;
        ct state established,related accept
        iif lo accept
        meta l4proto { icmp, ipv6-icmp } accept
        tcp dport 22 accept
    }
    chain forward {
        type filter hook forward priority 0; policy drop;
    }
}
";

/// What Docker does for a published port: past the input chain, into a container.
const PUBLISHED: &str = "\
table ip nat {
    chain prerouting {
        type nat hook prerouting priority -100;
        tcp dport 5432 dnat to 172.18.0.2:5432
    }
}
table inet filter {
    chain forward {
        ip daddr 172.18.0.2 tcp dport 5432 accept
    }
}
";

fn one<'a>(findings: &'a [Value], rule: &str) -> &'a Value {
    let found = findings.iter().find(|finding| finding["rule"] == rule);
    found.unwrap_or_else(|| panic!("{rule} is not reported"))
}

#[test]
fn a_hardened_server_passes_and_sshd_agrees() {
    let Some(namespace) = Namespace::new() else {
        return;
    };
    namespace.sshd(HARDENED, &[]);
    namespace.rules(DEFAULT_DENY);
    let findings = namespace.scan().exits(0).findings();
    for rule in [
        "ssh/password-authentication",
        "ssh/permit-root-login",
        "firewall/active",
        "firewall/default-deny-v4",
        "firewall/default-deny-v6",
        "firewall/ssh-allowed",
        "firewall/internal-port-exposed",
    ] {
        let found = one(&findings, rule);
        assert_eq!(found["status"], "pass", "{found}");
    }
    // What Muster reads is what `sshd -T` prints.
    let valid = one(&findings, "ssh/config-valid");
    assert_eq!(valid["status"], "pass", "{valid}");
    assert_eq!(valid["message"], "sshd accepts its configuration.");
    assert_eq!(namespace.sshd_says("passwordauthentication"), "no");
    assert_eq!(namespace.sshd_says("permitrootlogin"), "no");
}

#[test]
fn a_drop_in_that_turns_passwords_on_again_is_found_where_it_is() {
    let Some(namespace) = Namespace::new() else {
        return;
    };
    let drop_in = "# Written at first boot.\n\nPasswordAuthentication yes\n";
    namespace.sshd(HARDENED, &[("50-cloud-init.conf", drop_in)]);
    namespace.rules(DEFAULT_DENY);
    let findings = namespace.scan().exits(1).findings();
    let found = one(&findings, "ssh/password-authentication");
    assert_eq!(found["status"], "fail", "{found}");
    assert_eq!(
        found["places"][0]["name"],
        "/etc/ssh/sshd_config.d/50-cloud-init.conf"
    );
    assert_eq!(found["places"][0]["line"], 3);
    assert_eq!(one(&findings, "ssh/dropin-shadowed")["status"], "fail");
    assert_eq!(one(&findings, "ssh/config-valid")["status"], "pass");
    assert_eq!(namespace.sshd_says("passwordauthentication"), "yes");
}

#[test]
fn what_sshd_refuses_is_found() {
    let Some(namespace) = Namespace::new() else {
        return;
    };
    namespace.sshd(&format!("{HARDENED}PermitRotLogin no\n"), &[]);
    namespace.rules(DEFAULT_DENY);
    let findings = namespace.scan().findings();
    let found = one(&findings, "ssh/config-valid");
    assert_eq!(found["status"], "fail", "{found}");
    assert!(
        found["places"].to_string().contains("/etc/ssh/sshd_config"),
        "{found}"
    );
}

#[test]
fn no_rules_at_all_is_no_firewall() {
    let Some(namespace) = Namespace::new() else {
        return;
    };
    namespace.sshd(HARDENED, &[]);
    let findings = namespace.scan().exits(1).findings();
    for rule in [
        "firewall/active",
        "firewall/default-deny-v4",
        "firewall/default-deny-v6",
    ] {
        let found = one(&findings, rule);
        assert_eq!(found["status"], "fail", "{found}");
    }
}

#[test]
fn a_translated_port_is_found_behind_a_closed_input_chain() {
    let Some(namespace) = Namespace::new() else {
        return;
    };
    namespace.sshd(HARDENED, &[]);
    namespace.rules(DEFAULT_DENY);
    namespace.rules(PUBLISHED);
    let findings = namespace.scan().exits(1).findings();
    assert_eq!(one(&findings, "firewall/default-deny-v4")["status"], "pass");
    let found = one(&findings, "firewall/internal-port-exposed");
    assert_eq!(found["status"], "fail", "{found}");
    assert!(
        found["message"]
            .as_str()
            .is_some_and(|text| text.contains("172.18.0.2:5432")),
        "{found}"
    );
}

#[test]
fn the_machine_itself_is_left_alone() {
    let Some(namespace) = Namespace::new() else {
        return;
    };
    let before = namespace::machine_rules();
    let configuration = |path: &str| std::fs::read(Path::new(path)).ok();
    let sshd = configuration("/etc/ssh/sshd_config");
    namespace.sshd(HARDENED, &[]);
    namespace.rules(DEFAULT_DENY);
    namespace.scan();
    assert_eq!(namespace::machine_rules(), before);
    assert_eq!(configuration("/etc/ssh/sshd_config"), sshd);
}
