//! `env/weak-secret`

use muster_sdk::{Finding, NotEvaluated, Outcome, env};

use crate::bound_file::{BoundFile, findings_per_keyed_file};
use crate::environment::with_environments;
use crate::names::{self, sentence};
use crate::parts::{class, part};

muster_sdk::parameters! {
    struct Parameters {
        /// Minimum length of a key, token or signing secret. Facts have only classes of length
        /// (1-7, 8-11, 12-15, 16-31, 32-63, 64+); a class fails if every length in it is too short.
        minimum_length_secret: i64 = 32,
        /// Minimum length of a password.
        minimum_length_password: i64 = 16,
        /// Minimum length of a password of HTTP basic authentication.
        minimum_length_basic_auth: i64 = 12,
        /// Minimum strength: very-weak, weak, fair or strong.
        #[form(Words(&["very-weak", "weak", "fair", "strong"]))]
        minimum_strength: String = "fair",
        /// Keys that hold secrets whatever their values look like: a switch, a time, a place or the name
        /// of a method fails there.
        secrets: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "env/weak-secret",
    severity: High,
    precision: Medium,
    tags: ["env", "secrets"],
    explained_by: [Place("compose/postgres-trust"), Place("compose/file-valid")],
    documentation: "weak_secret.md",
    parameters: Parameters,
    check: check,
}

/// From the weakest.
const STRENGTHS: [&str; 4] = [
    env::Key::STRENGTH_VERY_WEAK,
    env::Key::STRENGTH_WEAK,
    env::Key::STRENGTH_FAIR,
    env::Key::STRENGTH_STRONG,
];

fn check(parameters: Parameters) -> Outcome {
    if rank(&parameters.minimum_strength).is_none() {
        return Err(NotEvaluated::because(format!(
            "parameter `minimum-strength`: '{}' is not one of {}",
            parameters.minimum_strength,
            STRENGTHS.join(", ")
        )));
    }
    let files = findings_per_keyed_file(|file| Ok(judge_secrets(file, &parameters)));
    let in_service = |service: &BoundFile, key: &env::Key| {
        open_door(service, key).or_else(|| {
            is_judged(service, key, &parameters)
                .then(|| weakness(service, key, &parameters))
                .flatten()
        })
    };
    with_environments(files, in_service, |key| {
        is_secret(key, &parameters) || is_open_door(key)
    })
}

/// Switches with which an image does without a password.
const OPEN_DOORS: [&str; 11] = [
    "ALLOW_ANONYMOUS_LOGIN",
    "ALLOW_EMPTY_PASSWORD",
    "ALLOW_NONE_AUTHENTICATION",
    "AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED",
    "DISABLE_SECURITY_PLUGIN",
    "MARIADB_ALLOW_EMPTY_PASSWORD",
    "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD",
    "MYSQL_ALLOW_EMPTY_PASSWORD",
    "MYSQL_ALLOW_EMPTY_ROOT_PASSWORD",
    "REDIS_ALLOW_EMPTY_PASSWORD",
    "plugins.security.disabled",
];

/// Switches without which an image asks nobody for a password.
const LOCKS: [&str; 2] = ["ME_CONFIG_BASICAUTH", "xpack.security.enabled"];

/// Whether a setting lets everybody in who reaches the service.
fn is_open_door(key: &env::Key) -> bool {
    let name = key.name.as_str();
    let trusts = name == "POSTGRES_HOST_AUTH_METHOD" && key.value.as_deref() == Some("trust");
    trusts
        || (OPEN_DOORS.contains(&name) && key.boolean == Some(true))
        || (LOCKS.contains(&name) && key.boolean == Some(false))
}

/// That a setting lets everybody in who reaches the service.
fn open_door(file: &BoundFile, key: &env::Key) -> Option<Finding> {
    is_open_door(key).then(|| {
        let name = &key.name;
        let message = format!("{name} lets anyone who reaches the service in without a password.");
        Finding::fail(file.subject(name), message)
            .observed("no password")
            .required("a random value")
            .at(key.source.clone(), "sets it")
            .fix(format!("Remove {name}, and give the service a password."))
    })
}

fn judge_secrets(file: &BoundFile, parameters: &Parameters) -> Vec<Finding> {
    let secrets: Vec<&env::Key> = file
        .keys
        .iter()
        .filter(|key| is_judged(file, key, parameters))
        .collect();
    let open: Vec<Finding> = file
        .keys
        .iter()
        .filter_map(|key| open_door(file, key))
        .collect();
    if secrets.is_empty() && open.is_empty() {
        return file.not_applicable(format!("{} sets no secret.", file.path()));
    }
    let weak = secrets
        .into_iter()
        .filter_map(|key| weakness(file, key, parameters))
        .chain(open)
        .collect();
    let message = format!("Every secret in {} is long and strong enough.", file.path());
    file.pass_unless(weak, message)
}

/// Whether the value is a secret, or has to be one.
fn is_secret(key: &env::Key, parameters: &Parameters) -> bool {
    key.secret || is_named(key, parameters)
}

fn is_named(key: &env::Key, parameters: &Parameters) -> bool {
    names::contains(&parameters.secrets, &key.name)
}

/// Of a URL its password is judged. A placeholder is another rule's finding, unless it is a value that
/// attackers know; and a value that is made of other keys is as weak as those are.
fn is_judged(file: &BoundFile, key: &env::Key, parameters: &Parameters) -> bool {
    let is_known = key.weakness.as_deref() == Some("known-default");
    let has_value = |status: &str| status == "set" || (status == "placeholder" && is_known);
    let is_set = match part(key, "password") {
        Some(password) if password.status == env::Component::STATUS_MISSING => {
            is_named(key, parameters)
        }
        Some(password) => has_value(&password.status),
        None => key.shape != env::Key::SHAPE_URL || is_named(key, parameters),
    };
    let follows = key
        .derived_from
        .iter()
        .any(|origin| file.key(origin).is_some_and(|origin| origin.secret));
    // A documented test key is not a matter of strength, and a rule of its own says where the
    // right one comes from.
    is_secret(key, parameters)
        && is_set
        && has_value(&key.status)
        && key.known_dummy.is_none()
        && !follows
        && !is_name_of_a_pair(file, key)
}

/// Whether a key is the name of a store's access key, beside the secret that belongs to it: it says who
/// comes, and protects nothing.
fn is_name_of_a_pair(file: &BoundFile, key: &env::Key) -> bool {
    let name = key.name.to_ascii_uppercase();
    let Some(owner) = name
        .strip_suffix("ACCESS_KEY_ID")
        .or_else(|| name.strip_suffix("ACCESS_KEY"))
        .filter(|owner| !owner.contains("SECRET"))
    else {
        return false;
    };
    [
        "SECRET_KEY",
        "SECRET_ACCESS_KEY",
        "ACCESS_KEY_SECRET",
        "ACCESS_SECRET",
    ]
    .iter()
    .any(|secret| file.filled(&format!("{owner}{secret}")).is_some())
}

fn weakness(file: &BoundFile, key: &env::Key, parameters: &Parameters) -> Option<Finding> {
    let name = &key.name;
    let subject = file.subject(name);
    let judged = if key.secret {
        let Some(rank) = key.strength.as_deref().and_then(rank) else {
            let error = Finding::error(subject, format!("The strength of {name} is not known."));
            return Some(error.at(key.source.clone(), "sets it"));
        };
        shortcoming(key, rank, parameters)
    } else {
        let observed = "has the form of a setting, not of a secret";
        Some((observed.to_owned(), "a random value".to_owned()))
    };
    let (observed, required) = judged?;
    let (secret, fix) = if is_password_in_url(key) {
        (
            format!("The password in {name}"),
            fix_of_password(file, key),
        )
    } else {
        let fix = format!(
            "Give {name} a new random value, such as the output of `openssl rand -hex 32`."
        );
        (name.clone(), fix)
    };
    let finding = Finding::fail(
        subject,
        format!("{secret} {observed}; required: {required}."),
    )
    .observed(observed)
    .required(required)
    .fix(fix);
    Some(finding.at(key.source.clone(), "sets it"))
}

/// Whether the secret is only a part of the value.
fn is_password_in_url(key: &env::Key) -> bool {
    key.shape == env::Key::SHAPE_URL
        && part(key, "password").is_some_and(|part| part.status != env::Component::STATUS_MISSING)
}

/// How a password in a URL is replaced: there, and in every other key that has it.
fn fix_of_password(file: &BoundFile, url: &env::Key) -> String {
    let password = part(url, "password").and_then(class);
    let others: Vec<&str> = file
        .keys
        .iter()
        .filter(|key| key.secret && key.name != url.name && password.is_some())
        .filter(|key| key.equality == password || part(key, "password").and_then(class) == password)
        .map(|key| key.name.as_str())
        .collect();
    let name = &url.name;
    let places = match others.as_slice() {
        [] => format!("Replace only the password in {name}"),
        others => format!(
            "Replace the password in {name}, and the same one in {},",
            sentence(others)
        ),
    };
    format!(
        "{places} with a new one, such as the output of `openssl rand -hex 32`, and change it in what it opens."
    )
}

/// What a secret lacks, as the end of a sentence, and what it should have.
fn shortcoming(
    key: &env::Key,
    strength_rank: usize,
    parameters: &Parameters,
) -> Option<(String, String)> {
    let weakness = key.weakness.as_deref();
    let is_guessable = Some(strength_rank) < rank(&parameters.minimum_strength);
    if is_guessable || weakness == Some("known-default") {
        let observed = weakness.map_or("is easy to guess", weakness_in_words);
        return Some((observed.to_owned(), "a random value".to_owned()));
    }
    // The length of a URL says nothing about that of its password.
    let minimum = minimum_length(&key.name, parameters);
    let is_short = longest(&key.length).is_some_and(|longest| longest < minimum);
    (is_short && key.shape != env::Key::SHAPE_URL).then(|| {
        (
            format!("has {} characters", key.length),
            format!("at least {minimum}"),
        )
    })
}

/// The fewest characters of a secret, by what its key's name says it is.
fn minimum_length(name: &str, parameters: &Parameters) -> i64 {
    let name = name.to_ascii_uppercase();
    let is_password = ["PASSWORD", "PASSWD", "PASSPHRASE"]
        .iter()
        .any(|word| name.contains(word))
        || name.ends_with("_PASS");
    if is_password && name.contains("BASIC") {
        parameters.minimum_length_basic_auth
    } else if is_password {
        parameters.minimum_length_password
    } else if !name.contains("SECRET") && (name.ends_with("ACCESS_KEY") || name.ends_with("KEY_ID"))
    {
        // The provider's name of the key, not the key: its length is the provider's choice.
        0
    } else {
        parameters.minimum_length_secret
    }
}

/// The most characters that a value of this class of lengths has; none where there is no limit.
fn longest(class: &str) -> Option<i64> {
    class.rsplit('-').next()?.parse().ok()
}

fn rank(strength: &str) -> Option<usize> {
    STRENGTHS.iter().position(|s| *s == strength)
}

fn weakness_in_words(weakness: &str) -> &str {
    match weakness {
        env::Key::WEAKNESS_KNOWN_DEFAULT => "is a default value that is publicly known",
        env::Key::WEAKNESS_DICTIONARY => "is made of dictionary words",
        env::Key::WEAKNESS_REPEATED => "repeats a few characters",
        env::Key::WEAKNESS_SEQUENCE => "is a sequence of neighbouring characters",
        env::Key::WEAKNESS_EQUALS_KEY_NAME => "is the name of its own key",
        env::Key::WEAKNESS_EQUALS_USER_NAME => "is the name of its user",
        _ => "is easy to guess",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{component, file, key, lines, message, secret};
    use muster_sdk::Parameters as _;

    fn judged(change: impl Fn(&mut env::Key)) -> Vec<Finding> {
        let mut key = secret("AUTH_SECRET_KEY", 1);
        change(&mut key);
        judge_secrets(&file([key]), &Parameters::decode(&[]).unwrap())
    }

    #[test]
    fn a_class_fails_when_all_of_it_is_too_short() {
        let judged = |name: &str, length: &str| {
            lines(judged(|key| {
                (key.name, key.length) = (name.to_owned(), length.to_owned());
            }))
            .remove(0)
        };
        assert_eq!(
            judged("AUTH_SECRET_KEY", "16-31"),
            "fail /etc/app.env#AUTH_SECRET_KEY"
        );
        assert_eq!(judged("AUTH_SECRET_KEY", "32-63"), "pass /etc/app.env");
        assert_eq!(judged("AUTH_SECRET_KEY", "64+"), "pass /etc/app.env");
        assert_eq!(judged("SMTP_PASSWORD", "16-31"), "pass /etc/app.env");
        assert_eq!(
            judged("SMTP_PASSWORD", "12-15"),
            "fail /etc/app.env#SMTP_PASSWORD"
        );
        assert_eq!(judged("ADMIN_BASIC_PASSWORD", "12-15"), "pass /etc/app.env");
        assert_eq!(judged("S3_ACCESS_KEY", "16-31"), "pass /etc/app.env");
        assert_eq!(
            judged("S3_SECRET_ACCESS_KEY", "16-31"),
            "fail /etc/app.env#S3_SECRET_ACCESS_KEY"
        );
    }

    #[test]
    fn a_long_value_can_still_be_weak() {
        let findings = judged(|key| key.strength = Some("weak".to_owned()));
        assert_eq!(
            message(findings),
            "AUTH_SECRET_KEY is easy to guess; required: a random value."
        );
        let findings = judged(|key| {
            key.strength = Some("very-weak".to_owned());
            key.weakness = Some("repeated".to_owned());
        });
        assert_eq!(
            message(findings),
            "AUTH_SECRET_KEY repeats a few characters; required: a random value."
        );
    }

    #[test]
    fn of_a_url_the_password_counts() {
        let url = |password: Option<&str>, strength: &str| {
            lines(judged(|key| {
                (key.name, key.shape) = ("REDIS_URL".to_owned(), "url".to_owned());
                (key.length, key.strength) = ("16-31".to_owned(), Some(strength.to_owned()));
                key.components = vec![env::Component {
                    status: password.unwrap_or("missing").to_owned(),
                    ..component("password", 1)
                }];
            }))
        };
        assert_eq!(
            url(Some("set"), "very-weak"),
            ["fail /etc/app.env#REDIS_URL"]
        );
        assert_eq!(url(Some("set"), "strong"), ["pass /etc/app.env"]);
        assert_eq!(url(None, "very-weak"), ["not-applicable /etc/app.env"]);
    }

    #[test]
    fn a_known_default_fails_whatever_strength_is_asked_for() {
        let parameters = Parameters {
            minimum_strength: "very-weak".to_owned(),
            ..Parameters::decode(&[]).unwrap()
        };
        let mut key = secret("AUTH_SECRET_KEY", 1);
        key.strength = Some("very-weak".to_owned());
        key.weakness = Some("repeated".to_owned());
        let line =
            |key: &env::Key| lines(judge_secrets(&file([key.clone()]), &parameters)).remove(0);
        assert_eq!(line(&key), "pass /etc/app.env");
        key.weakness = Some("known-default".to_owned());
        assert_eq!(line(&key), "fail /etc/app.env#AUTH_SECRET_KEY");
    }

    #[test]
    fn a_strength_that_is_not_known_is_an_error() {
        let findings = judged(|key| key.strength = None);
        assert_eq!(lines(findings), ["error /etc/app.env#AUTH_SECRET_KEY"]);
    }

    #[test]
    fn a_value_made_of_a_weak_key_is_told_with_that_key() {
        let weak = |name: &str| env::Key {
            strength: Some("weak".to_owned()),
            ..secret(name, 1)
        };
        let url = |origin: &str| env::Key {
            derived_from: vec![origin.to_owned()],
            shape: "url".to_owned(),
            components: vec![component("password", 1)],
            ..weak("DATABASE_URL")
        };
        let judged = |origin: &str| {
            let file = file([weak("DB_PASSWORD"), url(origin), key("DB_USER")]);
            lines(judge_secrets(&file, &Parameters::decode(&[]).unwrap()))
        };
        assert_eq!(judged("DB_PASSWORD"), ["fail /etc/app.env#DB_PASSWORD"]);
        // Whatever the other key is, it is not judged as a secret.
        assert_eq!(
            judged("DB_USER"),
            [
                "fail /etc/app.env#DB_PASSWORD",
                "fail /etc/app.env#DATABASE_URL"
            ]
        );
    }

    #[test]
    fn the_name_of_an_access_key_is_no_secret_beside_its_secret() {
        let weak = |name: &str| env::Key {
            strength: Some("very-weak".to_owned()),
            ..secret(name, 1)
        };
        let judged = |names: [&str; 2]| {
            lines(judge_secrets(
                &file(names.map(weak)),
                &Parameters::decode(&[]).unwrap(),
            ))
        };
        assert_eq!(
            judged(["AWS_ACCESS_KEY", "AWS_SECRET_KEY"]),
            ["fail /etc/app.env#AWS_SECRET_KEY"]
        );
        assert_eq!(
            judged(["S3_ACCESS_KEY", "S3_SECRET_ACCESS_KEY"]),
            ["fail /etc/app.env#S3_SECRET_ACCESS_KEY"]
        );
        assert_eq!(
            judged(["AZURE_ACCESS_KEY", "AWS_SECRET_KEY"]),
            [
                "fail /etc/app.env#AZURE_ACCESS_KEY",
                "fail /etc/app.env#AWS_SECRET_KEY"
            ]
        );
    }

    #[test]
    fn only_a_known_placeholder_is_judged() {
        let placeholder = |weakness: Option<&str>| {
            lines(judged(|key| {
                key.status = "placeholder".to_owned();
                key.strength = Some("very-weak".to_owned());
                key.weakness = weakness.map(str::to_owned);
            }))
        };
        assert_eq!(placeholder(None), ["not-applicable /etc/app.env"]);
        assert_eq!(
            placeholder(Some("dictionary")),
            ["not-applicable /etc/app.env"]
        );
        assert_eq!(
            placeholder(Some("known-default")),
            ["fail /etc/app.env#AUTH_SECRET_KEY"]
        );
    }
}
