//! Public knowledge about keys and values, as data: names and values that everybody knows, and how the
//! tokens of vendors begin. Which keys of a project can be shown is for the project to say.

/// The key that names the server through which mail is sent.
const MAIL_SERVER: &str = "SMTP_HOST";

/// Servers of mail providers, which everybody may know; `*` is a region. No other value of
/// [`MAIL_SERVER`] is shown: nothing about a bare word proves that it is a host.
const MAIL_SERVERS: &[&str] = &[
    "email-smtp.*.amazonaws.com",
    "in-v3.mailjet.com",
    "smtp-relay.gmail.com",
    "smtp.eu.mailgun.org",
    "smtp.gmail.com",
    "smtp.mailgun.org",
    "smtp.mandrillapp.com",
    "smtp.office365.com",
    "smtp.postmarkapp.com",
    "smtp.sendgrid.net",
];

/// The longest name of a region that is taken for one: AWS has `ap-southeast-1` and the like.
const LONGEST_REGION: usize = 19;

/// Names that are common enough to be shown even where a file is torn.
const COMMON: &[&str] = &[
    "DATABASE_URL",
    "POSTGRES_DB",
    "POSTGRES_PASSWORD",
    "POSTGRES_USER",
    "REDIS_URL",
    "SENDGRID_API_KEY",
    "SMTP_HOST",
    "SMTP_PASSWORD",
    "SMTP_USERNAME",
    "STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRET",
    "TURNSTILE_SECRET_KEY",
];

/// Public prefixes of vendors' tokens, with the class that is reported. The first that fits counts.
const VENDORS: &[(&str, &str)] = &[
    ("sk_live_", "sk_live"),
    ("sk_test_", "sk_test"),
    ("rk_live_", "rk_live"),
    ("rk_test_", "rk_test"),
    ("pk_live_", "pk_live"),
    ("pk_test_", "pk_test"),
    ("whsec_", "whsec"),
    ("SG.", "SG"),
    ("github_pat_", "github_pat"),
    ("ghp_", "ghp"),
    ("gho_", "gho"),
    ("ghs_", "ghs"),
    ("glpat-", "glpat"),
    ("xoxb-", "xoxb"),
    ("xoxp-", "xoxp"),
    ("AKIA", "AKIA"),
    ("ASIA", "ASIA"),
    ("AIza", "AIza"),
    ("sk-ant-", "sk-ant"),
    ("sk-proj-", "sk-proj"),
    ("dop_v1_", "dop_v1"),
    ("npm_", "npm"),
    ("pypi-", "pypi"),
];

/// Dummy secrets that Cloudflare documents for testing Turnstile
/// (developers.cloudflare.com/turnstile/troubleshooting/testing/).
const DUMMIES: &[(&str, &str)] = &[
    (
        "1x0000000000000000000000000000000AA",
        "turnstile-always-passes",
    ),
    (
        "2x0000000000000000000000000000000AA",
        "turnstile-always-fails",
    ),
    (
        "3x0000000000000000000000000000000AA",
        "turnstile-token-already-spent",
    ),
];

/// Schemes that can be shown; any other text in front of `://` may be part of a secret.
const SCHEMES: &[&str] = &[
    "amqp",
    "amqps",
    "file",
    "ftp",
    "ftps",
    "http",
    "https",
    "kafka",
    "ldap",
    "ldaps",
    "mariadb",
    "memcached",
    "mongodb",
    "mongodb+srv",
    "mqtt",
    "mqtts",
    "mysql",
    "nats",
    "postgres",
    "postgresql",
    "postgresql+asyncpg",
    "postgresql+psycopg",
    "postgresql+psycopg2",
    "redis",
    "rediss",
    "s3",
    "sftp",
    "smtp",
    "smtps",
    "sqlite",
    "ssh",
    "tcp",
    "tls",
    "udp",
    "unix",
    "valkey",
    "ws",
    "wss",
];

/// Whether the value is one that everybody may know.
pub(super) fn is_public_value(name: &str, value: &str) -> bool {
    let is_region = |region: &str| {
        region.len() <= LONGEST_REGION
            && region
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    name == MAIL_SERVER
        && MAIL_SERVERS
            .iter()
            .any(|server| match server.split_once('*') {
                None => value == *server,
                Some((start, end)) => value
                    .strip_prefix(start)
                    .and_then(|rest| rest.strip_suffix(end))
                    .is_some_and(is_region),
            })
}

/// Whether everybody knows the name, so that showing it never shows part of a value.
pub(super) fn is_common_name(name: &str) -> bool {
    COMMON.contains(&name)
}

/// The class of a vendor's token.
pub(super) fn vendor(value: &str) -> Option<&'static str> {
    VENDORS
        .iter()
        .find(|(prefix, _)| value.len() >= prefix.len() + 8 && value.starts_with(prefix))
        .map(|(_, class)| *class)
}

/// The token without its vendor's prefix, which is public.
pub(super) fn without_vendor(value: &str) -> &str {
    VENDORS
        .iter()
        .find_map(|(prefix, _)| value.strip_prefix(prefix))
        .unwrap_or(value)
}

/// Whether the vendor's token is meant to be public.
pub(super) fn is_public_token(class: &str) -> bool {
    class.starts_with("pk_")
}

/// The name of a documented dummy value.
pub(super) fn dummy(value: &str) -> Option<&'static str> {
    DUMMIES
        .iter()
        .find(|(dummy, _)| *dummy == value)
        .map(|(_, name)| *name)
}

/// Whether a URL's scheme can be shown.
pub(super) fn is_scheme(scheme: &str) -> bool {
    SCHEMES
        .iter()
        .any(|known| known.eq_ignore_ascii_case(scheme))
}
