//! The tree walk against recorded answers.

use super::*;
use crate::mail::tests::asked;

/// The policy of a domain, with these records below `com.`; other names there do not exist.
fn found(domain: &str, lines: &str) -> Fact<DmarcPolicy> {
    let lines = format!("$ZONE com.\n$ZONE net.\n{lines}");
    asked(lines, async |resolver| policy(resolver, domain).await)
}

fn dmarc_of(domain: &str, lines: &str) -> DmarcPolicy {
    found(domain, lines).unwrap()
}

const PARENT: &str = "_dmarc.example.com. TXT \"v=DMARC1; p=reject; sp=quarantine; np=none\"\nmail.example.com. A 192.0.2.1\n";

#[test]
fn a_policy_is_inherited_from_the_organisation() {
    let own = dmarc_of("example.com", PARENT);
    assert_eq!(own.policy.as_deref(), Some("reject"));
    let below = dmarc_of("mail.example.com", PARENT);
    assert_eq!(below.found_at.as_deref(), Some("example.com"));
    assert_eq!(below.policy.as_deref(), Some("quarantine"));
    assert_eq!(below.source.name, "dns/example.com/TXT/_dmarc");
    assert_eq!(
        dmarc_of("none.example.com", PARENT).policy.as_deref(),
        Some("none")
    );
}

#[test]
fn the_own_record_comes_first_and_the_highest_next() {
    let lines = format!("{PARENT}_dmarc.b.example.com. TXT \"v=DMARC1; p=none\"\n");
    assert_eq!(
        dmarc_of("b.example.com", &lines).found_at.as_deref(),
        Some("b.example.com")
    );
    // Not of its parent, but of the organisation.
    assert_eq!(
        dmarc_of("a.b.example.com", &lines).found_at.as_deref(),
        Some("example.com")
    );
    let bounded = lines.replace("p=none", "p=none; psd=n");
    assert_eq!(
        dmarc_of("a.b.example.com", &bounded).found_at.as_deref(),
        Some("b.example.com")
    );
}

#[test]
fn a_public_suffix_has_a_policy_for_those_without_one() {
    let lines = "_dmarc.com. TXT \"v=DMARC1; p=reject; psd=y\"\nexample.com. A 192.0.2.1\n";
    let policy = dmarc_of("example.com", lines);
    assert_eq!(policy.found_at.as_deref(), Some("com"));
    let with_own = format!("{lines}{PARENT}");
    assert_eq!(
        dmarc_of("mail.example.com", &with_own).found_at.as_deref(),
        Some("example.com")
    );
}

#[test]
fn a_long_name_is_not_walked_label_by_label() {
    let names = names("a.b.c.d.e.f.g.h.i.example.com");
    assert_eq!(names[1], "e.f.g.h.i.example.com");
    assert_eq!(names.len(), 8);
    assert_eq!(super::names("example.com"), ["example.com", "com"]);
}

#[test]
fn several_records_and_broken_ones_are_not_used() {
    let twice = "_dmarc.example.com. TXT \"v=DMARC1; p=none\"\n_dmarc.example.com. TXT \"v=DMARC1; p=reject\"\n";
    let policy = dmarc_of("example.com", twice);
    assert_eq!(policy.verdict, "invalid");
    assert_eq!(policy.records.len(), 2);
    let broken = dmarc_of(
        "example.com",
        "_dmarc.example.com. TXT \"v=DMARC1; p=rejekt\"\n",
    );
    assert_eq!(
        broken.problem.as_deref(),
        Some("`p=rejekt` is not a policy")
    );
    assert_eq!(dmarc_of("example.com", "").verdict, "none");
}

