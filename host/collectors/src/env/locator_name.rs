//! Names that say where something is reached, and with it perhaps how to log in there: connection strings and
//! addresses (`DATABASE_URI`, `BROKER_URL`, `DB_CONN`), and stores of secrets (`VAULT_…`). They do not prove that a
//! value is a secret, so nothing is said about it; but one that is not an address need not be shown.

use super::secret_name::{is_about, words};

/// What the value of a name leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Locates {
    /// Nothing.
    Nothing,
    /// Some address.
    Address,
    /// A service that asks who comes, in the form in which its clients connect; or a store of secrets.
    Login,
}

/// Last words of a name of an address.
const ADDRESS_WORDS: &[&str] = &["ADDR", "ADDRESS", "ENDPOINT", "URI", "URIS", "URL", "URLS"];

/// The same at the end of a word, as in `BASEURL`.
const ADDRESS_ENDS: &[&str] = &["URI", "URIS", "URL", "URLS"];

/// Words, or beginnings of them, that name a connection string whatever follows.
const CONNECTIONS: &[&str] = &["CONNECTIONSTRING", "CONNSTR", "CONNURI", "CONNURL"];

/// Words that name a connection or its string unless the last word speaks about it, as in `CONNECTION_TIMEOUT`.
const CONNECTION_WORDS: &[&str] = &[
    "BROKER",
    "CONN",
    "CONNECTION",
    "CONNECTIONS",
    "CONNECT",
    "JDBC",
    "ODBC",
    "SAS",
    "WEBHOOK",
    "WEBHOOKS",
];

/// Ends of a word that do so, as in `DBCONN`.
const CONNECTION_ENDS: &[&str] = &["CONN", "CONNECTION"];

/// Words, or ends of them, that name a store of secrets.
const STORES_OF_SECRETS: &[&str] = &[
    "KEYCHAIN", "KEYRING", "KEYSTORE", "VAULT", "VAULTS", "WALLET",
];

/// Beginnings of words that name a service which asks for a password.
const SERVICES: &[&str] = &[
    "AMQP",
    "BROKER",
    "CACHE",
    "CASSANDRA",
    "CLICKHOUSE",
    "COUCH",
    "DATABASE",
    "DB",
    "ELASTIC",
    "IMAP",
    "INFLUX",
    "JDBC",
    "KAFKA",
    "LDAP",
    "MAIL",
    "MARIADB",
    "MONGO",
    "MQTT",
    "MSSQL",
    "MYSQL",
    "NATS",
    "NEO4J",
    "ODBC",
    "OPENSEARCH",
    "ORACLE",
    "PG",
    "POSTGRES",
    "QUEUE",
    "RABBIT",
    "REDIS",
    "SENTRY",
    "SMTP",
    "SQL",
    "STORAGE",
    "VALKEY",
];

/// Last words that speak about a secret, of which a store of secrets has one that is one: a secret's `ID` is half of
/// a login.
const PARTS_OF_LOGINS: &[&str] = &["ID", "IDS"];

/// Kinds of connections, as frameworks name them beside the schemes of addresses.
const KINDS: &[&str] = &[
    "array",
    "beanstalkd",
    "database",
    "log",
    "null",
    "pgsql",
    "pusher",
    "reverb",
    "sqs",
    "sqlsrv",
    "sync",
];

/// What the value of a name leads to.
pub(super) fn locates(name: &str) -> Locates {
    let name = name.to_ascii_uppercase();
    let words: Vec<&str> = words(&name)
        .map(|word| word.trim_end_matches(|c: char| c.is_ascii_digit()))
        .collect();
    let has = |starts: &[&str]| {
        let mut words = words.iter();
        words.any(|word| starts.iter().any(|start| word.starts_with(start)))
    };
    let Some(last) = words.last() else {
        return Locates::Nothing;
    };
    let is_address = ADDRESS_WORDS.contains(last)
        || ADDRESS_ENDS
            .iter()
            .any(|end| last.ends_with(end) && last.len() > end.len());
    let speaks = is_about(last) && !is_address;
    let is_store = words
        .iter()
        .any(|word| STORES_OF_SECRETS.iter().any(|end| word.ends_with(end)));
    let is_connection = words.iter().any(|word| {
        CONNECTION_WORDS.contains(word) || CONNECTION_ENDS.iter().any(|end| word.ends_with(end))
    });
    let is_login = has(CONNECTIONS)
        || (is_store && (!speaks || PARTS_OF_LOGINS.contains(last)))
        || (is_connection && !speaks)
        || (is_address && has(SERVICES));
    match (is_login, is_address) {
        (true, _) => Locates::Login,
        (false, true) => Locates::Address,
        (false, false) => Locates::Nothing,
    }
}

/// Whether a value is the kind of a connection, as in `DB_CONNECTION=mysql`.
pub(super) fn is_kind(value: &str) -> bool {
    let small = value.to_ascii_lowercase();
    super::known::is_scheme(&small) || KINDS.contains(&small.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connection_strings_and_stores_of_secrets_are_known_by_their_names() {
        for name in [
            "DATABASE_URI",
            "SQLALCHEMY_DATABASE_URI",
            "CONNECTION_STRING",
            "ConnectionStrings__Default",
            "DB_CONNSTR",
            "APP_DB_CONN",
            "DBCONN",
            "mongoUri",
            "REDIS_URL2",
            "CELERY_BROKER",
            "SLACK_WEBHOOK",
            "VAULT",
            "VAULT_ADDR",
            "VAULT_SECRET_ID",
            "AZURE_KEYVAULT",
            "JAVA_KEYSTORE",
        ] {
            assert_eq!(locates(name), Locates::Login, "{name}");
        }
        for name in ["BASE_URL", "LOGIN_URI", "API_ENDPOINT", "BASEURL", "URL"] {
            assert_eq!(locates(name), Locates::Address, "{name}");
        }
    }

    #[test]
    fn what_speaks_about_a_connection_is_none() {
        for name in [
            "CONNECTION_TIMEOUT",
            "DB_CONN_MAX",
            "VAULT_NAMESPACE",
            "VAULT_ROLE",
            "DATABASE",
            "CURL_OPTIONS",
            "APP_ENV",
            "URLS_FILE",
            "DEFAULT_VALUE",
        ] {
            assert_eq!(locates(name), Locates::Nothing, "{name}");
        }
    }
}
