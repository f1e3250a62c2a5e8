//! `log/rsyslog`

use muster_sdk::rsyslog::{self, Forward};
use muster_sdk::{Distribution, Finding, NotEvaluated, Outcome, fits_pattern};

use crate::subject::{RSYSLOG as SUBJECT, path};
use crate::{journal, rotated};

muster_sdk::parameters! {
    struct Parameters {
        /// The permission bits that files may be created with at most, such as `0640`; empty where any will do.
        #[needed(demand)]
        #[form(Octal)]
        file_mode: String = "",
        /// Whether it may take messages of other hosts.
        #[needed(demand)]
        may_receive: bool = true,
        /// Hosts of which it has to send messages to one; `*` stands for any text. Empty where it need not.
        #[needed(demand)]
        forwards_to: Vec<String> = [],
        /// Whether all that it sends to other hosts has to be encrypted.
        #[needed(demand)]
        encrypted: bool = false,
        /// Whether logrotate has to rotate each file that rsyslog writes.
        #[needed(demand)]
        rotated: bool = false,
        /// The setting that makes the journal pass its messages on, `journald/Journal/ForwardToSyslog`: it must make
        /// them reach rsyslog, or rsyslog must read the journal itself. Empty if neither is required.
        #[requests(Setting)]
        #[needed(demand)]
        journal: String = "",
    }
}

muster_sdk::rule! {
    id: "log/rsyslog",
    severity: Low,
    precision: High,
    tags: ["logs", "manual"],
    documentation: "rsyslog.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let asks = !parameters.file_mode.is_empty()
        || !parameters.may_receive
        || !parameters.forwards_to.is_empty()
        || parameters.encrypted
        || parameters.rotated
        || !parameters.journal.is_empty();
    if !asks {
        let reason = "The policy requires nothing of rsyslog.";
        return Ok(vec![Finding::not_applicable(SUBJECT, reason)]);
    }
    let program = rsyslog::overview()?;
    if !program.installed {
        let reason = "rsyslog is not installed.";
        return Ok(vec![Finding::not_applicable(SUBJECT, reason)]);
    }
    let mut findings = Vec::new();
    if !parameters.file_mode.is_empty() {
        findings.extend(judge_files(&parameters.file_mode)?);
    }
    if !parameters.may_receive {
        findings.extend(judge_receivers()?);
    }
    let forwards = rsyslog::forwards()?;
    if !parameters.forwards_to.is_empty() {
        findings.push(judge_target(&forwards, &parameters.forwards_to));
    }
    if parameters.encrypted {
        findings.extend(judge_encryption(&forwards));
    }
    if parameters.rotated {
        findings.extend(rotated::judge_rotation(&rsyslog::files()?)?);
    }
    if !parameters.journal.is_empty() {
        findings.push(journal::judge_journal(&parameters.journal)?);
    }
    // What was not read may say otherwise.
    for part in rsyslog::unread_parts()? {
        let subject = part.source.name.clone();
        if !findings.iter().any(|known| known.subject() == subject) {
            findings.push(
                Finding::error(
                    subject,
                    format!(
                        "Not all of rsyslog's configuration is known: {}",
                        part.reason
                    ),
                )
                .at(part.source, "is not read"),
            );
        }
    }
    Ok(findings)
}

fn bits(mode: &str) -> Option<u32> {
    u32::from_str_radix(mode, 8).ok()
}

fn judge_files(most: &str) -> Result<Vec<Finding>, NotEvaluated> {
    let allowed = bits(most).ok_or_else(|| {
        NotEvaluated::because(format!(
            "parameter `file-mode`: `{most}` is not a mode in octal digits"
        ))
    })?;
    let files = rsyslog::files()?;
    let mut findings: Vec<Finding> = Vec::new();
    for file in &files {
        let subject = format!("{SUBJECT}/file-mode{}", path(file));
        if findings.iter().any(|known| known.subject() == subject) {
            continue;
        }
        let Some(mode) = &file.mode else {
            let finding = Finding::error(subject, "the mode of its files is not understood");
            findings.push(finding.at_if(file.decided_by.clone(), "sets it"));
            continue;
        };
        let found = bits(mode).unwrap_or(u32::MAX);
        if found & !allowed == 0 {
            continue;
        }
        let finding = Finding::fail(
            subject,
            format!(
                "rsyslog creates {} with the mode {mode}, which is more than {most}.",
                file.path
            ),
        )
        .observed(mode)
        .required(format!("{most} or stricter"));
        let finding = match &file.decided_by {
            Some(line) => finding.at(line.clone(), "sets the mode"),
            None => finding,
        };
        findings.push(
            finding
                .at(file.source.clone(), "writes the file")
                .fix(format!("Write `$FileCreateMode {most}` above the first line of /etc/rsyslog.conf that names a file, and `fileCreateMode=\"{most}\"` in each `action(type=\"omfile\" …)`; then run `{}`", Distribution::of_host().restart("rsyslog"))),
        );
    }
    if findings.is_empty() {
        let number = files.len();
        findings.push(
            Finding::pass(
                format!("{SUBJECT}/file-mode"),
                format!("rsyslog creates all its files ({number}) with {most} or less."),
            )
            .required(format!("{most} or stricter")),
        );
    }
    Ok(findings)
}

