use muster_target::Recorded;
use proptest::prelude::*;

use super::*;

const OWN: &str = "/etc/login.defs";

fn read(text: &str) -> LoginDefs {
    LoginDefs::read(&Recorded::new().file(OWN, text)).unwrap()
}

#[test]
fn shadow_takes_the_last_line_and_all_of_it() {
    let defs =
        read("UMASK 022\n  UMASK\t\"027\" # x\n#UMASK 077\nUMASK=077\nPASS_MAX_DAYS 90 # days\n");
    let umask = defs.value("UMASK").unwrap();
    assert_eq!(
        (umask.value.as_str(), umask.source),
        ("027", Source::line(OWN, 2))
    );
    assert_eq!(defs.value("PASS_MAX_DAYS").unwrap().value, "90 # days");
    assert_eq!(defs.number("PASS_MAX_DAYS"), None);
    assert_eq!(defs.value("umask"), None);
}

#[test]
fn pam_takes_the_first_line_up_to_a_comment() {
    let defs = read("#UMASK 077\numask=027 # x\nUMASK 022\nENCRYPT_METHOD\n");
    let umask = defs.value_for_pam("UMASK").unwrap();
    assert_eq!(
        (umask.value.as_str(), umask.source),
        ("027", Source::line(OWN, 2))
    );
    assert_eq!(defs.value_for_pam("ENCRYPT_METHOD").unwrap().value, "");
}

#[test]
fn what_is_in_the_directories_counts_where_the_vendor_has_the_file() {
    let system = Recorded::new()
        .file(OWN, "UMASK 022\nUID_MIN 500\n")
        .file("/etc/login.defs.d/70-shop.defs", "UMASK 027\n")
        .file("/usr/etc/login.defs.d/70-shop.defs", "UMASK 007\n")
        .file("/usr/etc/login.defs.d/80-shop.txt", "UMASK 077\n");
    let of_debian = LoginDefs::read(&system).unwrap();
    assert_eq!(of_debian.value("UMASK").unwrap().value, "022");
    let of_suse = LoginDefs::read(&system.file(VENDOR, "UID_MIN 1\n")).unwrap();
    assert_eq!(of_suse.value("UMASK").unwrap().value, "027");
    assert_eq!(of_suse.value_for_pam("UMASK").unwrap().value, "027");
    assert_eq!(of_suse.number("UID_MIN"), Some(500));
    assert_eq!(of_suse.file, OWN);
}

#[test]
fn numbers_have_any_base() {
    for (text, expected) in [
        ("90", Some(90)),
        ("-1", Some(-1)),
        ("+7", Some(7)),
        ("0", Some(0)),
        ("010", Some(8)),
        ("-010", Some(-8)),
        ("0x5A", Some(90)),
        ("0X5a", Some(90)),
        ("", None),
        ("-", None),
        ("0x", None),
        ("09", None),
        ("--1", None),
        ("9 0", None),
        ("99999999999999999999", None),
    ] {
        assert_eq!(number(text), expected, "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in "(?s)(UMASK|0x|[0-9]|=|#|\"|\n| |\t|.){0,40}") {
        let defs = read(&text);
        let _ = (defs.number("UMASK"), defs.value_for_pam("UMASK"));
    }
}
