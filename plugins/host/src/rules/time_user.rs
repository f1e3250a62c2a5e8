//! `host/time-user`

use muster_sdk::clock::{self, Daemon};
use muster_sdk::{Finding, Outcome, applicable};

muster_sdk::rule! {
    id: "host/time-user",
    severity: Low,
    precision: High,
    tags: ["host", "clock"],
    documentation: "time_user.md",
    check: check,
}

/// The subject: of the programs that keep the clock only chrony can be told to stay root.
const SUBJECT: &str = "chrony";

fn check() -> Outcome {
    let daemons = applicable(SUBJECT, clock::daemons())?;
    if !daemons.iter().any(|one| one.name == Daemon::NAME_CHRONY) {
        return Ok(vec![Finding::not_applicable(
            SUBJECT,
            "chrony is not installed.",
        )]);
    }
    let finding = match applicable(SUBJECT, clock::chrony_account())? {
        None => Finding::pass(
            SUBJECT,
            "chrony switches to the account that its package created.",
        ),
        Some(account) if ["root", "0"].contains(&account.name.as_str()) => {
            Finding::fail(SUBJECT, "chrony keeps running as root.")
                .observed("root")
                .fix(format!(
                    "Take the account root out of {}, and restart chrony",
                    account.source.name
                ))
                .at(account.source, "names it")
        }
        Some(account) => Finding::pass(SUBJECT, format!("chrony switches to {}.", account.name))
            .at(account.source, "names it"),
    };
    Ok(vec![finding.required("an account of its own")])
}
