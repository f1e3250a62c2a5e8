//! Where an alert is, and what its message says of it.

use muster_facts::Source;
use muster_outcomes::Artifact;
use muster_report::{Format, Options, render};
use proptest::prelude::*;
use serde_json::Value;

use super::{failing, one_rule, results, run_of};
use crate::fixture::{place, verdict};
use crate::lint::faults;

#[test]
fn a_message_says_what_to_do_and_links_to_where_it_is_decided() {
    let run = run_of(Format::SarifGithub, &verdict());
    insta::assert_snapshot!(results(&run)[0]["message"]["text"].as_str().unwrap(), @"PermitRootLogin is 'yes', and the policy requires 'no'. Observed: yes. Required: no. See [/etc/ssh/sshd_config:33 is shadowed](1).");
    let full = run_of(Format::Sarif, &verdict());
    let text = results(&full)[0]["message"]["text"].as_str().unwrap();
    assert!(!text.contains("]("), "{text}");
}

#[test]
fn an_alert_stays_at_its_artifact_whichever_file_decides() {
    let of = |line: Source| {
        let mut found = failing("sshd/Port");
        found.artifact = Some(Artifact::File("/etc/ssh/sshd_config".to_owned()));
        found.places = vec![place(line, "sets it")];
        let run = run_of(Format::SarifGithub, &one_rule(vec![found]));
        results(&run)[0].clone()
    };
    let main = of(Source::line("/etc/ssh/sshd_config", 7).with_text("Port 23"));
    let drop_in = of(Source::line("/etc/ssh/sshd_config.d/a.conf", 2).with_text("Port 23"));
    let at = |result: &Value| {
        let place = &result["locations"][0]["physicalLocation"];
        (
            place["artifactLocation"]["uri"]
                .as_str()
                .unwrap()
                .to_owned(),
            place["region"]["startLine"].as_i64().unwrap(),
        )
    };
    let config = "hosts/web-1/etc/ssh/sshd_config".to_owned();
    assert_eq!(at(&main), (config.clone(), 7));
    assert_eq!(at(&drop_in), (config, 1));
    assert_eq!(main["partialFingerprints"], drop_in["partialFingerprints"]);
    assert_eq!(main.get("relatedLocations"), None);
    assert_eq!(
        drop_in["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "hosts/web-1/etc/ssh/sshd_config.d/a.conf"
    );
    assert_eq!(
        drop_in["message"]["text"],
        "Port is 23. See [/etc/ssh/sshd_config.d/a.conf:2 sets it](1)."
    );
}

#[test]
fn a_path_prefix_leads_to_the_hosts_files_in_the_repository() {
    let options = Options {
        path_prefix: Some("ansible/web".to_owned()),
        ..Options::default()
    };
    let mut found = failing("sshd/Port");
    found.artifact = Some(Artifact::File("/etc/ssh/sshd_config".to_owned()));
    let text = render(Format::SarifGithub, &one_rule(vec![found]), &options).unwrap();
    let log: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(faults(&log, true), Vec::<String>::new());
    let location = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(
        location["artifactLocation"]["uri"],
        "ansible/web/etc/ssh/sshd_config"
    );
}

/// What a URI stands for.
fn decoded(uri: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = uri.as_bytes();
    while let [first, tail @ ..] = rest {
        let (byte, after) = match (first, tail) {
            (b'%', [high, low, after @ ..]) => {
                let hex = [*high, *low];
                let hex = std::str::from_utf8(&hex).unwrap();
                (u8::from_str_radix(hex, 16).unwrap(), after)
            }
            (byte, after) => (*byte, after),
        };
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8(bytes).unwrap()
}

proptest! {
    #[test]
    fn a_path_can_be_read_back_from_its_uri(
        segments in prop::collection::vec("[a-z%#?:\\[\\]@ é🔥\\\\+&=.]{0,6}[a-z]", 1..5)
    ) {
        let path = segments.join("/");
        let mut found = failing("sshd/Port");
        found.artifact = Some(Artifact::File(format!("/{path}")));
        let run = run_of(Format::SarifGithub, &one_rule(vec![found]));
        let location = &results(&run)[0]["locations"][0]["physicalLocation"];
        let uri = location["artifactLocation"]["uri"].as_str().unwrap();
        prop_assert_eq!(decoded(uri), format!("hosts/web-1/{path}"));
    }
}
