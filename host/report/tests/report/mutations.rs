//! Is the lint awake? Each mutation is a defect that some reader of SARIF trips over.

use muster_report::{Format, Options, render};
use serde_json::{Value, json};

use crate::fixture::verdict;
use crate::lint::faults;

type Mutation = (&'static str, fn(&mut Value));

fn result(run: &mut Value) -> &mut Value {
    &mut run["results"][0]
}

fn passing(run: &mut Value) -> &mut Value {
    let results = run["results"].as_array_mut().unwrap();
    results
        .iter_mut()
        .find(|result| result["kind"] == "pass")
        .unwrap()
}

fn physical(run: &mut Value) -> &mut Value {
    &mut result(run)["locations"][0]["physicalLocation"]
}

fn rule(run: &mut Value) -> &mut Value {
    &mut run["tool"]["driver"]["rules"][1]
}

fn remove(value: &mut Value, field: &str) {
    value.as_object_mut().unwrap().remove(field).unwrap();
}

const MUTATIONS: &[Mutation] = &[
    ("a pass with a level", |run| {
        passing(run)["level"] = json!("error")
    }),
    ("a pass with a rank", |run| {
        passing(run)["rank"] = json!(5.0)
    }),
    ("suppressions on one result", |run| {
        result(run)["suppressions"] = json!([])
    }),
    ("baselineState on one result", |run| {
        result(run)["baselineState"] = json!("new")
    }),
    ("a fix without changes", |run| {
        result(run)["fixes"] = json!([{}])
    }),
    ("a fix without a description", |run| {
        result(run)["fixes"] = json!([{"artifactChanges": []}])
    }),
    ("a suppression without a kind", |run| {
        result(run)["suppressions"] = json!([{}])
    }),
    ("an unknown kind", |run| {
        result(run)["kind"] = json!("bogus")
    }),
    ("the same rule twice", |run| {
        let copy = rule(run).clone();
        run["tool"]["driver"]["rules"]
            .as_array_mut()
            .unwrap()
            .push(copy);
    }),
    ("another rule with the same id", |run| {
        let mut copy = rule(run).clone();
        copy["name"] = json!("Other");
        run["tool"]["driver"]["rules"]
            .as_array_mut()
            .unwrap()
            .push(copy);
    }),
    ("a severity that is a number", |run| {
        rule(run)["properties"]["security-severity"] = json!(8.1);
    }),
    ("a severity in words", |run| {
        rule(run)["properties"]["security-severity"] = json!("high");
    }),
    ("a severity that disagrees with the level", |run| {
        rule(run)["properties"]["security-severity"] = json!("2.5");
    }),
    ("a rank that disagrees", |run| {
        result(run)["rank"] = json!(11.0)
    }),
    ("no locations", |run| result(run)["locations"] = json!([])),
    ("only a logical location", |run| {
        remove(&mut result(run)["locations"][0], "physicalLocation");
    }),
    ("an absolute path", |run| {
        physical(run)["artifactLocation"]["uri"] = json!("/etc/ssh/sshd_config");
    }),
    ("a file URI", |run| {
        physical(run)["artifactLocation"]["uri"] = json!("file:///etc/ssh/sshd_config");
    }),
    ("a scheme", |run| {
        physical(run)["artifactLocation"]["uri"] = json!("cloudflare:zone/x");
    }),
    ("a space in a path", |run| {
        physical(run)["artifactLocation"]["uri"] = json!("a b")
    }),
    ("a path that climbs", |run| {
        physical(run)["artifactLocation"]["uri"] = json!("a/%2E./b")
    }),
    ("an index for a uri", |run| {
        physical(run)["artifactLocation"] = json!({"index": 0})
    }),
    ("an index of no artifact", |run| {
        physical(run)["artifactLocation"]["index"] = json!(7)
    }),
    ("a base that is a file", |run| {
        run["originalUriBaseIds"]["HOSTROOT"] = json!({"uri": "file:///srv"})
    }),
    ("an unknown base", |run| {
        physical(run)["artifactLocation"]["uriBaseId"] = json!("X")
    }),
    ("a guid of version 7", |run| {
        run["tool"]["driver"]["guid"] = json!("0198f1aa-0000-7000-8000-000000000001");
    }),
    ("an entry twice", |run| {
        let taxa = run["taxonomies"][0]["taxa"].as_array_mut().unwrap();
        taxa.push(taxa[0].clone());
    }),
    ("a placeholder", |run| {
        result(run)["message"]["text"] = json!("awk '{0}'.")
    }),
    ("a link to nowhere", |run| {
        result(run)["message"]["text"] = json!("See [x](9).")
    }),
    ("another rule's index", |run| {
        result(run)["ruleIndex"] = json!(0)
    }),
    ("an index out of range", |run| {
        result(run)["ruleIndex"] = json!(99)
    }),
    ("an unknown rule", |run| {
        result(run)["ruleId"] = json!("no/such")
    }),
    ("no fingerprints", |run| {
        remove(result(run), "partialFingerprints")
    }),
    ("a fingerprint without a version", |run| {
        result(run)["partialFingerprints"] = json!({"muster/id": "x"});
    }),
    ("a fingerprint whose version is none", |run| {
        result(run)["partialFingerprints"]["muster/id"] = json!("x");
    }),
    ("an empty fingerprint", |run| {
        result(run)["partialFingerprints"]["other/v1"] = json!("");
    }),
    ("the same alert twice", |run| {
        let copy = result(run).clone();
        run["results"].as_array_mut().unwrap().push(copy);
    }),
    ("a failed execution without a reason", |run| {
        run["invocations"][0]["executionSuccessful"] = json!(false);
    }),
    ("a failure that claims success", |run| {
        run["invocations"][0]["toolExecutionNotifications"][0]["level"] = json!("error");
    }),
    ("an error without notification", |run| {
        run["invocations"][0]["toolExecutionNotifications"] = json!([]);
    }),
    ("a context that is the region", |run| {
        let region = physical(run)["region"].clone();
        physical(run)["contextRegion"] = region;
    }),
    ("half a region", |run| {
        physical(run)["region"] = json!({"startLine": 3})
    }),
    ("a region that ends before it begins", |run| {
        physical(run)["region"]["endColumn"] = json!(2);
    }),
    ("no help", |run| remove(rule(run), "help")),
    ("a null", |run| result(run)["guid"] = Value::Null),
    ("too many tags", |run| {
        rule(run)["properties"]["tags"] = (0..11).map(|n| json!(format!("t{n}"))).collect();
    }),
    ("no tag `security`", |run| {
        rule(run)["properties"]["tags"] = json!(["x"])
    }),
    ("`security` on a rule about availability", |run| {
        rule(run)["properties"]["tags"] = json!(["security", "availability"]);
    }),
    ("a score on a rule about availability", |run| {
        rule(run)["properties"]["tags"] = json!(["availability"]);
    }),
    ("a catalogue's tag with a capital", |run| {
        rule(run)["properties"]["tags"] = json!(["security", "nist-800-53/AC-6"]);
    }),
    ("a weakness behind a control", |run| {
        rule(run)["properties"]["tags"] =
            json!(["security", "nist-800-53/ac-6", "external/cwe/cwe-250"]);
    }),
    ("no precision", |run| {
        remove(&mut rule(run)["properties"], "precision")
    }),
    ("a severity of Muster's own that disagrees", |run| {
        rule(run)["properties"]["muster/severity"] = json!("info");
    }),
    ("another problem.severity", |run| {
        rule(run)["properties"]["problem.severity"] = json!("note");
    }),
    ("markdown in a description", |run| {
        rule(run)["fullDescription"]["text"] = json!("Set `Port 22`.");
    }),
    ("a description of two lines", |run| {
        rule(run)["shortDescription"]["text"] = json!("One\ntwo.");
    }),
    ("a description that says no more", |run| {
        rule(run)["fullDescription"] = rule(run)["shortDescription"].clone();
    }),
    ("markdown in a plain text", |run| {
        rule(run)["help"]["text"] = rule(run)["help"]["markdown"].clone();
    }),
    ("a large heading", |run| {
        let help = format!("# Why\n{}", rule(run)["help"]["markdown"].as_str().unwrap());
        rule(run)["help"]["markdown"] = json!(help);
    }),
    ("no word on how to accept the risk", |run| {
        rule(run)["help"]["text"] = json!("Because.");
    }),
    ("markdown in a name", |run| {
        rule(run)["name"] = json!("`x` is set")
    }),
    ("no home page", |run| {
        remove(&mut run["tool"]["driver"], "informationUri")
    }),
    ("a long description", |run| {
        rule(run)["shortDescription"]["text"] = json!("x".repeat(1_100));
    }),
    ("a name that is the id", |run| {
        rule(run)["name"] = rule(run)["id"].clone()
    }),
    ("a time that is none", |run| {
        run["invocations"][0]["startTimeUtc"] = json!("yesterday");
    }),
    ("another entry", |run| {
        rule(run)["relationships"][0]["target"]["index"] = json!(9);
    }),
    ("HTML", |run| {
        rule(run)["help"]["markdown"] = json!("<script>alert(1)</script>")
    }),
    ("a relative helpUri", |run| {
        rule(run)["helpUri"] = json!("rules/x")
    }),
    ("an escape sequence", |run| {
        result(run)["message"]["text"] = json!("\u{1b}[2J.")
    }),
    ("no category", |run| {
        run["automationDetails"]["id"] = json!("muster")
    }),
    ("a working directory", |run| {
        run["invocations"][0]["workingDirectory"] = json!({"uri": "x"});
    }),
    ("no results", |run| remove(run, "results")),
];

#[test]
fn every_defect_is_seen() {
    let text = render(Format::Sarif, &verdict(), &Options::default()).unwrap();
    let good: Value = serde_json::from_str(&text).unwrap();
    for (name, mutate) in MUTATIONS {
        let mut log = good.clone();
        mutate(&mut log["runs"][0]);
        assert!(!faults(&log, false).is_empty(), "{name} went unseen");
    }
    let mut twice = good.clone();
    let run = good["runs"][0].clone();
    twice["runs"].as_array_mut().unwrap().push(run);
    assert!(
        !faults(&twice, false).is_empty(),
        "two runs of one category went unseen"
    );
    let mut many = good.clone();
    let runs = (0..21).map(|number| {
        let mut run = good["runs"][0].clone();
        run["automationDetails"]["id"] = json!(format!("muster/host-{number}/"));
        run
    });
    many["runs"] = runs.collect();
    assert!(!faults(&many, false).is_empty(), "21 runs went unseen");
}
