//! What GitHub code scanning does with a file.

use std::collections::BTreeMap;

use serde_json::Value;

/// Rule, path and hash: by these GitHub knows an alert again.
pub(crate) type Alert = (String, String, String);

/// One SARIF file.
pub(crate) struct Document {
    /// All of the id up to its last slash.
    pub(crate) category: String,
    /// Whether GitHub takes it.
    pub(crate) successful: bool,
    /// With the rule and the subject in words.
    pub(crate) alerts: BTreeMap<Alert, String>,
    pub(crate) text: String,
}

impl Document {
    pub(crate) fn parse(text: &str) -> Self {
        let log: Value = serde_json::from_str(text).expect("it is JSON");
        let run = &log["runs"][0];
        let string = |value: &Value| value.as_str().expect("a text").to_owned();
        let mut alerts = BTreeMap::new();
        for result in run["results"].as_array().expect("there are results") {
            let place = &result["locations"][0]["physicalLocation"];
            let alert = (
                string(&result["ruleId"]),
                string(&place["artifactLocation"]["uri"]),
                string(&result["partialFingerprints"]["primaryLocationLineHash"]),
            );
            let subject = string(&result["properties"]["muster/subject"]);
            let words = format!("{} {subject}", alert.0);
            assert!(
                alerts.insert(alert, words).is_none(),
                "two results are one alert"
            );
        }
        let id = string(&run["automationDetails"]["id"]);
        let (category, _) = id.rsplit_once('/').expect("the id has a category");
        Self {
            category: category.to_owned(),
            successful: run["invocations"][0]["executionSuccessful"] == true,
            alerts,
            text: text.to_owned(),
        }
    }

    /// Path, line, columns and text of every region.
    pub(crate) fn regions(&self) -> Vec<(String, usize, (usize, usize), String)> {
        let log: Value = serde_json::from_str(&self.text).expect("it is JSON");
        let results = log["runs"][0]["results"]
            .as_array()
            .expect("there are results");
        let locations = |result: &Value| {
            let of = |name: &str| result[name].as_array().cloned().unwrap_or_default();
            [of("locations"), of("relatedLocations")].concat()
        };
        let region = |location: &Value| {
            let place = &location["physicalLocation"];
            let region = &place["region"];
            let number = |name: &str| {
                let number = region[name].as_u64().expect("a number");
                usize::try_from(number).expect("a small number")
            };
            let path = place["artifactLocation"]["uri"].as_str().expect("a path");
            let snippet = region["snippet"]["text"].as_str().unwrap_or_default();
            (
                path.to_owned(),
                number("startLine"),
                (number("startColumn"), number("endColumn")),
                snippet.to_owned(),
            )
        };
        results
            .iter()
            .flat_map(locations)
            .map(|location| region(&location))
            .collect()
    }
}

/// The alerts of one repository, by category.
#[derive(Default)]
pub(crate) struct CodeScanning(BTreeMap<String, BTreeMap<Alert, String>>);

/// What an upload changed.
#[derive(Debug)]
pub(crate) struct Changes {
    /// `opened RULE SUBJECT` and `closed RULE SUBJECT`, sorted.
    pub(crate) changes: Vec<String>,
    /// Whether GitHub refused it.
    pub(crate) refused: bool,
}

impl CodeScanning {
    /// Takes a file: it replaces the last one of its category.
    pub(crate) fn upload(&mut self, document: &Document) -> Changes {
        if !document.successful {
            return Changes {
                changes: Vec::new(),
                refused: true,
            };
        }
        let before = self.0.entry(document.category.clone()).or_default();
        let without = |some: &BTreeMap<Alert, String>, others: &BTreeMap<Alert, String>, word| {
            let gone = some
                .iter()
                .filter(|(alert, _)| !others.contains_key(*alert));
            gone.map(|(_, words)| format!("{word} {words}"))
                .collect::<Vec<_>>()
        };
        let mut changes = without(before, &document.alerts, "closed");
        changes.extend(without(&document.alerts, before, "opened"));
        changes.sort();
        before.clone_from(&document.alerts);
        Changes {
            changes,
            refused: false,
        }
    }

    /// How many alerts of a category are open.
    pub(crate) fn open(&self, category: &str) -> usize {
        self.0.get(category).map_or(0, BTreeMap::len)
    }
}

impl Changes {
    #[track_caller]
    pub(crate) fn changes_nothing(&self) {
        self.changes_to(&[]);
    }

    #[track_caller]
    pub(crate) fn changes_to(&self, expected: &[String]) {
        assert!(!self.refused, "GitHub refuses the file");
        assert_eq!(self.changes, expected);
    }

    pub(crate) fn closed(&self) -> Vec<String> {
        self.changes
            .iter()
            .filter(|change| change.starts_with("closed "))
            .cloned()
            .collect()
    }

    pub(crate) fn none_closes(&self) -> bool {
        !self.refused && self.closed().is_empty()
    }

    pub(crate) fn none_opens(&self) -> bool {
        !self.refused && self.closed().len() == self.changes.len()
    }
}
