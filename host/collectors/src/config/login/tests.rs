use muster_facts::targets::Targets;
use muster_facts::{Domain, Secrets};
use muster_target::{Context, Recorded, collect as collect_all};

use super::*;

/// Debian's own.
const DEBIAN: &str = r#"
if [ "$(id -u)" -eq 0 ]; then
  PATH="/usr/local/sbin:/usr/sbin:/usr/bin"
else
  PATH="/usr/local/bin:/usr/bin:/usr/games"
fi
export PATH
if [ "${PS1-}" ]; then
  if [ "${BASH-}" ] && [ "$BASH" != "/bin/sh" ]; then
    if [ -f /etc/bash.bashrc ]; then
      . /etc/bash.bashrc
    fi
  fi
fi
if [ -d /etc/profile.d ]; then
  for i in /etc/profile.d/*.sh; do
    if [ -r $i ]; then
      . $i
    fi
  done
  unset i
fi
"#;

/// How Debian 13 reads the files of profile.d.
const DEBIAN_13: &str = r#"
if [ -d /etc/profile.d ]; then
  for i in $(run-parts --list --regex '^[a-zA-Z0-9_][a-zA-Z0-9._-]*\.sh$' /etc/profile.d); do
    if [ -r $i ]; then
      . $i
    fi
  done
  unset i
fi
"#;

/// Red Hat's own, as far as it matters.
const RED_HAT: &str = r#"
pathmunge () {
    case ":${PATH}:" in
        *:"$1":*) ;;
        *) if [ "$2" = "after" ] ; then PATH=$PATH:$1; else PATH=$1:$PATH; fi
    esac
}
if [ "$EUID" = "0" ]; then
    pathmunge /usr/sbin
else
    pathmunge /usr/sbin after
fi
if [ $UID -gt 199 ] && [ "`/usr/bin/id -gn`" = "`/usr/bin/id -un`" ]; then
    umask 002
else
    umask 022
fi
for i in /etc/profile.d/*.sh /etc/profile.d/sh.local ; do
    if [ -r "$i" ]; then
        if [ "${-#*i}" != "$-" ]; then
            . "$i"
        else
            . "$i" >/dev/null
        fi
    fi
done
"#;

fn facts(system: &Recorded) -> LoginFacts {
    let (targets, secrets) = (Targets::default(), Secrets::default());
    let context = Context::recorded(system, &targets, &secrets);
    let facts = collect_all(context, &[crate::COLLECTORS], &[Domain::Login], &|_| ());
    facts.login.clone().unwrap()
}

fn host(profile: &str) -> Recorded {
    Recorded::new()
        .file("/etc/passwd", "root:x:0:0::/root:/bin/bash\n")
        .file("/etc/group", "root:x:0:\n")
        .file("/etc/profile", profile)
}

/// What is possible, with `?` where it is not known and `-` where nothing may set it.
fn possible(system: &Recorded, name: &str, who: &str) -> Vec<String> {
    let values = facts(system).values.unwrap();
    let value = values
        .into_iter()
        .find(|value| value.name == name && value.who == who)
        .unwrap();
    let unset = value.may_be_unset.then(|| "-".to_owned());
    let told = value.values.iter().map(|one| {
        let mark = |is: bool, mark: &str| if is { mark } else { "" }.to_owned();
        one.value.clone().unwrap_or("?".to_owned())
            + &mark(one.read_only, "r")
            + &mark(one.exported, "x")
    });
    told.chain(unset).collect()
}

#[test]
fn the_last_file_of_profile_d_counts() {
    let system = host(DEBIAN)
        .file("/etc/bash.bashrc", "umask 022\n")
        .file("/etc/profile.d/50.sh", "umask u=rwx,g=rx,o=\n");
    assert_eq!(possible(&system, "umask", "others"), ["027"]);
    assert_eq!(possible(&system, "umask", "root"), ["027"]);
    let red_hat = host(RED_HAT).file("/etc/profile.d/50.sh", "umask 027\n");
    assert_eq!(possible(&red_hat, "umask", "others"), ["027"]);
}

#[test]
fn debian_13_asks_run_parts_for_the_files() {
    let system = host(DEBIAN_13)
        .file("/etc/profile.d/50.sh", "umask 027\n")
        .file("/etc/profile.d/60.sh.dpkg-old", "umask 000\n")
        .file("/etc/profile.d/~.sh", "umask 000\n");
    assert_eq!(possible(&system, "umask", "others"), ["027"]);
    let without = host(DEBIAN_13);
    assert_eq!(possible(&without, "umask", "others"), ["-"]);
    let other = host("for i in $(find /etc/profile.d); do . $i; done\n");
    assert_eq!(possible(&other, "umask", "others"), ["?", "-"]);
}

#[test]
fn others_do_not_read_what_only_root_may() {
    for profile in [DEBIAN, DEBIAN_13, RED_HAT, ". /etc/profile.d/50.sh\n"] {
        let system =
            host(&format!("umask 022\n{profile}")).file("/etc/profile.d/50.sh", "umask 077\n");
        let with = |mode: u32| system.clone().owned("/etc/profile.d/50.sh", mode, 0, 0);
        let shut = with(0o600);
        assert_eq!(possible(&shut, "umask", "root"), ["077"], "{profile}");
        let others = possible(&shut, "umask", "others");
        assert!(others.contains(&"022".to_owned()), "{profile}");
        assert!(!others.contains(&"077".to_owned()), "{profile}");
        // Members of its group do.
        let some = possible(&with(0o640), "umask", "others");
        assert!(some.contains(&"077".to_owned()), "{profile}");
        assert!(some.contains(&"022".to_owned()), "{profile}");
        let hidden = system.clone().owned("/etc/profile.d", 0o700, 0, 0);
        let others = possible(&hidden, "umask", "others");
        assert!(!others.contains(&"077".to_owned()), "{profile}");
        assert_eq!(possible(&hidden, "umask", "root"), ["077"], "{profile}");
    }
}

#[test]
fn an_interactive_shell_has_a_prompt() {
    for set in [
        "",
        "if ! [ -n \"$SUDO_USER\" -a -n \"$SUDO_PS1\" ]; then PS1='\\u@\\h '; fi\n",
        "PS1=\"$(hostname)$ \"\n",
        "if [ -n \"${PREFIX-}\" ]; then PS1=\"$PREFIX$PS1\"; fi\n",
        "[ \"$TERM\" = xterm ] && PS1=\"$TITLE# $PS1\"\n",
    ] {
        for test in [
            "[ -n \"$PS1\" ]",
            "[ \"${PS1-}\" ]",
            "! [ -z \"$PS1\" ]",
            "test $PS1",
        ] {
            let profile = format!("{set}if {test}; then TMOUT=9; fi\n");
            assert_eq!(
                possible(&host(&profile), "TMOUT", "others"),
                ["9"],
                "{profile}"
            );
        }
    }
    let unknown = "PS1=$(x)\nif [ -n \"$PS1\" ]; then TMOUT=9; fi\n";
    assert_eq!(possible(&host(unknown), "TMOUT", "others"), ["9", "-"]);
    let empty = "PS1=\n[ -n \"$PS1\" ] && TMOUT=9\n";
    assert_eq!(possible(&host(empty), "TMOUT", "others"), ["-"]);
}

#[test]
fn of_a_branch_that_is_not_known_both_ways_are_possible() {
    let red_hat = host(RED_HAT);
    assert_eq!(possible(&red_hat, "umask", "others"), ["002", "022"]);
    assert_eq!(possible(&red_hat, "umask", "root"), ["022"]);
    let sometimes = host("[ -n \"$SSH_TTY\" ] && umask 027\n");
    assert_eq!(possible(&sometimes, "umask", "others"), ["027", "-"]);
    let ends = host("[ \"$SHLVL\" = 1 ] || return\numask 027\n");
    assert_eq!(possible(&ends, "umask", "others"), ["027", "-"]);
    let case = host("case $- in *i*) ;; *) return ;; esac\numask 077\n");
    assert_eq!(possible(&case, "umask", "others"), ["077"]);
    let nested = host("[ -f /etc/a ] && . /etc/a\numask 077\n")
        .file("/etc/a", "if [ \"$X\" ]; then return; fi\numask 0\nexit\n");
    assert_eq!(possible(&nested, "umask", "others"), ["077"]);
}

#[test]
fn pam_umask_counts_where_a_session_uses_it() {
    let defs = host("").file("/etc/login.defs", "UMASK 027\n");
    assert_eq!(possible(&defs, "umask", "others"), ["-"]);
    let pam = defs.file(
        "/etc/pam.d/common-session",
        "session optional pam_umask.so\n",
    );
    assert_eq!(possible(&pam, "umask", "others"), ["027"]);
    let argument = pam.clone().file(
        "/etc/pam.d/common-session",
        "session optional pam_umask.so umask=0077\n",
    );
    assert_eq!(possible(&argument, "umask", "others"), ["077"]);
    let later = pam.file("/etc/profile", "umask 022\n");
    assert_eq!(possible(&later, "umask", "others"), ["022"]);
    let values = facts(&later).values.unwrap();
    assert_eq!(values[0].shadowed[0].source.name, "/etc/login.defs");
}

#[test]
fn a_timeout_can_be_set_in_several_ways() {
    for (profile, expected) in [
        ("TMOUT=900\nreadonly TMOUT\nexport TMOUT\n", "900rx"),
        ("TMOUT=600; readonly TMOUT; export TMOUT", "600rx"),
        ("declare -xr TMOUT=300\n", "300rx"),
        ("typeset -xr TMOUT=900\nTMOUT=0\n", "900rx"),
        ("readonly TMOUT=900 ; export TMOUT\n", "900rx"),
        ("[ -z \"$TMOUT\" ] && TMOUT=5\n", "5"),
        ("TMOUT=$((60*15))\n", "?"),
        ("TMOUT=1\nunset TMOUT\n", "-"),
        ("TMOUT=1 cmd\n", "-"),
        ("# TMOUT=1\n", "-"),
    ] {
        assert_eq!(
            possible(&host(profile), "TMOUT", "others"),
            [expected],
            "{profile}"
        );
    }
}

fn path(system: &Recorded) -> Vec<String> {
    let directories = facts(system).root_path.unwrap();
    directories
        .into_iter()
        .map(|one| format!("{} {}", one.written, one.state))
        .collect()
}

#[test]
fn the_list_of_root_is_the_one_of_its_own_login() {
    let system = host(DEBIAN)
        .directory("/usr/local/sbin")
        .directory("/usr/sbin")
        .file("/usr/bin", "")
        .file("/root/.profile", "PATH=$PATH:/opt/x:.:\n");
    assert_eq!(
        path(&system),
        [
            "/usr/local/sbin directory",
            "/usr/sbin directory",
            "/usr/bin not-a-directory",
            "/opt/x missing",
            ". relative",
            " relative",
        ]
    );
    assert!(facts(&system).unknown_path.unwrap().is_empty());
    let red_hat = host(RED_HAT)
        .directory("/usr/sbin")
        .file("/etc/login.defs", "ENV_SUPATH PATH=/sbin\n")
        .directory("/sbin")
        .file("/root/.bash_profile", "PATH=$PATH:$HOME/bin:$(x)\n");
    assert_eq!(
        path(&red_hat),
        [
            "/usr/sbin directory",
            "/sbin directory",
            "/root/bin missing"
        ]
    );
    assert_eq!(facts(&red_hat).unknown_path.unwrap().len(), 1);
    let alpine = host(
        "append_path() { PATH=\"${PATH:+$PATH:}$1\"; }\nappend_path /usr/bin\nPATH=\"${PATH:+$PATH:}/opt/x\"\n",
    );
    assert_eq!(path(&alpine), ["/usr/bin missing", "/opt/x missing"]);
}

#[test]
fn what_cannot_be_read_may_set_anything() {
    let system = host(DEBIAN)
        .file("/etc/profile.d/a.sh", "umask 027\n")
        .denied("/etc/profile.d/a.sh");
    assert_eq!(possible(&system, "umask", "others"), ["?", "-"]);
    let own = host(
        "[ -r \"${XDG_CONFIG_HOME:-$HOME/.config}/x\" ] && . \"${XDG_CONFIG_HOME:-$HOME/.config}/x\"\numask 027\n",
    );
    assert_eq!(possible(&own, "umask", "others"), ["027"]);
    assert_eq!(possible(&host(". $FILE\n"), "umask", "others"), ["?", "-"]);
    let circle = host(". /etc/profile\n");
    assert!(facts(&circle).values.is_err());
}

#[test]
fn no_other_value_leaves_a_file() {
    let system = host("TOKEN=hunter2\nTMOUT=hunter2\nPATH=/usr/bin:$TOKEN\numask hunter2\n");
    let found = facts(&system);
    let shown = format!("{found:?}");
    assert!(!shown.contains("hunter2"), "{shown}");
}

#[test]
fn a_script_that_never_ends_is_an_error() {
    let branches = "[ $A ] && umask 0$B\n".repeat(30_000);
    assert!(facts(&host(&branches)).values.is_err());
    let many: String = (0..600).map(|number| format!("V{number}=1\n")).collect();
    assert!(facts(&host(&many)).values.is_err());
    let deep = "if x; then ".repeat(200);
    assert!(facts(&host(&deep)).values.is_err());
    let loops = "for i in 1 2 3 4 5 6 7 8 9; do ".repeat(12);
    assert!(facts(&host(&(loops + "x\n"))).values.is_err());
}

proptest::proptest! {
    #[test]
    fn any_profile_comes_to_something(
        text in "(if |then |else |fi\n|for i in /a b; do |done\n|case x in |x\\) |;;|esac\n|\\{ |\\} |f\\(\\) |\\[ |\\] |&& |\\|\\| |umask 027\n|TMOUT=9\n|readonly TMOUT\n|return\n|PATH=\\$PATH:|\n| |;|\"){0,30}"
    ) {
        let found = facts(&host(&text));
        for value in found.values.iter().flatten() {
            proptest::prop_assert!(value.may_be_unset || !value.values.is_empty());
        }
    }
}
