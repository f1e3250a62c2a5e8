//! `ssh/port-consistency`

use muster_sdk::sockets::{self, Listener};
use muster_sdk::sshd::{self, PortMention, Setting, SshdServer};
use muster_sdk::{
    Distribution, FactError, Finding, NotEvaluated, Outcome, Source, pass_unless, units,
};

use crate::setting::no_server;

muster_sdk::rule! {
    id: "ssh/port-consistency",
    severity: Medium,
    precision: High,
    tags: ["ssh", "availability", "checklist"],
    explained_by: [Host("ssh/config-valid")],
    documentation: "port_consistency.md",
    check: check,
}

const SUBJECT: &str = "sshd/Port";

/// Processes that listen for SSH: sshd itself, and what holds the socket for it.
const LISTENING: [&str; 4] = ["init", "sshd", "sshd-session", "systemd"];

fn check() -> Outcome {
    if let Some(finding) = no_server(SUBJECT)? {
        return Ok(vec![finding]);
    }
    let server = sshd::server()?;
    if server.ports.is_empty() {
        return Err(NotEvaluated::because(format!(
            "{} does not say which port sshd listens on",
            server.config
        )));
    }
    let settings = sshd::settings()?;
    let place = place(&server, &settings);
    let mut findings = Vec::new();
    if server.socket_activated {
        findings.extend(judge_socket(&server, &settings)?);
    }
    match sockets::listeners() {
        Ok(listeners) => findings.extend(judge_listeners(
            &server,
            &listeners,
            &place,
            &Distribution::of_host(),
        )),
        // Nothing runs on an image.
        Err(FactError::Unsupported(_)) => {}
        Err(error @ (FactError::Denied(_) | FactError::Failed(_))) => return Err(error.into()),
    }
    for mention in sshd::port_mentions()? {
        findings.extend(judge_mention(&server, &mention, &place)?);
    }
    Ok(pass_unless(findings, || {
        let ports = in_words(&server.ports);
        let message = format!("Everything agrees on the SSH port: {ports}.");
        Finding::pass(SUBJECT, message)
            .observed(ports)
            .at(place.clone(), "says where sshd listens")
    }))
}

/// Where it is said on which port sshd listens.
fn place(server: &SshdServer, settings: &[Setting]) -> Source {
    let written = settings
        .iter()
        .filter(|setting| matches!(setting.keyword.as_str(), "port" | "listenaddress"))
        .find_map(|setting| setting.source.clone());
    written.unwrap_or_else(|| Source::file(&server.config))
}

/// Whether sshd's own configuration asks for other ports than the socket that listens in its place.
fn judge_socket(
    server: &SshdServer,
    settings: &[Setting],
) -> Result<Option<Finding>, NotEvaluated> {
    let port = settings
        .iter()
        .find(|setting| setting.keyword == "port" && setting.source.is_some());
    let Some(port) = port else {
        return Ok(None);
    };
    let mut asked: Vec<u16> = port
        .values
        .iter()
        .filter_map(|value| value.parse().ok())
        .collect();
    asked.sort_unstable();
    asked.dedup();
    if asked == server.ports || asked.is_empty() {
        return Ok(None);
    }
    let mut socket = None;
    for name in ["ssh.socket", "sshd.socket"] {
        socket = socket.or(units::find_unit(name)?);
    }
    let name = socket
        .as_ref()
        .map_or_else(|| "ssh.socket".to_owned(), |unit| unit.name.clone());
    let finding = Finding::fail(
        format!("{SUBJECT}/socket"),
        format!(
            "sshd should listen on {}, but {name} listens instead, on {}.",
            in_words(&asked),
            in_words(&server.ports)
        ),
    )
    .observed(in_words(&server.ports))
    .required(in_words(&asked))
    .fix(format!(
        "Run `systemctl edit {name}`, write `ListenStream=` and a line `ListenStream=PORT` for each port under \
         [Socket], and run `systemctl daemon-reload` and `systemctl restart {name}`; or disable {name}, and enable the \
         service"
    ));
    let finding = match &port.source {
        Some(source) => finding.at(source.clone(), "has no effect"),
        None => finding,
    };
    Ok(Some(match socket {
        Some(unit) => finding.at(unit.source, "listens"),
        None => finding,
    }))
}

