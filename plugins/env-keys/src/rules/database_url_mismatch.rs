//! `env/database-url-mismatch`

use muster_sdk::{Finding, Outcome, env};

use crate::bound_file::{BoundFile, findings_per_keyed_file};
use crate::names;
use crate::parts::{class, part};

muster_sdk::parameters! {
    struct Parameters {
        /// The key with the URL that the application connects to.
        url: String = "DATABASE_URL",
        /// The key with the user that the database is created with.
        user: String = "POSTGRES_USER",
        /// The key with that user's password.
        password: String = "POSTGRES_PASSWORD",
        /// The key with the name of the database.
        database: String = "POSTGRES_DB",
        /// Hosts in the URL that mean the database that these keys create. A URL with another host
        /// is not compared.
        database_hosts: Vec<String> = ["db"],
    }
}

muster_sdk::rule! {
    id: "env/database-url-mismatch",
    severity: High,
    tags: ["env", "secrets", "availability", "checklist"],
    explained_by: [Place("env/database-url-unescaped")],
    documentation: "database_url_mismatch.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    findings_per_keyed_file(|file| Ok(vec![judge_database_url(file, &parameters)]))
}

fn judge_database_url(file: &BoundFile, parameters: &Parameters) -> Finding {
    let name = &parameters.url;
    let subject = file.subject(name);
    let Some(url) = file.filled(name) else {
        return Finding::not_applicable(subject, format!("{name} has no value."));
    };
    if url.status == env::Component::STATUS_PLACEHOLDER {
        return Finding::not_applicable(subject, format!("{name} holds a placeholder."));
    }
    let Some(host) = part(url, "host") else {
        return Finding::fail(subject, format!("{name} is not a URL."))
            .observed(&url.shape)
            .required("a URL")
            .at(url.source.clone(), "sets it");
    };
    match is_database(host, &parameters.database_hosts) {
        Some(true) => compare(file, url, parameters),
        Some(false) => Finding::not_applicable(
            subject,
            format!(
                "{name} does not point at '{}'.",
                parameters.database_hosts.join("' or '")
            ),
        ),
        None => Finding::error(
            subject,
            format!(
                "The host in {name} is not shown: add `{name}` to `shown-hosts` under `[targets]`."
            ),
        )
        .at(url.source.clone(), "sets it"),
    }
}

/// Whether the URL's host is one of these. The facts need not show it: then a name without a dot
/// is taken for the one in the list, because it can only be a service of the same project.
fn is_database(host: &env::Component, hosts: &[String]) -> Option<bool> {
    let is_service = |host: &String| !host.contains(['.', ':']) && host != "localhost";
    match &host.value {
        Some(shown) => Some(hosts.contains(shown)),
        None if host.properties.iter().any(|p| p == "single-label") => {
            Some(hosts.iter().any(is_service))
        }
        None if hosts.iter().all(is_service) => Some(false),
        None => None,
    }
}

/// How a part of the URL compares with its key.
#[derive(PartialEq, Eq)]
enum Comparison {
    Same,
    Different,
    /// One of them is a placeholder, which has no class of equal values.
    Unknown,
}

fn compare(file: &BoundFile, url: &env::Key, parameters: &Parameters) -> Finding {
    let name = &parameters.url;
    let subject = file.subject(name);
    let compared: Vec<(&env::Key, Comparison)> = [
        ("user", &parameters.user),
        ("password", &parameters.password),
        ("database", &parameters.database),
    ]
    .into_iter()
    .filter_map(|(part_name, key)| {
        let key = file.filled(key)?;
        Some((key, compare_part(part(url, part_name), key)))
    })
    .collect();
    let that_are = |wanted: Comparison| -> Vec<&env::Key> {
        let matching = compared
            .iter()
            .filter(|(_, comparison)| *comparison == wanted);
        matching.map(|(key, _)| *key).collect()
    };
    let keys_in_words = |keys: &[&env::Key]| {
        let keys: Vec<&str> = keys.iter().map(|key| key.name.as_str()).collect();
        names::sentence(&keys)
    };

    let different = that_are(Comparison::Different);
    if !different.is_empty() {
        let keys = keys_in_words(&different);
        let values = match different.as_slice() {
            [_] => "the value",
            _ => "the values",
        };
        let finding = Finding::fail(subject, format!("{name} does not agree with {keys}."))
            .observed("different values")
            .required(format!("{values} of {keys}, percent-encoded"))
            .at(url.source.clone(), "is the URL")
            .fix(format!(
                "Write {values} of {keys} into {name}, percent-encoded."
            ));
        return different.iter().fold(finding, |finding, key| {
            finding.at(key.source.clone(), "differs")
        });
    }
    let unknown = that_are(Comparison::Unknown);
    let finding = if !unknown.is_empty() {
        let keys = keys_in_words(&unknown);
        Finding::error(
            subject,
            format!("{name} cannot be compared with {keys}: placeholders are not compared."),
        )
    } else if compared.is_empty() {
        Finding::not_applicable(subject, "No key says how the database is created.")
    } else {
        let keys = keys_in_words(&that_are(Comparison::Same));
        Finding::pass(subject, format!("{name} agrees with {keys}."))
    };
    finding.at(url.source.clone(), "is the URL")
}

