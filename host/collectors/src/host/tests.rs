use proptest::prelude::*;

use super::*;
use muster_facts::Secrets;
use muster_facts::targets::Targets;
use muster_target::{Context, Recorded, with_collection};

const DEBIAN: &str =
    "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nVERSION_ID=\"12\"\nID=debian\n";

const FIB_TRIE: &str = "Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 0.0.0.0
        /0 universe UNICAST
     +-- 127.0.0.0/8 2 0 2
        +-- 127.0.0.0/31 1 0 0
           |-- 127.0.0.0
              /8 host LOCAL
           |-- 127.0.0.1
              /32 host LOCAL
     |-- 192.0.2.0
        /24 link UNICAST
     |-- 192.0.2.2
        /32 host LOCAL
     |-- 10.1.0.9
        /32 host LOCAL
     |-- 192.0.2.255
        /32 link BROADCAST
Local:
     |-- 192.0.2.2
        /32 host LOCAL
";

// The numbers are those of a little-endian machine.
#[cfg(target_endian = "little")]
const ROUTE: &str =
    "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT
eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
";

fn facts(system: &Recorded) -> HostFacts {
    with_collection(
        Context::recorded(system, &Targets::default(), &Secrets::default()),
        &[crate::COLLECTORS],
        collect,
    )
}

#[test]
fn tells_name_and_operating_system() {
    let system = Recorded::new()
        .file("/etc/hostname", "# set by the installer\nweb-1\n")
        .file("/usr/lib/os-release", DEBIAN)
        .file("/proc/sys/kernel/osrelease", "6.1.0-18-amd64\n");
    let identity = facts(&system).identity.unwrap();
    assert_eq!(identity.name, "web-1");
    assert_eq!(identity.os_id, "debian");
    assert_eq!(identity.os_version, "12");
    assert_eq!(identity.os_name, "Debian GNU/Linux 12 (bookworm)");
    assert_eq!(identity.kernel.as_deref(), Some("6.1.0-18-amd64"));
    assert!(identity.privileged);
}

#[test]
fn tells_what_a_distribution_derives_from_and_what_starts_its_services() {
    let system = |os: &str, path: &str| {
        let system = Recorded::new().file("/etc/os-release", os);
        facts(&system.file(path, "")).identity.unwrap()
    };
    let rocky = system(
        "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n",
        "/usr/lib/systemd/systemd",
    );
    assert_eq!(rocky.os_like, ["rhel", "centos", "fedora"]);
    assert_eq!(rocky.init_system.as_deref(), Some("systemd"));
    let alpine = system("ID=alpine\n", "/etc/runlevels/default/sshd");
    assert!(alpine.os_like.is_empty());
    assert_eq!(alpine.init_system.as_deref(), Some("openrc"));
    assert_eq!(system("ID=alpine\n", "/etc/motd").init_system, None);
}

#[test]
fn a_nameless_rolling_release_at_rest_has_defaults() {
    let system = Recorded::new()
        .file("/etc/hostname", "")
        .file("/etc/os-release", "ID=arch\n");
    let identity = facts(&system).identity.unwrap();
    assert_eq!(identity.name, "localhost");
    assert_eq!(identity.os_version, "");
    assert_eq!(identity.os_name, "Linux");
    assert_eq!(identity.kernel, None);
}

#[test]
fn a_host_has_its_name_whatever_else_is_known() {
    let named = || Recorded::new().named("from-recording");
    assert_eq!(name(&named().file("/etc/hostname", "web-1\n")), "web-1");
    assert_eq!(name(&named()), "from-recording");
    // What is no name is none.
    let wrong = named().file("/etc/hostname", "a b\n");
    assert_eq!(name(&wrong), "from-recording");
    assert_eq!(name(&Recorded::new()), "localhost");
}

#[test]
fn an_unknown_operating_system_is_an_error_that_names_both_files() {
    let error = facts(&Recorded::new()).identity.unwrap_err();
    assert!(error.reason().contains("/etc/os-release"), "{error:?}");
    assert!(error.reason().contains("/usr/lib/os-release"), "{error:?}");
}