/// Whether sshd listens where it is to listen, and nowhere else.
fn judge_listeners(
    server: &SshdServer,
    listeners: &[Listener],
    place: &Source,
    distribution: &Distribution,
) -> Vec<Finding> {
    let tcp: Vec<&Listener> = listeners
        .iter()
        .filter(|listener| listener.protocol == Listener::PROTOCOL_TCP)
        .collect();
    let is_server = |listener: &Listener| {
        let process = listener.process.as_deref();
        process.is_none_or(|process| LISTENING.contains(&process))
    };
    let on = |port: u16| tcp.iter().copied().filter(move |one| one.port == port);
    let own: Vec<&Listener> = tcp
        .iter()
        .copied()
        .filter(|one| one.process.as_deref() == Some("sshd"))
        .collect();
    let answers = |port: &u16| on(*port).any(is_server);
    // Where sshd does not run at all, nothing disagrees.
    if own.is_empty() && !server.ports.iter().any(answers) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for port in server.ports.iter().filter(|&port| !answers(port)) {
        let other = on(*port).find_map(|one| Some((one, one.process.clone()?)));
        let who = other.as_ref().map_or_else(
            || "nothing listens there".to_owned(),
            |(_, process)| format!("{process} listens there"),
        );
        let finding = Finding::fail(
            format!("{SUBJECT}/{port}"),
            format!("sshd should listen on {port}/tcp, but {who}."),
        )
        .observed(who)
        .required("sshd listens")
        .fix(restart(distribution))
        .at(place.clone(), "says where sshd listens");
        findings.push(match other {
            Some((listener, _)) => finding.at(listener.source.clone(), "listens"),
            None => finding,
        });
    }
    // A port that a session forwards is one of the host itself, or of the user who asked for it.
    let stray = own.iter().filter(|one| {
        let address = one.address.parse::<std::net::IpAddr>();
        let is_local = address.is_ok_and(|address| address.to_canonical().is_loopback());
        one.uid == 0 && !is_local && !server.ports.contains(&one.port)
    });
    let mut told = Vec::new();
    for listener in stray {
        let port = listener.port;
        if told.contains(&port) {
            continue;
        }
        told.push(port);
        findings.push(
            Finding::fail(
                format!("{SUBJECT}/{port}"),
                format!(
                    "sshd listens on {port}/tcp, but should listen only on {}.",
                    in_words(&server.ports)
                ),
            )
            .observed(format!("{port}/tcp"))
            .required(in_words(&server.ports))
            .fix(restart(distribution))
            .at(place.clone(), "says where sshd listens")
            .at(listener.source.clone(), "listens"),
        );
    }
    findings
}

fn restart(distribution: &Distribution) -> String {
    format!(
        "Open the port in the firewall, run `sshd -t && {}`, and keep your session until you have opened another one on \
         that port",
        distribution.restart(distribution.ssh_service())
    )
}

/// Whether another program takes another port for the one of SSH.
fn judge_mention(
    server: &SshdServer,
    mention: &PortMention,
    place: &Source,
) -> Result<Option<Finding>, NotEvaluated> {
    let named = in_words(&mention.ports);
    let missed: Vec<u16> = server
        .ports
        .iter()
        .copied()
        .filter(|port| !mention.ports.contains(port))
        .collect();
    let (subject, message, fix) = match mention.by.as_str() {
        _ if missed.is_empty() => return Ok(None),
        PortMention::BY_FAIL2BAN => (
            "fail2ban",
            format!(
                "fail2ban's jail `{}` blocks an address on {named}, but sshd listens on {}, where it can go on guessing.",
                mention.name,
                in_words(&missed)
            ),
            format!(
                "Write `port = {}` below [{}] in /etc/fail2ban/jail.local, and run `fail2ban-client reload`",
                joined(&server.ports),
                mention.name
            ),
        ),
        // A port of several is let in by a rule of its own.
        PortMention::BY_UFW_PROFILE if missed.len() < server.ports.len() => return Ok(None),
        PortMention::BY_UFW_PROFILE => (
            "ufw",
            format!(
                "The ufw rules for `{}` let in {named}, but sshd listens on {}.",
                mention.name,
                in_words(&server.ports)
            ),
            format!(
                "Run `ufw allow {}/tcp` where no rule does, and `ufw delete allow {}`",
                server.ports.first().copied().unwrap_or_default(),
                mention.name
            ),
        ),
        other => {
            return Err(NotEvaluated::because(format!(
                "'{other}' is not a known place of a port"
            )));
        }
    };
    Ok(Some(
        Finding::fail(format!("{SUBJECT}/{subject}"), message)
            .observed(named)
            .required(in_words(&server.ports))
            .fix(fix)
            .at(mention.source.clone(), "names another port")
            .at(place.clone(), "says where sshd listens"),
    ))
}