#[test]
fn below_a_subdomain_the_record_of_the_organisation_applies() {
    let below = |domain: &str, lines: &str| {
        let policy = dmarc_of(domain, lines);
        (
            policy.below_at.unwrap(),
            policy.subdomain_policy.unwrap(),
            policy.nonexistent_policy.unwrap(),
        )
    };
    let said = |at: &str, sub: &str, none: &str| (at.to_owned(), sub.to_owned(), none.to_owned());
    let own = "_dmarc.mail.example.com. TXT \"v=DMARC1; p=reject; sp=none; np=none\"\n";
    // Nobody reads its `sp` where the organisation has a record.
    assert_eq!(
        below("mail.example.com", &format!("{PARENT}{own}")),
        said("example.com", "quarantine", "none")
    );
    assert_eq!(
        below("mail.example.com", own),
        said("mail.example.com", "none", "none")
    );
    let boundary = own.replace("np=none", "np=none; psd=n");
    assert_eq!(
        below("mail.example.com", &format!("{PARENT}{boundary}")),
        said("mail.example.com", "none", "none")
    );
    let suffix = boundary.replace("psd=n", "psd=y");
    assert_eq!(
        below("mail.example.com", &format!("{PARENT}{suffix}")),
        said("mail.example.com", "none", "none")
    );
    assert_eq!(
        below("example.com", PARENT),
        said("example.com", "quarantine", "none")
    );
}

#[test]
fn a_record_without_a_policy_keeps_the_one_above_away() {
    let lines = format!("{PARENT}_dmarc.mail.example.com. TXT \"v=DMARC1; p=rejekt\"\n");
    let policy = dmarc_of("mail.example.com", &lines);
    assert_eq!(policy.verdict, "invalid");
    assert_eq!(policy.found_at.as_deref(), Some("mail.example.com"));
    // Several are as good as none.
    let line = "_dmarc.mail.example.com. TXT \"v=DMARC1; p=none\"\n";
    let several = format!("{PARENT}{line}{}", line.replace("none", "reject"));
    let policy = dmarc_of("mail.example.com", &several);
    assert_eq!(policy.found_at.as_deref(), Some("example.com"));
}

#[test]
fn reports_go_to_mailboxes_alone() {
    let addresses = |rua: &str| {
        let record = format!("_dmarc.example.com. TXT \"v=DMARC1; p=reject; rua={rua}\"\n");
        dmarc_of("example.com", &record).report_addresses
    };
    assert_eq!(
        addresses("mailto:@example.com, MAILTO:a@example.com!10m ,https://example.com"),
        ["MAILTO:a@example.com!10m"]
    );
    assert!(addresses("mailto:a@example.comfo=1").is_empty());
}

#[test]
fn who_takes_reports_may_have_them_sent_to_the_same_host_only() {
    let takes = |record: &str| {
        let lines = format!(
            "_dmarc.example.com. TXT \"v=DMARC1; p=none; rua=mailto:a@b.net\"\n\
             example.com._report._dmarc.b.net. TXT \"{record}\"\n"
        );
        dmarc_of("example.com", &lines).external_reports[0]
            .1
            .clone()
            .unwrap()
    };
    assert!(takes("v=DMARC1"));
    assert!(takes("v=DMARC1; rua=mailto:c@b.net;"));
    assert!(!takes("v=DMARC1; rua=mailto:c@d.net"));
    assert!(!takes("v=dmarc1"));
}

#[test]
fn reports_to_others_need_their_consent() {
    let policy = dmarc_of(
        "example.com",
        "_dmarc.example.com. TXT \"v=DMARC1; p=none; rua=mailto:a@x.example.com, mailto:b@yes.net, mailto:c@no.net, mailto:d@slow.net\"\n\
         example.com._report._dmarc.yes.net. TXT \"v=DMARC1\"\n\
         example.com._report._dmarc.slow.net. TXT timeout\n",
    );
    let answers: Vec<_> = policy
        .external_reports
        .iter()
        .map(|(uri, accepts)| (uri.as_str(), accepts.as_ref().ok().copied()))
        .collect();
    assert_eq!(
        answers,
        [
            ("mailto:b@yes.net", Some(true)),
            ("mailto:c@no.net", Some(false)),
            ("mailto:d@slow.net", None)
        ]
    );
}

#[test]
fn without_an_answer_there_is_no_verdict() {
    let error = found("example.com", "_dmarc.example.com. TXT servfail\n").unwrap_err();
    assert!(error.reason().contains("_dmarc.example.com TXT"));
}