#[test]
fn os_release_is_quoted_like_a_shell_word() {
    let name = |line: &str| parse::os_release(line).map(|os| os.name);
    assert_eq!(name("PRETTY_NAME='a b'").unwrap(), "a b");
    assert_eq!(name(r#"PRETTY_NAME="a \"b\" \$5""#).unwrap(), r#"a "b" $5"#);
    assert_eq!(name("PRETTY_NAME=a\nPRETTY_NAME=b").unwrap(), "b");
    assert_eq!(name("PRETTY_NAME=").unwrap(), "");
    for wrong in [
        "PRETTY_NAME=\"a",
        "PRETTY_NAME=a b",
        "PRETTY_NAME=$(id)",
        "PRETTY_NAME=\"`id`\"",
        "just words",
    ] {
        assert!(
            name(&format!("ID=x\n{wrong}"))
                .unwrap_err()
                .starts_with("line 2")
        );
    }
}

#[test]
fn a_hostname_with_other_characters_is_refused() {
    assert!(parse::hostname("web 1\n").is_err());
    assert!(parse::hostname("\u{1b}[31mweb\n").is_err());
    assert_eq!(parse::hostname("\n# none\n"), Ok(None));
}

#[cfg(target_endian = "little")]
#[test]
fn lists_addresses_once_with_interface_and_scope() {
    let system = Recorded::new()
        .file("/proc/net/fib_trie", FIB_TRIE)
        .file("/proc/net/route", ROUTE)
        .file(
            "/proc/net/if_inet6",
            "00000000000000000000000000000001 01 80 10 80       lo\n\
             fe8000000000000000fc00fffe000001 04 40 20 80     eth0\n",
        );
    let addresses = facts(&system).addresses.unwrap();
    let short: Vec<String> = addresses
        .iter()
        .map(|a| {
            format!(
                "{}|{}|{}|{}",
                a.network_interface, a.family, a.address, a.scope
            )
        })
        .collect();
    assert_eq!(
        short,
        [
            "|ipv4|10.1.0.9|private",
            "lo|ipv4|127.0.0.1|loopback",
            "eth0|ipv4|192.0.2.2|global",
            "lo|ipv6|::1|loopback",
            "eth0|ipv6|fe80::fc:ff:fe00:1|link-local",
        ]
    );
}

#[test]
fn without_procfs_addresses_are_unsupported_and_broken_ones_an_error() {
    let missing = facts(&Recorded::new()).addresses;
    assert!(matches!(missing, Err(FactError::Unsupported(_))));
    let broken = Recorded::new()
        .file("/proc/net/fib_trie", FIB_TRIE)
        .file("/proc/net/if_inet6", "00000000000000000000000000000001\n");
    let error = facts(&broken).addresses.unwrap_err();
    assert!(error.reason().contains("if_inet6 line 1"), "{error:?}");
}

#[test]
fn classifies_the_borders_of_private_ranges() {
    for (address, scope) in [
        ("9.255.255.255", "global"),
        ("10.0.0.0", "private"),
        ("172.15.255.255", "global"),
        ("172.16.0.0", "private"),
        ("172.32.0.0", "global"),
        ("192.168.0.1", "private"),
        ("100.63.255.255", "global"),
        ("100.64.0.0", "private"),
        ("100.127.255.255", "private"),
        ("100.128.0.0", "global"),
        ("169.254.0.1", "link-local"),
        ("127.1.2.3", "loopback"),
        ("fbff::1", "global"),
        ("fc00::1", "private"),
        ("fdff::1", "private"),
        ("fe80::1", "link-local"),
        ("febf::1", "link-local"),
        ("fec0::1", "global"),
        ("2001:db8::1", "global"),
    ] {
        assert_eq!(parse::scope(address.parse().unwrap()), scope, "{address}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_a_parser_panic(text in "(?s).{0,300}") {
        let _ = parse::os_release(&text);
        let _ = parse::hostname(&text);
        let _ = parse::fib_trie(&text, &parse::routes(&text));
        let _ = parse::if_inet6(&text);
    }

    #[test]
    fn every_value_survives_double_quotes(value in "[^\n\r\u{0}]{0,40}") {
        let mut quoted = String::new();
        for c in value.chars() {
            if matches!(c, '"' | '\\' | '$' | '`') {
                quoted.push('\\');
            }
            quoted.push(c);
        }
        let os = parse::os_release(&format!("PRETTY_NAME=\"{quoted}\"\n"));
        prop_assert_eq!(os.map(|os| os.name), Ok(value));
    }
}
