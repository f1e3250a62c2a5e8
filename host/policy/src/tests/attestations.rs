//! The file with attestations as its author sees it.

use std::sync::Arc;

use muster_outcomes::RuleDescriptor;

use super::{load_with, rule, shown};
use crate::{Attestation, Day, Diagnostic, Policy};

const POLICY: &str = "enable = [\"backup/*\", \"ssh/*\"]\nattestations = \"people.toml\"\n\
                      [rules.\"backup/restore-tested\"]\nattestation-days = 90\n";

const ONE: &str = "[[attestation]]\nrule = \"backup/restore-tested\"\nhost = \"web-1\"\n\
                   by = \"Ana Ruiz\"\non = 2026-11-02\nvalid-until = 2027-01-31\n\
                   evidence = \"OPS-412: restored in 22 minutes\"\n";

fn rules() -> Vec<Arc<RuleDescriptor>> {
    vec![
        rule("backup/restore-tested", &["manual"], &[]),
        rule("mail/dkim-present", &["manual"], &[]),
        rule("ssh/config-valid", &[], &[]),
    ]
}

fn policy_with(
    text: &str,
    files: &[(&'static str, &'static str)],
) -> Result<Policy, Vec<Diagnostic>> {
    load_with(text, files)?.validate(&rules(), &[])
}

fn complaints_with(text: &str, files: &[(&'static str, &'static str)]) -> String {
    shown(&policy_with(text, files).unwrap_err())
}

fn attestations(text: &'static str) -> Result<Vec<Attestation>, String> {
    let policy = policy_with(POLICY, &[("people.toml", text)]);
    policy
        .map(|policy| policy.attestations)
        .map_err(|problems| shown(&problems))
}

#[test]
fn an_attestation_is_read_as_it_is_written() {
    assert_eq!(attestations("").unwrap(), []);
    let [one] = attestations(ONE).unwrap().try_into().unwrap();
    assert_eq!(one.rule.as_str(), "backup/restore-tested");
    assert_eq!((one.subject, one.host.as_deref()), (None, Some("web-1")));
    assert_eq!(one.by, "Ana Ruiz");
    assert_eq!(Some(one.on), Day::parse("2026-11-02"));
    assert_eq!(Some(one.valid_until), Day::parse("2027-01-31"));
    assert_eq!(one.evidence, "OPS-412: restored in 22 minutes");
}

#[test]
fn everything_wrong_in_attestations_is_told_with_its_line() {
    let text = include_str!("../../testdata/wrong-attestations.toml");
    insta::assert_snapshot!(complaints_with(POLICY, &[("people.toml", text)]));
    let text = include_str!("../../testdata/attestations-without-a-rule.toml");
    insta::assert_snapshot!(complaints_with(POLICY, &[("people.toml", text)]));
}

#[test]
fn a_token_in_evidence_is_not_shown() {
    let text = "[[attestation]]\nrule = \"backup/restore-tested\"\nby = \"Ana\"\n\
                on = 2026-11-02\nvalid-until = 2026-12-31\n\
                evidence = \"curl -H 'Authorization: Bearer k4Qz7r5Qeb9tWz2xv8LmNc3hT6'\"\n";
    let told = attestations(text).unwrap_err();
    assert!(told.contains("people.toml:6:12"), "{told}");
    assert!(told.contains("looks like a key or a token"), "{told}");
    assert!(!told.contains("k4Qz7r5Qeb9tWz2xv8LmNc3hT6"), "{told}");
}

#[test]
fn only_the_policys_own_file_names_attestations() {
    let told = complaints_with(
        "extends = [\"base.toml\"]\n",
        &[
            (
                "base.toml",
                "enable = [\"ssh/*\"]\nattestations = \"people.toml\"\n",
            ),
            ("people.toml", ""),
        ],
    );
    assert!(told.contains("base.toml:2:16"), "{told}");
    assert!(told.contains("only the policy's own file"), "{told}");
    let told = complaints_with(POLICY, &[]);
    assert!(told.contains("muster.toml:2:16"), "{told}");
    assert!(told.contains("`people.toml` cannot be read"), "{told}");
}

#[test]
fn the_last_pack_says_for_how_long_an_attestation_may_hold() {
    let horizon = |text: &str| {
        let pack = load_with(
            text,
            &[(
                "base.toml",
                "attestation-days = 30\n[rules.\"backup/restore-tested\"]\nattestation-days = 7\n",
            )],
        )
        .unwrap();
        let of = |id: &str| pack.attestation_days(&id.parse().unwrap());
        (of("backup/restore-tested"), of("mail/dkim-present"))
    };
    assert_eq!(horizon(""), (365, 365));
    assert_eq!(horizon("extends = [\"base.toml\"]\n"), (7, 30));
    assert_eq!(
        horizon("extends = [\"base.toml\"]\nattestation-days = 60\n"),
        (7, 60)
    );
    for wrong in ["0", "3651", "-1", "\"90\""] {
        let text = format!("attestation-days = {wrong}\n");
        let problems = load_with(&text, &[]).unwrap_err();
        assert_eq!((problems.len(), problems[0].line), (1, 1), "{wrong}");
    }
}

#[test]
fn a_text_is_held_to_the_policy_before_it_is_written() {
    let pack = load_with(POLICY, &[("people.toml", "")]).unwrap();
    let read = |text: &str| {
        pack.attestations_in("new.toml".to_owned(), text.to_owned(), &rules(), &[])
            .map(|all| all.len())
            .map_err(|problems| shown(&problems))
    };
    assert_eq!(read(ONE), Ok(1));
    let longer = ONE.replace("2027-01-31", "2027-02-01");
    let told = read(&longer).unwrap_err();
    assert!(told.contains("new.toml:6:15"), "{told}");
    assert!(told.contains("write 2027-01-31 or earlier"), "{told}");
}
