//! `software/automatic-updates`

use muster_sdk::distribution::Family;
use muster_sdk::jobs::{self, UnreadPlace};
use muster_sdk::{Distribution, Finding, NotEvaluated, Outcome, applicable, host, units};

use crate::automation::{Host, Way};
use crate::installed::Listed;

muster_sdk::rule! {
    id: "software/automatic-updates",
    severity: Medium,
    precision: High,
    tags: ["software", "packages", "updates"],
    documentation: "automatic_updates.md",
    check: check,
}

/// The subject: a host is kept up to date in one way or another.
const SUBJECT: &str = "updates";

fn check() -> Outcome {
    applicable(SUBJECT, units::overview())?;
    let identity = host::identity()?;
    let distribution = Distribution::of(&identity);
    let family = distribution.family();
    if let Some(reason) = does_not_apply(family, &identity) {
        return Ok(vec![Finding::not_applicable(SUBJECT, reason)]);
    }
    let host = Host::read(distribution)?;
    let mut ways = Vec::new();
    if family == Family::Debian {
        match Listed::find(&["unattended-upgrades"])? {
            Ok(listed) => ways.push(host.apt(&listed)?),
            Err(reason) => return Ok(vec![Finding::not_applicable(SUBJECT, reason)]),
        }
    }
    ways.extend([host.timers(), host.dnf()?, host.yum()?, host.cron()?]);
    let mut stopped = None;
    for way in ways {
        match way {
            Way::Works(clause, place) => {
                return Ok(vec![
                    Finding::pass(SUBJECT, format!("{clause}."))
                        .observed(clause)
                        .at_if(place, "installs them"),
                ]);
            }
            Way::Stopped { .. } if stopped.is_none() => stopped = Some(way),
            Way::Stopped { .. } | Way::Missing => {}
        }
    }
    if let Some(unit) = host.unknown() {
        return Err(NotEvaluated::because(format!(
            "it is not known whether {unit} comes up at boot"
        )));
    }
    let mut unread = jobs::unread_places()?;
    unread.retain(|place| place.holds == UnreadPlace::HOLDS_CRON_JOBS);
    if let Some(place) = unread.into_iter().next() {
        return Ok(vec![place.finding(SUBJECT, "cron installs updates")]);
    }
    let finding = match stopped {
        Some(Way::Stopped { why, place, fix }) => {
            Finding::fail(SUBJECT, format!("Nothing here installs updates: {why}."))
                .observed(why)
                .at_if(place, "decides it")
                .fix(fix)
        }
        Some(Way::Works(..) | Way::Missing) | None => {
            Finding::fail(SUBJECT, "Nothing here installs updates automatically.")
                .observed("nothing")
                .fix(set_up(family, &distribution))
        }
    };
    Ok(vec![
        finding.required("security updates are installed automatically"),
    ])
}

/// Why a distribution has no such program.
fn does_not_apply(family: Family, identity: &host::HostIdentity) -> Option<String> {
    let is_amazon_2023 = identity.os_id == "amzn" && identity.os_version.starts_with("2023");
    match family {
        Family::RedHat if is_amazon_2023 => Some(
            "Amazon Linux 2023 is updated by choosing its next release, which no program does automatically.".to_owned(),
        ),
        Family::Debian | Family::RedHat | Family::Suse => None,
        Family::Alpine | Family::Arch | Family::Gentoo | Family::Other => Some(
            "The distribution has no program that installs updates automatically.".to_owned(),
        ),
    }
}

fn set_up(family: Family, distribution: &Distribution) -> String {
    match family {
        Family::Debian => format!("Run `{}`", distribution.install("unattended-upgrades")),
        Family::Suse => format!(
            "Run `{} && {}`",
            distribution.install("os-update"),
            distribution.enable_now("os-update.timer")
        ),
        Family::RedHat | Family::Alpine | Family::Arch | Family::Gentoo | Family::Other => format!(
            "Run `{} && {}`",
            distribution.install("dnf-automatic"),
            distribution.enable_now("dnf-automatic-install.timer")
        ),
    }
}