fn judge_receivers() -> Outcome {
    let mut findings: Vec<Finding> = Vec::new();
    for receiver in rsyslog::receivers()?
        .into_iter()
        .filter(|one| !one.loopback)
    {
        let subject = format!("{SUBJECT}/receives/{}", receiver.protocol);
        if findings.iter().any(|known| known.subject() == subject) {
            continue;
        }
        let port = match &receiver.port {
            Some(port) => format!(" on port {port}"),
            None => String::new(),
        };
        findings.push(
            Finding::fail(
                subject,
                format!(
                    "rsyslog accepts messages from other hosts through {}{port}.",
                    receiver.protocol
                ),
            )
            .observed(receiver.protocol.clone())
            .required("no messages from other hosts")
            .at(receiver.source.clone(), "takes them")
            .fix(format!(
                "Take the line out of {}, and run `{}`",
                receiver.source.location(),
                Distribution::of_host().restart("rsyslog")
            )),
        );
    }
    if findings.is_empty() {
        findings.push(Finding::pass(
            format!("{SUBJECT}/receives"),
            "rsyslog takes no messages from other hosts.",
        ));
    }
    Ok(findings)
}

fn is_this_host(forward: &Forward) -> bool {
    let host = forward.host.as_deref().unwrap_or_default();
    host == "localhost" || host == "::1" || host.starts_with("127.")
}

fn judge_target(forwards: &[Forward], wanted: &[String]) -> Finding {
    let subject = format!("{SUBJECT}/forwards");
    let fits = |forward: &&Forward| {
        let host = forward.host.as_deref().unwrap_or_default();
        !is_this_host(forward) && wanted.iter().any(|pattern| fits_pattern(pattern, host))
    };
    let meant = match wanted {
        [any] if any == "*" => "another host".to_owned(),
        hosts => hosts.join(" or "),
    };
    let required = format!("messages go to {meant}");
    match forwards.iter().find(fits) {
        Some(forward) => {
            let host = forward.host.as_deref().unwrap_or("another host");
            Finding::pass(subject, format!("rsyslog sends messages to {host}."))
                .observed(host)
                .required(required)
                .at(forward.source.clone(), "sends them")
        }
        None => Finding::fail(subject, format!("rsyslog sends no messages to {meant}."))
            .observed("none")
            .required(required)
            .fix("Write `action(type=\"omfwd\" target=\"HOST\" port=\"6514\" protocol=\"tcp\" queue.type=\"linkedList\")` to /etc/rsyslog.d/60-forward.conf, with your own host"),
    }
}

fn judge_encryption(forwards: &[Forward]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for forward in forwards {
        let host = forward.host.as_deref().unwrap_or("another host");
        let subject = format!("{SUBJECT}/encrypted/{host}");
        if forward.encrypted
            || is_this_host(forward)
            || findings.iter().any(|known| known.subject() == subject)
        {
            continue;
        }
        findings.push(
            Finding::fail(
                subject,
                format!("What rsyslog sends to {host} by {} is not encrypted.", forward.protocol),
            )
            .observed("not encrypted")
            .required("encrypted")
            .at(forward.source.clone(), "sends it")
            .fix("Install the package rsyslog-gnutls, and send with `protocol=\"tcp\" StreamDriver=\"gtls\" StreamDriverMode=\"1\"`"),
        );
    }
    if findings.is_empty() {
        findings.push(Finding::pass(
            format!("{SUBJECT}/encrypted"),
            "rsyslog sends nothing unencrypted to another host.",
        ));
    }
    findings
}