/// `22/tcp and 2222/tcp`
fn in_words(ports: &[u16]) -> String {
    let names: Vec<String> = ports.iter().map(|port| format!("{port}/tcp")).collect();
    names.join(" and ")
}

/// `22,2222`
fn joined(ports: &[u16]) -> String {
    let numbers: Vec<String> = ports.iter().map(u16::to_string).collect();
    numbers.join(",")
}

#[cfg(test)]
mod tests {
    use muster_sdk::FindingRecord;

    use super::*;

    fn server(ports: &[u16]) -> SshdServer {
        SshdServer {
            ports: ports.to_vec(),
            ..muster_sdk::testing::sample()
        }
    }

    fn listener(port: u16, process: Option<&str>, address: &str, uid: u32) -> Listener {
        Listener {
            protocol: Listener::PROTOCOL_TCP.to_owned(),
            address: address.to_owned(),
            port,
            process: process.map(str::to_owned),
            uid,
            ..muster_sdk::testing::sample()
        }
    }

    fn told(ports: &[u16], listeners: &[Listener]) -> Vec<String> {
        let distribution = Distribution::of(&muster_sdk::testing::sample());
        let found = judge_listeners(
            &server(ports),
            listeners,
            &Source::file("/x"),
            &distribution,
        );
        found
            .into_iter()
            .map(|finding| FindingRecord::from(finding).subject)
            .collect()
    }

    #[test]
    fn sshd_listens_where_it_is_to_listen() {
        let sshd = |port| listener(port, Some("sshd"), "0.0.0.0", 0);
        assert!(told(&[22], &[sshd(22)]).is_empty());
        assert!(told(&[22], &[listener(22, Some("systemd"), "::", 0)]).is_empty());
        // Whose socket it is may not be told.
        assert!(told(&[22], &[listener(22, None, "::", 0)]).is_empty());
        // It does not run.
        assert!(told(&[22], &[listener(80, Some("caddy"), "::", 0)]).is_empty());
        assert_eq!(
            told(&[2222], &[sshd(22)]),
            ["sshd/Port/2222", "sshd/Port/22"]
        );
        assert_eq!(told(&[22, 2222], &[sshd(22)]), ["sshd/Port/2222"]);
        let taken = [sshd(22), listener(443, Some("caddy"), "::", 0)];
        assert_eq!(told(&[22, 443], &taken), ["sshd/Port/443"]);
    }

    #[test]
    fn what_a_session_forwards_is_no_port_of_the_server() {
        let sshd = listener(22, Some("sshd"), "0.0.0.0", 0);
        for forwarded in [
            listener(8080, Some("sshd"), "127.0.0.1", 0),
            listener(8080, Some("sshd"), "0.0.0.0", 1000),
            listener(8080, Some("sshd-session"), "0.0.0.0", 0),
        ] {
            assert!(told(&[22], &[sshd.clone(), forwarded]).is_empty());
        }
    }

    #[test]
    fn other_programs_name_the_port() {
        let told = |by: &str, ports: &[u16], own: &[u16]| {
            let mention = PortMention {
                by: by.to_owned(),
                ports: ports.to_vec(),
                ..muster_sdk::testing::sample()
            };
            judge_mention(&server(own), &mention, &Source::file("/x"))
                .unwrap()
                .is_some()
        };
        assert!(!told(PortMention::BY_FAIL2BAN, &[22], &[22]));
        assert!(told(PortMention::BY_FAIL2BAN, &[22], &[2222]));
        assert!(told(PortMention::BY_FAIL2BAN, &[22], &[22, 2222]));
        assert!(!told(PortMention::BY_FAIL2BAN, &[22, 2222], &[2222]));
        assert!(told(PortMention::BY_UFW_PROFILE, &[22], &[2222]));
        assert!(!told(PortMention::BY_UFW_PROFILE, &[22], &[22, 2222]));
    }
}
