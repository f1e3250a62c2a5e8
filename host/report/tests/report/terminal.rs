//! The terminal report, as it stands on the screen.

use muster_outcomes::{Severity, Status, Totals};
use muster_report::{Format, Options, render};

use crate::fixture::{outcome, rule, verdict, verdict_of};
use crate::totals::in_line;

fn terminal(options: &Options) -> String {
    render(Format::Terminal, &verdict(), options).unwrap()
}

/// The counts in the last lines.
pub(crate) fn totals(text: &str) -> Totals {
    let (_, last) = text.rsplit_once("──\n").unwrap();
    let words = last.split_whitespace().collect::<Vec<_>>().join(" ");
    in_line(&words)
}

#[test]
fn a_report_on_80_columns() {
    insta::assert_snapshot!(terminal(&Options::default()), @r#"
    muster 0.1.0 · web-1 (live) · policy vps on baseline · 2026-11-24T05:46:00Z

    ── Failures (5) ────────────────────────────────────────────────────────────────

    critical  Root can log in over SSH                         ssh/permit-root-login
              PermitRootLogin is 'yes', and the policy requires 'no'.

            ╭ /etc/ssh/sshd_config.d/50-cloud-init.conf:3:17
          3 │ PermitRootLogin yes
            │                 ^^^ sets it, and is read first
            ╭ /etc/ssh/sshd_config:33
         33 │ PermitRootLogin no
            ╰ is shadowed

    observed  yes
    required  no
         why  Whoever guesses or steals root's password or key has the whole server
              at once, and the log cannot say who it was.
         fix  Set it in a file that is read first:

                  # /etc/ssh/sshd_config.d/00-muster.conf
                  PermitRootLogin no

              Then `sshd -t && systemctl reload ssh`, and keep a second session
              open.
         see  CIS Debian 12 5.1.20 · NIST SP 800-53 AC-6(2) · CWE-250

        high  More than the reverse proxy publishes ports to the network
              compose/exposed-ports
              Service 'db' publishes port 5432 on all addresses, although ufw denies
              it.

            ╭ /srv/app/compose.yaml:14:9
         14 │       - "5432:5432"
            │         ^^^^^^^^^^^ publishes the port
            · sockets/tcp/0.0.0.0/5432  docker-proxy listens
            ╭ $ nft -j list ruleset
            │ tcp dport 5432 counter packets 18 bytes 1080 dnat to 172.18.0.3:5432
            ╰ lets it through before ufw's chains are asked

    observed  0.0.0.0:5432, reachable from the internet
    required  127.0.0.1 or no published port
         why  Docker writes its own firewall rules, so a published port is open even
              where ufw denies it.
         fix  Publish on `127.0.0.1` only, or remove `ports:` and use a Docker
              network.
         see  CIS Docker 1.6 5.14 · CWE-668

      medium  Others than its owner can read an .env file              env/file-mode
              /srv/app/.env has mode 0644, and at most 0600 is allowed.
          at  /srv/app/.env
    observed  0644
    required  0600 or stricter

              /srv/app/.env.prod has mode 0640, and at most 0600 is allowed.
          at  /srv/app/.env.prod
    observed  0640
    required  0600 or stricter

         why  Every user and every other service of the host could read the secrets.
         fix  `chmod 600` the file.
         see  CWE-732

        info  SSH shows no banner before login                            ssh/banner
              No banner is set.
         fix  Set `Banner /etc/issue.net`.

    ── Not evaluated (4) ───────────────────────────────────────────────────────────

       error  /srv/app/.env.prod:7: the quote is never closed
              env/distinct-secrets (env/srv/app/.env.prod)

       error  `nft -j list ruleset` was denied (exit code 1: Operation not
              permitted); run as root, or grant CAP_NET_ADMIN
              firewall/default-deny-in, firewall/ipv6-covered,
              firewall/ssh-reachable

    ── To check by hand (1) ────────────────────────────────────────────────────────

      manual  Backups are restored in a test                          backup/restore
              Restore last night's dump into an empty database and start the service
              against it.

    ── Not applicable (3) ──────────────────────────────────────────────────────────

           3  Docker runs without a swarm

    ────────────────────────────────────────────────────────────────────────────────
    5 failed (1 critical, 1 high, 2 medium, 1 info) · 4 not evaluated · 1 by hand
    · 3 not applicable · 3 passed
    Incomplete: 4 of 16 could not be evaluated, and 2 failures are at or above high.
    Exit code 3.
    "#);
}

#[test]
fn a_verbose_report_on_120_columns() {
    let options = Options {
        width: 120,
        verbose: true,
        ..Options::default()
    };
    insta::assert_snapshot!(terminal(&options), @r#"
    muster 0.1.0 · web-1 (live) · policy vps on baseline · 2026-11-24T05:46:00Z

    ── Failures (5) ────────────────────────────────────────────────────────────────────────────────────────────────────────

    critical  Root can log in over SSH                                                                 ssh/permit-root-login
              PermitRootLogin is 'yes', and the policy requires 'no'.

            ╭ /etc/ssh/sshd_config.d/50-cloud-init.conf:3:17
          3 │ PermitRootLogin yes
            │                 ^^^ sets it, and is read first
            ╭ /etc/ssh/sshd_config:33
         33 │ PermitRootLogin no
            ╰ is shadowed

    observed  yes
    required  no
         why  Whoever guesses or steals root's password or key has the whole server at once, and the log cannot say who it
              was.
         fix  Set it in a file that is read first:

                  # /etc/ssh/sshd_config.d/00-muster.conf
                  PermitRootLogin no

              Then `sshd -t && systemctl reload ssh`, and keep a second session open.
         see  CIS Debian 12 5.1.20 · NIST SP 800-53 AC-6(2) · CWE-250

        high  More than the reverse proxy publishes ports to the network                               compose/exposed-ports
              Service 'db' publishes port 5432 on all addresses, although ufw denies it.

            ╭ /srv/app/compose.yaml:14:9
         14 │       - "5432:5432"
            │         ^^^^^^^^^^^ publishes the port
            · sockets/tcp/0.0.0.0/5432  docker-proxy listens
            ╭ $ nft -j list ruleset
            │ tcp dport 5432 counter packets 18 bytes 1080 dnat to 172.18.0.3:5432
            ╰ lets it through before ufw's chains are asked

    observed  0.0.0.0:5432, reachable from the internet
    required  127.0.0.1 or no published port
         why  Docker writes its own firewall rules, so a published port is open even where ufw denies it.
         fix  Publish on `127.0.0.1` only, or remove `ports:` and use a Docker network.
         see  CIS Docker 1.6 5.14 · CWE-668

      medium  Others than its owner can read an .env file                                                      env/file-mode
              /srv/app/.env has mode 0644, and at most 0600 is allowed.
          at  /srv/app/.env
    observed  0644
    required  0600 or stricter

              /srv/app/.env.prod has mode 0640, and at most 0600 is allowed.
          at  /srv/app/.env.prod
    observed  0640
    required  0600 or stricter

         why  Every user and every other service of the host could read the secrets.
         fix  `chmod 600` the file.
         see  CWE-732

        info  SSH shows no banner before login                                                                    ssh/banner
              No banner is set.
         fix  Set `Banner /etc/issue.net`.

    ── Not evaluated (4) ───────────────────────────────────────────────────────────────────────────────────────────────────

       error  /srv/app/.env.prod:7: the quote is never closed
              env/distinct-secrets (env/srv/app/.env.prod)

       error  `nft -j list ruleset` was denied (exit code 1: Operation not permitted); run as root, or grant CAP_NET_ADMIN
              firewall/default-deny-in, firewall/ipv6-covered, firewall/ssh-reachable

    ── To check by hand (1) ────────────────────────────────────────────────────────────────────────────────────────────────

      manual  Backups are restored in a test                                                                  backup/restore
              Restore last night's dump into an empty database and start the service against it.

    ── Not applicable (3) ──────────────────────────────────────────────────────────────────────────────────────────────────

           3  Docker runs without a swarm
              swarm/autolock (swarm/0), swarm/certificates (swarm/0), swarm/certificates (swarm/1)

    ── Passed (3) ──────────────────────────────────────────────────────────────────────────────────────────────────────────

        pass  APP_ENV is prod                                                                       env/app-env (2 subjects)
        pass  SSH ends a connection after few failed logins                                               ssh/max-auth-tries

    ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    5 failed (1 critical, 1 high, 2 medium, 1 info) · 4 not evaluated · 1 by hand · 3 not applicable · 3 passed
    Incomplete: 4 of 16 could not be evaluated, and 2 failures are at or above high. Exit code 3.
    "#);
}

#[test]
fn colour_changes_nothing_but_colour() {
    let coloured = terminal(&Options {
        colour: true,
        ..Options::default()
    });
    let mut plain = String::new();
    for (number, part) in coloured.split("\x1b[").enumerate() {
        let text = if number == 0 {
            part
        } else {
            part.split_once('m').unwrap().1
        };
        plain.push_str(text);
    }
    assert_ne!(coloured, plain);
    assert_eq!(plain, terminal(&Options::default()));
}

#[test]
fn a_clean_report_says_so_in_four_lines() {
    let verdict = verdict_of(
        vec![rule("ssh/port", "SSH listens on 22", Severity::High)],
        vec![outcome(
            "ssh/port",
            "sshd/Port",
            Status::Pass,
            "Port is 22.",
        )],
    );
    insta::assert_snapshot!(render(Format::Terminal, &verdict, &Options::default()).unwrap(), @r#"
    muster 0.1.0 · web-1 (live) · policy vps on baseline · 2026-11-24T05:46:00Z

    ────────────────────────────────────────────────────────────────────────────────
    0 failed · 1 passed
    web-1 passes muster: nothing fails at or above high. Exit code 0.
    "#);
}

#[test]
fn failures_below_the_gate_and_an_empty_evaluation_have_their_own_conclusion() {
    let rules = || vec![rule("ssh/port", "SSH listens on 22", Severity::Low)];
    let last_line = |outcomes| {
        let text = render(
            Format::Terminal,
            &verdict_of(rules(), outcomes),
            &Options::default(),
        )
        .unwrap();
        text.lines().last().unwrap_or_default().to_owned()
    };
    let fail = outcome("ssh/port", "sshd/Port", Status::Fail, "Port is 23.");
    assert_eq!(
        last_line(vec![fail]),
        "web-1 passes muster: nothing fails at or above high. Exit code 0."
    );
    assert_eq!(
        last_line(Vec::new()),
        "Nothing was evaluated, so nothing is known about web-1. Exit code 3."
    );
}
