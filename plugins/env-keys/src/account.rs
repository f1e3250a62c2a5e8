//! Whose password a key holds, as far as names and addresses show it: the server's own key, a client's
//! and an address with the same user are one account, whose password has to be the same.

use muster_sdk::env;

use crate::bound_file::BoundFile;
use crate::parts::{self, part};

/// Kinds of services, by the words of a name that mean each.
const SERVICES: &[(&str, &[&str])] = &[
    (
        "database",
        &[
            "DATABASE",
            "DB",
            "MARIADB",
            "MYSQL",
            "PG",
            "PGSQL",
            "POSTGRES",
            "POSTGRESQL",
            "SQL",
        ],
    ),
    ("documents", &["MONGO", "MONGODB", "COUCHDB"]),
    ("cache", &["CACHE", "DRAGONFLY", "KEYDB", "REDIS", "VALKEY"]),
    ("queue", &["AMQP", "BROKER", "MQ", "RABBIT", "RABBITMQ"]),
    ("store", &["AWS", "MINIO", "S3"]),
    (
        "search",
        &[
            "ELASTIC",
            "ELASTICSEARCH",
            "MEILI",
            "MEILISEARCH",
            "OPENSEARCH",
            "TYPESENSE",
        ],
    ),
    ("mail", &["EMAIL", "MAIL", "MAILER", "SMTP"]),
    ("columns", &["CLICKHOUSE"]),
    ("graph", &["NEO4J"]),
];

/// The same by the scheme of an address.
const SCHEMES: &[(&str, &str)] = &[
    ("postgres", "database"),
    ("postgresql", "database"),
    ("postgresql+asyncpg", "database"),
    ("postgresql+psycopg", "database"),
    ("postgresql+psycopg2", "database"),
    ("mysql", "database"),
    ("mariadb", "database"),
    ("mongodb", "documents"),
    ("mongodb+srv", "documents"),
    ("redis", "cache"),
    ("rediss", "cache"),
    ("valkey", "cache"),
    ("amqp", "queue"),
    ("amqps", "queue"),
    ("s3", "store"),
    ("smtp", "mail"),
    ("smtps", "mail"),
];

/// Last words of the name of a password, without which it is the name of its account.
const PASSWORD_ENDS: &[&str] = &[
    "PASSWORD",
    "PASSWD",
    "PASS",
    "PWD",
    "SECRET_ACCESS_KEY",
    "SECRET_KEY",
    "MASTER_KEY",
    "API_KEY",
];

/// Last words of the name of the user of the same account.
const USER_ENDS: &[&str] = &["USER", "USERNAME", "LOGIN"];

/// Words that make it another account of the same service.
const OTHER_ACCOUNTS: &[&str] = &[
    "ADMIN",
    "ROOT",
    "READONLY",
    "REPLICATION",
    "MONITOR",
    "EXPORTER",
];

/// An account, as far as it is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Account<'a> {
    /// The kind of service.
    service: &'a str,
    /// The word that sets it apart.
    role: Option<&'a str>,
    /// Class of equal names of the user.
    user: Option<u32>,
}

impl Account<'_> {
    /// Whether both may be one account: of a kind of service, and of no two users.
    pub(crate) fn may_be(self, other: Self) -> bool {
        let users = self.user.zip(other.user);
        self.service == other.service
            && match users {
                Some((own, its)) => own == its,
                None => self.role == other.role,
            }
    }
}

/// The account of the password in a key's address.
pub(crate) fn of_url(key: &env::Key) -> Option<Account<'_>> {
    let scheme = part(key, "scheme")?.value.as_deref()?;
    let (_, service) = SCHEMES.iter().find(|(known, _)| *known == scheme)?;
    Some(Account {
        service,
        role: None,
        user: part(key, "user").and_then(parts::class),
    })
}

/// The account of a key that is itself a password.
pub(crate) fn of_key<'a>(file: &BoundFile, key: &'a env::Key) -> Option<Account<'a>> {
    let name = key.name.as_str();
    let family = PASSWORD_ENDS
        .iter()
        .find_map(|end| name.strip_suffix(end))?
        .trim_end_matches('_');
    let words = || family.split('_');
    let service = words().rev().find_map(|word| {
        // `MONGO_INITDB_ROOT_PASSWORD` and `PAPERLESS_DBPASS` have words of their own.
        SERVICES
            .iter()
            .find(|(_, names)| names.contains(&word))
            .map(|(service, _)| *service)
    })?;
    let user = USER_ENDS.iter().find_map(|end| {
        file.key(&format!("{family}_{end}"))
            .and_then(|user| user.equality)
    });
    Some(Account {
        service,
        role: words().find(|word| OTHER_ACCOUNTS.contains(word)),
        user,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{component, file, key, secret};

    fn user(name: &str, class: u32) -> env::Key {
        env::Key {
            equality: Some(class),
            ..key(name)
        }
    }

    fn same(file: &BoundFile, a: &str, b: &str) -> bool {
        let account = |name| of_key(file, file.key(name).unwrap());
        account(a).zip(account(b)).is_some_and(|(a, b)| a.may_be(b))
    }

    #[test]
    fn the_keys_of_server_and_client_are_one_account() {
        let file = file([
            secret("POSTGRES_PASSWORD", 1),
            secret("WORDPRESS_DB_PASSWORD", 1),
            secret("MYSQL_ROOT_PASSWORD", 1),
            secret("REDIS_PASSWORD", 1),
            secret("JWT_SECRET_KEY", 1),
            secret("MYSQL_PASSWORD", 1),
            user("MYSQL_USER", 7),
            secret("APP_DB_PASS", 1),
            user("APP_DB_USER", 8),
        ]);
        assert!(same(&file, "POSTGRES_PASSWORD", "WORDPRESS_DB_PASSWORD"));
        assert!(same(&file, "MYSQL_PASSWORD", "WORDPRESS_DB_PASSWORD"));
        assert!(!same(&file, "MYSQL_PASSWORD", "APP_DB_PASS"));
        assert!(!same(&file, "MYSQL_ROOT_PASSWORD", "WORDPRESS_DB_PASSWORD"));
        assert!(!same(&file, "POSTGRES_PASSWORD", "REDIS_PASSWORD"));
        assert!(!same(&file, "POSTGRES_PASSWORD", "JWT_SECRET_KEY"));
    }

    #[test]
    fn addresses_with_one_user_are_one_account() {
        let url = |name: &str, user: u32| env::Key {
            shape: "url".to_owned(),
            components: vec![
                env::Component {
                    value: Some("postgres".to_owned()),
                    ..component("scheme", 0)
                },
                component("user", user),
            ],
            ..secret(name, 100)
        };
        let (a, b, c) = (url("A_URL", 1), url("B_URL", 1), url("C_URL", 2));
        let account = |key| of_url(key).unwrap();
        assert!(account(&a).may_be(account(&b)));
        assert!(!account(&a).may_be(account(&c)));
    }
}
