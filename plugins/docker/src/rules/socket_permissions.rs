//! `docker/socket-permissions`

use muster_sdk::daemon::{self, Socket};
use muster_sdk::{Distribution, Finding, Outcome, shell_word};

use crate::daemon::{instances, no_engine};

muster_sdk::parameters! {
    struct Parameters {
        /// Groups that the socket may belong to.
        groups: Vec<String> = ["docker", "root"],
    }
}

muster_sdk::rule! {
    id: "docker/socket-permissions",
    severity: High,
    precision: VeryHigh,
    tags: ["docker", "files", "privileges"],
    explained_by: [Place("docker/daemon-file-valid")],
    documentation: "socket_permissions.md",
    parameters: Parameters,
    check: check,
}

/// The permission bits of everybody else.
const OTHERS: u32 = 0o007;

fn check(parameters: Parameters) -> Outcome {
    if instances()?.is_empty() {
        return Ok(no_engine());
    }
    let sockets = daemon::sockets()?;
    let mut findings: Vec<Finding> = Vec::new();
    for socket in &sockets {
        let of_unit = sockets
            .iter()
            .find(|one| one.path == socket.path && one.state == Socket::STATE_UNIT);
        match socket.state.as_str() {
            // Said of the socket that is there, or else below.
            Socket::STATE_UNIT => {}
            _ => findings.extend(judge(socket, of_unit, &parameters.groups)),
        }
    }
    if findings.is_empty() {
        findings.push(Finding::not_applicable(
            "docker/socket",
            "Docker has no socket in the file system now.",
        ));
    }
    Ok(findings)
}

/// Judges a socket as it is, and as systemd makes it the next time.
fn judge(socket: &Socket, of_unit: Option<&Socket>, groups: &[String]) -> Option<Finding> {
    let subject = format!("docker{}", socket.path);
    let is_there = socket.mode.is_some();
    let both = [Some(socket).filter(|_| is_there), of_unit];
    let (wrong, why) = match both
        .into_iter()
        .flatten()
        .find_map(|one| Some((one, problem(one, groups)?)))
    {
        Some(found) => found,
        None if !is_there && of_unit.is_none() => return None,
        None => {
            let finding = Finding::pass(
                subject,
                format!(
                    "Only root and an allowed group can send commands to {}.",
                    socket.path
                ),
            );
            return Some(finding.at(socket.source.clone(), "is the socket"));
        }
    };
    let when = if wrong.state == Socket::STATE_UNIT {
        "The next time that systemd makes it, "
    } else {
        ""
    };
    let path = &socket.path;
    let finding = Finding::fail(
        subject,
        format!("{when}{path} {why}: that is as good as root's password."),
    )
    .observed(described(wrong))
    .required(format!(
        "mode 0660 or less, root:{}",
        groups.join(" or root:")
    ))
    .fix(fix(path, of_unit.is_some(), groups))
    .at(wrong.source.clone(), "is open");
    Some(finding)
}

/// What is wrong, as the end of a sentence.
fn problem(socket: &Socket, groups: &[String]) -> Option<String> {
    let owner = socket.owner.as_deref().unwrap_or_default();
    let group = socket.group.as_deref().unwrap_or_default();
    if socket.mode.is_some_and(|mode| mode & OTHERS != 0) {
        return Some("accepts commands from every account".to_owned());
    }
    if socket.acl_extended == Some(true) {
        return Some("accepts commands from the accounts of an access control list".to_owned());
    }
    if owner != "root" {
        return Some(format!("belongs to {owner}, who can open it to everybody"));
    }
    let is_open = socket.mode.is_some_and(|mode| mode & 0o060 != 0);
    (is_open && !groups.iter().any(|one| one == group))
        .then(|| format!("accepts commands from the group {group}"))
}

fn described(socket: &Socket) -> String {
    format!(
        "mode {:04o}, {}:{}",
        socket.mode.unwrap_or_default(),
        socket.owner.as_deref().unwrap_or_default(),
        socket.group.as_deref().unwrap_or_default()
    )
}

fn fix(path: &str, by_systemd: bool, groups: &[String]) -> String {
    let group = groups.first().map_or("root", String::as_str);
    let argument = shell_word(path);
    let now = format!(
        "`setfacl --remove-all {argument}; chown root:{group} {argument} && chmod 0660 {argument}`"
    );
    if by_systemd {
        format!(
            "Set `SocketMode=0660`, `SocketUser=root` and `SocketGroup={group}` under `[Socket]` with \
             `systemctl edit docker.socket`, and run {now}"
        )
    } else {
        format!(
            "Run {now}, and find out what opens it: dockerd makes it with mode 0660, see also `{}`",
            Distribution::of_host().status_of("docker.service")
        )
    }
}
