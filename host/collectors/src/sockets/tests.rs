use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use muster_facts::Secrets;
use muster_facts::targets::Targets;
use muster_target::{Command, Context, Live, Recorded, with_collection};

const HEADER: &str = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

fn facts(system: &dyn System) -> Fact<Vec<Listener>> {
    let secrets = Secrets::default();
    let targets = Targets::default();
    let context = Context::recorded(system, &targets, &secrets);
    with_collection(context, &[crate::COLLECTORS], collect).listeners
}

/// A table line. Addresses are given in network order and printed as this machine's kernel would.
fn line(address: &[[u8; 4]], port: u16, state: &str, uid: u32, inode: u64) -> String {
    let print = |groups: &[[u8; 4]]| -> String {
        groups
            .iter()
            .map(|group| format!("{:08X}", u32::from_ne_bytes(*group)))
            .collect()
    };
    let remote = vec![[0; 4]; address.len()];
    format!(
        "   0: {}:{port:04X} {}:0000 {state} 00000000:00000000 00:00000000 00000000 {uid:5}        0 {inode} 1 0000000000000000 100 0 0 10 0\n",
        print(address),
        print(&remote),
    )
}

const ANY4: [[u8; 4]; 1] = [[0; 4]];
const ANY6: [[u8; 4]; 4] = [[0; 4]; 4];

/// A host with the given rows in tcp, tcp6 and udp.
fn host(tcp: &[String], tcp6: &[String], udp: &[String]) -> Recorded {
    Recorded::new()
        .file("/proc/net/tcp", format!("{HEADER}{}", tcp.concat()))
        .file("/proc/net/tcp6", format!("{HEADER}{}", tcp6.concat()))
        .file("/proc/net/udp", format!("{HEADER}{}", udp.concat()))
}

fn process(system: Recorded, pid: u32, name: &str, inodes: &[u64]) -> Recorded {
    let mut system = system.file(format!("/proc/{pid}/comm"), format!("{name}\n"));
    for (descriptor, inode) in inodes.iter().enumerate() {
        system = system.link(
            format!("/proc/{pid}/fd/{descriptor}"),
            format!("socket:[{inode}]"),
        );
    }
    system
}

#[test]
fn lists_waiting_sockets_with_their_processes() {
    let system = host(
        &[
            line(&ANY4, 22, "0A", 0, 11),
            line(&[[127, 0, 0, 1]], 5432, "0A", 26, 12),
            line(&[[192, 0, 2, 2]], 22, "01", 0, 13),
        ],
        &[],
        &[
            line(&[[127, 0, 0, 53]], 53, "07", 101, 14),
            line(&[[192, 0, 2, 2]], 40000, "01", 0, 15),
        ],
    );
    let system = process(system, 900, "postgres", &[12]);
    let system = process(system, 1000, "sshd", &[5, 11]);
    let listeners = facts(&system).unwrap();
    let short: Vec<_> = listeners
        .iter()
        .map(|l| (l.source.name.as_str(), l.process.as_deref(), l.pid, l.uid))
        .collect();
    assert_eq!(
        short,
        [
            ("sockets/tcp/0.0.0.0/22", Some("sshd"), Some(1000), 0),
            (
                "sockets/tcp/127.0.0.1/5432",
                Some("postgres"),
                Some(900),
                26
            ),
            ("sockets/udp/127.0.0.53/53", None, None, 101),
        ]
    );
}

#[test]
fn a_socket_on_every_ipv6_address_takes_ipv4_unless_another_has_it() {
    let system = host(
        &[line(&ANY4, 80, "0A", 0, 1)],
        &[
            line(&ANY6, 80, "0A", 0, 2),
            line(&ANY6, 443, "0A", 0, 3),
            line(&[[0; 4], [0; 4], [0; 4], [0, 0, 0, 1]], 631, "0A", 0, 4),
        ],
        &[],
    );
    let also: Vec<_> = facts(&system)
        .unwrap()
        .into_iter()
        .filter(|listener| listener.family == "ipv6")
        .map(|listener| (listener.address, listener.port, listener.also_ipv4))
        .collect();
    assert_eq!(
        also,
        [
            ("::".to_owned(), 80, false),
            ("::".to_owned(), 443, true),
            ("::1".to_owned(), 631, false),
        ]
    );
}

#[test]
fn a_mapped_address_is_ipv4() {
    let mapped = [[0; 4], [0; 4], [0, 0, 0xff, 0xff], [127, 0, 0, 1]];
    let listeners = facts(&host(&[], &[line(&mapped, 8080, "0A", 0, 1)], &[])).unwrap();
    assert_eq!(listeners[0].family, "ipv4");
    assert_eq!(listeners[0].address, "127.0.0.1");
}

#[test]
fn workers_on_one_port_are_one_listener_of_their_parent() {
    let rows: Vec<String> = (1..=4)
        .map(|inode| line(&ANY4, 80, "0A", 0, inode))
        .collect();
    let system = process(host(&rows, &[], &[]), 700, "nginx", &[1, 2]);
    let system = process(system, 31, "nginx", &[3, 4]);
    let listeners = facts(&system).unwrap();
    assert_eq!(listeners.len(), 1);
    assert_eq!(listeners[0].pid, Some(31));
}

