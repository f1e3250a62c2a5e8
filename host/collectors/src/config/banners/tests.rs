use muster_facts::targets::Targets;
use muster_facts::{Domain, Secrets};
use muster_target::{Context, Recorded, collect as collect_all};

use super::*;

fn facts(system: &Recorded) -> BannersFacts {
    let (targets, secrets) = (Targets::default(), Secrets::default());
    let context = Context::recorded(system, &targets, &secrets);
    let facts = collect_all(context, &[crate::COLLECTORS], &[Domain::Banners], &|_| ());
    facts.banners.clone().unwrap()
}

fn debian() -> Recorded {
    Recorded::new().file(
        "/etc/os-release",
        "ID=debian\nNAME=\"Debian GNU/Linux\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n",
    )
}

fn paths(system: &Recorded) -> Vec<String> {
    let banners = facts(system).banners.unwrap();
    banners.into_iter().map(|banner| banner.path).collect()
}

#[test]
fn the_texts_that_are_shown_are_looked_at() {
    let system = debian()
        .file("/etc/motd", "The Debian GNU/Linux system\n")
        .file("/usr/lib/motd", "not shown\n")
        .file("/run/motd.dynamic", "Linux web-1 6.1\n")
        .file("/etc/motd.d/10-hint", "a\n")
        .file("/usr/lib/motd.d/10-hint", "b\n")
        .file("/usr/lib/motd.d/cockpit", "c\n")
        .file("/etc/issue", "\\S on \\r\n")
        .file("/usr/lib/issue", "not shown\n")
        .file("/etc/issue.net", " \n");
    assert_eq!(
        paths(&system),
        [
            "/etc/motd",
            "/run/motd.dynamic",
            "/etc/motd.d/10-hint",
            "/usr/lib/motd.d/cockpit",
            "/etc/issue",
            "/etc/issue.net"
        ]
    );
    let found = facts(&system).banners.unwrap();
    assert!(found[0].names_system && !found[1].names_system);
    assert_eq!(found[4].escapes, ["\\S", "\\r"]);
    assert!(found[5].empty);
    assert_eq!(found[2].digest.len(), 64);
}

#[test]
fn what_the_vendor_brings_is_shown_where_nothing_else_is() {
    let system = debian().file("/usr/lib/issue", "x\n");
    assert_eq!(paths(&system), ["/usr/lib/issue"]);
    assert!(paths(&debian().link("/etc/motd", "/dev/null")).is_empty());
}

#[test]
fn what_cannot_be_read_is_said() {
    let system = debian().file("/etc/motd", "x").denied("/etc/motd");
    let found = facts(&system);
    assert!(found.banners.unwrap().is_empty());
    let unread = found.unread_banners.unwrap();
    assert_eq!(unread[0].path, "/etc/motd");
}

#[test]
fn no_text_is_a_fact() {
    let system = debian().file("/etc/issue", "hunter2 \\r\n");
    assert!(!format!("{:?}", facts(&system)).contains("hunter2"));
}

#[test]
fn what_sshd_is_told_to_show_is_looked_at() {
    let system = debian()
        .file("/usr/sbin/sshd", "")
        .file("/etc/issue.net", "x\n")
        .file("/etc/hello", "a\n")
        .file("/etc/bye", "b\n")
        .file(
            "/etc/ssh/sshd_config",
            "Banner /etc/hello\nMatch User deploy\nBanner /etc/bye\nMatch User shop\nBanner none\n\
             Match User x\nBanner /etc/issue.net\n",
        );
    assert_eq!(paths(&system), ["/etc/issue.net", "/etc/bye", "/etc/hello"]);
}