fn compare_part(part: Option<&env::Component>, key: &env::Key) -> Comparison {
    let Some(part) = part.filter(|part| {
        part.status == env::Component::STATUS_SET
            || part.status == env::Component::STATUS_PLACEHOLDER
    }) else {
        return Comparison::Different;
    };
    match (class(part), key.equality) {
        (Some(part), Some(key)) if part == key => Comparison::Same,
        (None, None) => Comparison::Unknown,
        (Some(_) | None, Some(_)) | (Some(_), None) => Comparison::Different,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{component, file, key, lines, message, secret};
    use muster_sdk::Parameters as _;

    fn url(host: Option<&str>, parts: [env::Component; 3]) -> env::Key {
        let host = env::Component {
            value: host.map(str::to_owned),
            ..component("host", 9)
        };
        env::Key {
            components: [vec![host], parts.to_vec()].concat(),
            ..key("DATABASE_URL")
        }
    }

    fn parts() -> [env::Component; 3] {
        [
            component("user", 1),
            component("password", 2),
            component("database", 3),
        ]
    }

    fn judged(url: env::Key) -> Vec<Finding> {
        let file = file([
            url,
            secret("POSTGRES_USER", 1),
            secret("POSTGRES_PASSWORD", 2),
            secret("POSTGRES_DB", 3),
        ]);
        vec![judge_database_url(&file, &Parameters::decode(&[]).unwrap())]
    }

    #[test]
    fn names_every_key_that_differs() {
        let mut other = parts();
        other[0].equality = Some(7);
        other[2].status = "missing".to_owned();
        assert_eq!(
            message(judged(url(Some("db"), other))),
            "DATABASE_URL does not agree with POSTGRES_USER and POSTGRES_DB."
        );
        assert_eq!(
            lines(judged(url(Some("db"), parts()))),
            ["pass /etc/app.env#DATABASE_URL"]
        );
    }

    #[test]
    fn a_password_counts_as_the_program_decodes_it() {
        let mut encoded = parts();
        encoded[1].equality = Some(20);
        encoded[1].decoded_equality = Some(2);
        assert_eq!(
            lines(judged(url(Some("db"), encoded))),
            ["pass /etc/app.env#DATABASE_URL"]
        );
        let mut unencoded = parts();
        unencoded[1].decoded_equality = Some(21);
        assert_eq!(
            lines(judged(url(Some("db"), unencoded))),
            ["fail /etc/app.env#DATABASE_URL"]
        );
    }

    #[test]
    fn another_host_is_another_database() {
        let judged = |host: &[&str], hosts: &[&str]| {
            let host = env::Component {
                value: host.first().map(|host| (*host).to_owned()),
                ..component("host", 9)
            };
            let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
            is_database(&host, &hosts)
        };
        assert_eq!(judged(&["rds.example.org"], &["db"]), Some(false));
        assert_eq!(judged(&["db"], &["db"]), Some(true));
        assert_eq!(judged(&[], &["db"]), Some(false));
        assert_eq!(judged(&[], &["db", "rds.example.org"]), None);
    }

    #[test]
    fn a_hidden_name_without_a_dot_is_the_service() {
        let mut hidden = url(None, parts());
        hidden.components[0].properties = vec!["single-label".to_owned()];
        assert_eq!(lines(judged(hidden)), ["pass /etc/app.env#DATABASE_URL"]);
    }

    #[test]
    fn placeholders_are_not_taken_for_equal() {
        let mut placeholder = parts();
        placeholder[1].equality = None;
        placeholder[1].status = "placeholder".to_owned();
        let mut password = secret("POSTGRES_PASSWORD", 2);
        password.equality = None;
        password.status = "placeholder".to_owned();
        let file = file([url(Some("db"), placeholder), password]);
        let finding = judge_database_url(&file, &Parameters::decode(&[]).unwrap());
        assert_eq!(lines(vec![finding]), ["error /etc/app.env#DATABASE_URL"]);
    }
}
