//! `kernel/boot-password`

use muster_sdk::boot::{self, Loader};
use muster_sdk::distribution::Family;
use muster_sdk::{Distribution, Finding, NotEvaluated, Outcome, applicable};

use crate::applies::own_kernel;

muster_sdk::rule! {
    id: "kernel/boot-password",
    severity: Medium,
    precision: High,
    tags: ["kernel", "boot"],
    documentation: "boot_password.md",
    check: check,
}

/// The subject where there is no boot loader.
const SUBJECT: &str = "boot loader";

fn check() -> Outcome {
    own_kernel(SUBJECT)?;
    let loaders = applicable(SUBJECT, boot::loaders())?;
    let distribution = Distribution::of_host();
    loaders
        .into_iter()
        .map(|loader| judge_loader(loader, &distribution))
        .collect()
}

fn judge_loader(loader: Loader, distribution: &Distribution) -> Result<Finding, NotEvaluated> {
    let name = match loader.kind.as_str() {
        Loader::KIND_GRUB => "GRUB",
        Loader::KIND_SYSTEMD_BOOT | Loader::KIND_EXTLINUX => loader.kind.as_str(),
        other => {
            return Err(NotEvaluated::because(format!(
                "the boot loader is {other}, which this rule does not know"
            )));
        }
    };
    let subject = loader.kind.clone();
    let (finding, label) = match loader.asks_for.as_str() {
        Loader::ASKS_FOR_PASSWORD => (
            Finding::pass(
                subject,
                format!("{name} asks for a password before anybody can boot the host differently."),
            ),
            "asks for it",
        ),
        Loader::ASKS_FOR_NO_EDITOR => (
            Finding::pass(
                subject,
                format!("{name} lets nobody at the console change how the host boots."),
            ),
            "switches the editor off",
        ),
        Loader::ASKS_FOR_PLAIN_PASSWORD => (
            Finding::fail(subject, format!("The password of {name} is in its file."))
                .observed("a password in clear text")
                .fix(set_password(&loader.kind, distribution)),
            "has the password",
        ),
        Loader::ASKS_FOR_NOTHING => (
            Finding::fail(
                subject,
                format!("{name} lets anyone at the console boot the host as they like."),
            )
            .observed("nothing")
            .fix(set_password(&loader.kind, distribution)),
            "asks for nothing",
        ),
        other => {
            return Err(NotEvaluated::because(format!(
                "{name} asks for {other}, which this rule does not know"
            )));
        }
    };
    Ok(finding
        .required("a password, kept as a hash")
        .at(loader.source, label))
}

fn set_password(kind: &str, distribution: &Distribution) -> String {
    match kind {
        Loader::KIND_SYSTEMD_BOOT => {
            "Write `editor no` to loader/loader.conf on the partition of the boot loader".to_owned()
        }
        Loader::KIND_EXTLINUX => {
            "Make a hash with `mkpasswd -m sha512crypt`, and write `MENU MASTER PASSWD HASH` to extlinux.conf".to_owned()
        }
        _ => match distribution.family() {
            Family::RedHat => "Run `grub2-setpassword`".to_owned(),
            Family::Debian => "Make a hash with `grub-mkpasswd-pbkdf2`, write `set superusers=\"admin\"` and `password_pbkdf2 admin HASH` to /etc/grub.d/40_custom, add `--unrestricted` to `CLASS` in /etc/grub.d/10_linux so that the host still boots by itself, and run `update-grub`".to_owned(),
            Family::Suse
            | Family::Alpine
            | Family::Arch
            | Family::Gentoo
            | Family::Other => "Make a hash with `grub-mkpasswd-pbkdf2`, write `set superusers=\"admin\"` and `password_pbkdf2 admin HASH` to /etc/grub.d/40_custom, and regenerate grub.cfg".to_owned(),
        },
    }
}