#[test]
fn a_socket_that_systemd_opened_belongs_to_the_service_once_it_runs() {
    let rows = [line(&ANY4, 111, "0A", 0, 1), line(&ANY4, 9090, "0A", 0, 2)];
    let system = process(host(&rows, &[], &[]), 1, "systemd", &[1, 2]);
    let system = process(system, 655, "rpcbind", &[1]);
    let listeners = facts(&system).unwrap();
    let names: Vec<Option<&str>> = listeners
        .iter()
        .map(|listener| listener.process.as_deref())
        .collect();
    assert_eq!(names, [Some("rpcbind"), Some("systemd")]);
}

#[test]
fn links_that_may_not_be_read_leave_the_process_unknown() {
    let system = process(
        host(&[line(&ANY4, 22, "0A", 0, 1)], &[], &[]),
        1,
        "sshd",
        &[1],
    )
    .denied("/proc/1/fd");
    assert_eq!(facts(&system).unwrap()[0].process, None);
}

#[test]
fn a_process_cannot_put_control_characters_into_its_name() {
    let system = host(&[line(&ANY4, 22, "0A", 0, 1)], &[], &[]);
    let system = process(system, 1, "ss\u{1b}[2Jhd", &[1]);
    assert_eq!(
        facts(&system).unwrap()[0].process.as_deref(),
        Some("ss[2Jhd")
    );
}

#[test]
fn without_procfs_it_is_unsupported_and_a_broken_table_is_an_error() {
    assert!(matches!(
        facts(&Recorded::new()),
        Err(FactError::Unsupported(_))
    ));
    let broken = host(&["   0: 0000:1 x 0A\n".to_owned()], &[], &[]);
    let error = facts(&broken).unwrap_err();
    assert!(error.reason().contains("/proc/net/tcp line 2"), "{error:?}");
}

/// The same sockets as `ss` sees on the machine that runs the tests.
#[test]
fn agrees_with_ss() {
    // At least these are there: one of each kind.
    let _tcp = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let _udp = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let _tcp6 = std::net::TcpListener::bind("[::]:0");
    let live = Live::new();
    let names = || -> BTreeSet<String> {
        let listeners = facts(&live).unwrap();
        listeners
            .into_iter()
            .map(|listener| listener.source.name)
            .collect()
    };
    let before = names();
    let asked = || live.run(&Command::new("ss", ["-Hlntu"]));
    let Some(output) = muster_real::or_skip(asked) else {
        return;
    };
    let output = String::from_utf8(output.stdout).unwrap();
    let after = names();
    let mut expected = BTreeSet::new();
    let mut dual_stack = BTreeSet::new();
    for line in output.lines() {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let (address, port) = fields[4].rsplit_once(':').unwrap();
        let address = address.split('%').next().unwrap().trim_matches(['[', ']']);
        let address = address.strip_prefix("::ffff:").unwrap_or(address);
        // A star is a socket on `::` that takes IPv4 too.
        let name = |address: &str| format!("sockets/{}/{address}/{port}", fields[0]);
        if address == "*" {
            dual_stack.insert(name("::"));
        }
        expected.insert(name(if address == "*" { "::" } else { address }));
    }
    // Others may open and close sockets meanwhile.
    let (stable, seen): (BTreeSet<_>, BTreeSet<_>) = (&before & &after, &before | &after);
    assert!(
        stable.is_subset(&expected),
        "ss misses some of {stable:?}: {output}"
    );
    assert!(
        expected.is_subset(&seen),
        "{seen:?} misses some of {output}"
    );
    let own: Vec<Listener> = facts(&live)
        .unwrap()
        .into_iter()
        .filter(|listener| listener.pid == Some(std::process::id()))
        .collect();
    assert!(own.len() >= 2, "{own:?}");
    for listener in own.iter().filter(|listener| listener.address == "::") {
        assert_eq!(
            listener.also_ipv4,
            dual_stack.contains(&listener.source.name)
        );
    }
}

proptest! {
    #[test]
    fn no_table_makes_the_parser_panic(text in "(?s).{0,300}") {
        let _ = parse::listening(Protocol::Tcp, &text);
        let _ = parse::socket_inode(&text);
    }

    #[test]
    fn every_socket_is_read_back(
        octets: [u8; 4], words: [[u8; 4]; 4], port: u16, uid: u32, inode: u64,
    ) {
        let table = format!(
            "{HEADER}{}{}",
            line(&[octets], port, "07", uid, inode),
            line(&words, port, "07", uid, inode),
        );
        let sockets = parse::listening(Protocol::Udp, &table).unwrap();
        let whole: [u8; 16] = words.as_flattened().try_into().unwrap();
        let addresses = [
            IpAddr::from(octets),
            IpAddr::from(whole).to_canonical(),
        ];
        for (socket, address) in sockets.iter().zip(addresses) {
            prop_assert_eq!(socket.address, address);
            prop_assert_eq!((socket.port, socket.uid, socket.inode), (port, uid, inode));
        }
        prop_assert_eq!(sockets.len(), 2);
    }
}
