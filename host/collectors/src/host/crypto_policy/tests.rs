use muster_facts::targets::Targets;
use muster_facts::{CryptoPolicyFacts, FactError, Secrets};
use muster_target::{Context, Recorded, System, with_collection};
use proptest::prelude::*;

use super::*;

fn facts(system: &dyn System) -> CryptoPolicyFacts {
    let (targets, secrets) = (Targets::default(), Secrets::default());
    with_collection(
        Context::recorded(system, &targets, &secrets),
        &[crate::COLLECTORS],
        collect,
    )
}

fn rocky() -> Recorded {
    Recorded::new()
        .file(CONFIGURED, "# comment\n\nDEFAULT:NO-SHA1\n")
        .file(IN_FORCE, "DEFAULT\n")
        .file(
            PROPERTIES,
            "# Policy DEFAULT dump\ncipher = AES-256-GCM AES-128-CBC\ncipher@openssh-server = AES-256-GCM # x\nsha1_in_certs = 0\n",
        )
        .file(SSHD, "Include /etc/ssh/sshd_config.d/*.conf\n")
        .file(
            "/etc/ssh/sshd_config.d/50-redhat.conf",
            "# This is it\nInclude /etc/crypto-policies/back-ends/opensshserver.config\n",
        )
}

#[test]
fn a_policy_has_modules_and_properties() {
    let found = facts(&rocky());
    let configured = found.configured.unwrap();
    assert_eq!(
        (configured.name.as_str(), configured.source.line),
        ("DEFAULT", Some(3))
    );
    assert_eq!(configured.modules, ["NO-SHA1"]);
    assert_eq!(found.in_force.unwrap().modules, [""; 0]);
    let properties = found.properties.unwrap();
    assert_eq!(properties[1].name, "cipher@openssh-server");
    assert_eq!(properties[1].values, ["AES-256-GCM"]);
    assert!(found.opt_outs.unwrap().is_empty());
}

#[test]
fn sshd_can_leave_the_policy_out() {
    let count = |system: &Recorded| facts(system).opt_outs.unwrap().len();
    let options = rocky().file(SSHD_OPTIONS, "# CRYPTO_POLICY=\n CRYPTO_POLICY=\n");
    assert_eq!(count(&options), 1);
    let without = rocky().file(
        "/etc/ssh/sshd_config.d/50-redhat.conf",
        "X11Forwarding yes\n",
    );
    assert_eq!(count(&without), 1);
    let eight = without.file(
        "/usr/lib/systemd/system/sshd.service",
        "[Service]\nEnvironmentFile=-/etc/crypto-policies/back-ends/opensshserver.config\n",
    );
    assert_eq!(count(&eight), 0);
}

#[test]
fn without_a_policy_nothing_is_known() {
    let found = facts(&Recorded::new());
    assert!(matches!(found.configured, Err(FactError::Unsupported(_))));
    assert!(matches!(found.opt_outs, Err(FactError::Unsupported(_))));
    let half = Recorded::new().file(CONFIGURED, "# nothing\n");
    assert!(matches!(facts(&half).configured, Err(FactError::Failed(_))));
    assert!(matches!(facts(&half).in_force, Err(FactError::Failed(_))));
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "[a-c:=#@ \\né]{0,40}") {
        let system = Recorded::new().file(CONFIGURED, text.as_str()).file(PROPERTIES, text.as_str());
        let _ = facts(&system);
    }
}
