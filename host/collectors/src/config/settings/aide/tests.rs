use muster_target::Recorded;
use proptest::prelude::*;

use super::*;

const CONF: &str = "/etc/aide.conf";
const TOOL: &str = "/usr/sbin/auditctl";

fn host(conf: &str) -> Recorded {
    Recorded::new()
        .file("/usr/sbin/aide", "")
        .file(TOOL, "")
        .file(CONF, conf)
}

/// What is checked of the tool, or why that is not known.
fn checked(system: &Recorded) -> String {
    match Aide::default().setting(system, TOOL) {
        Ok(setting) => match setting.effective {
            Some(line) => format!(
                "{} {}",
                line.source.line.unwrap_or_default(),
                line.value.unwrap()
            ),
            None => "nobody".to_owned(),
        },
        Err(error) => error.reason().to_owned(),
    }
}

#[test]
fn the_rule_of_the_deepest_directory_counts() {
    for (conf, expected) in [
        (
            "/ p\n/usr/sbin p+i\n/usr/sbin/auditctl p+sha512\n",
            "3 p+sha512",
        ),
        (
            "/usr/sbin/auditctl p+sha512\n/usr/sbin/.* n\n",
            "1 p+sha512",
        ),
        ("/usr/sbin/.* n\n/usr/sbin/auditctl p+sha512\n", "1 n"),
        ("A = p+i\nB = A+n-i\n/usr B\n", "3 n+p"),
        ("/usr/sbin d p\n/usr f,l n\n", "2 n"),
        ("=/usr/sbin n\n=/usr/sbin/auditctl p\n/usr/sbin n\n", "2 p"),
        // Not only that path, but nothing that is deeper.
        ("=/usr/sbin/audit n\n/usr p\n", "1 n"),
        ("=/usr/ n\n/usr p\n", "2 p"),
        ("=/usr/sbin/ n\n/usr p\n", "1 n"),
        ("/usr/sbin/none|/usr/sbin/auditctl n\n/usr p\n", "2 p"),
        ("@@if not defined X\n/usr 0 p\n@@endif\n", "2 p"),
        ("@@if exists /usr/sbin/aide\n/usr p\n@@endif\n", "2 p"),
        ("/usr R\n!/usr/sbin/audit.*\n", "2 nothing"),
        (
            "/usr R\n!/usr/share d\n!/var/log\n",
            "1 acl+c+e2fsattrs+ftype+g+i+l+m+n+p+s+selinux+u+xattrs",
        ),
        ("/etc R\n", "nobody"),
        (
            "@@define DIR /usr/sbin\n@@ifdef DIR\n@@{DIR} p # a\n@@else\n/usr n\n@@endif\n",
            "3 p",
        ),
        (
            "@@ifndef X\n@@if unknown\n@@endif\n@@endif\n/usr p\n",
            "/etc/aide.conf:2 has a line",
        ),
        (
            "@@ifdef X\n@@if unknown\n/usr n\n@@endif\n@@endif\n/usr p\n",
            "6 p",
        ),
        (
            "database_in=file:/var/lib/aide/aide.db.gz\nreport_url=stdout\n/usr p\n",
            "3 p",
        ),
    ] {
        let found = checked(&host(conf));
        assert!(found.starts_with(expected), "{conf} {found}");
    }
}

#[test]
fn what_is_not_understood_is_an_error_where_it_may_matter() {
    for conf in [
        "/usr UNKNOWN\n",
        "/usr p\n!/usr/(?=sbin)\n",
        "/usr p\n!/usr/sbin$\n",
        "/usr p\n!/usr/sbin d\n",
        "-/usr\n/usr p\n",
        "root_prefix=/mnt\n/usr p\n",
        "@@include /etc/aide.d\n/usr p\n",
        "@@{X} p\n",
        "@@ifdef X\n/usr p\n",
        "A = sha512+unknown\n/usr A\n",
    ] {
        let error = Aide::default().setting(&host(conf), TOOL);
        assert!(matches!(error, Err(FactError::Failed(_))), "{conf}");
    }
    // It is about other files.
    assert_eq!(
        checked(&host("/usr p\n!/var/(?=log)\n/var UNKNOWN\n")),
        "1 p"
    );
}

#[test]
fn files_are_included_and_none_is_run() {
    let conf = "@@x_include /etc/aide.d ^[a-z_]+$\n";
    let included = host(conf)
        .file("/etc/aide.d/a_tools", "/usr/sbin p\n")
        .file("/etc/aide.d/a.bak", "!/usr\n");
    assert_eq!(checked(&included), "1 p");
    let program = included
        .file("/etc/aide.d/b", "")
        .owned("/etc/aide.d/b", 0o755, 0, 0);
    assert!(checked(&program).contains("does not run"));
    let own = host("@@include /etc/aide.conf\n");
    assert!(checked(&own).contains("more files"));
}

#[test]
fn who_has_no_aide_or_no_such_file_is_not_asked() {
    let none = Recorded::new().file(CONF, "/usr p\n").file(TOOL, "");
    let error = Aide::default().setting(&none, TOOL);
    assert!(matches!(error, Err(FactError::Unsupported(_))));
    let error = Aide::default().setting(&host("/usr p\n"), "/usr/sbin/autrace");
    assert!(matches!(error, Err(FactError::Unsupported(_))));
}

proptest! {
    #[test]
    fn any_text_is_read(text in "(@@define A /|@@\\{A\\}|@@ifdef A|@@else|@@endif|/usr|!|=|\\.\\*|\\(|\\[| |\n|p\\+|A|B = |-|\\\\){0,40}") {
        let _ = checked(&host(&text));
    }
}
