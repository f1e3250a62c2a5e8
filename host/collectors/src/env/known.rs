//! Public knowledge about keys and values, as data: which names are safe to show, which make a
//! value secret, and which values everybody knows.

/// Keys whose value is shown. None of them ever holds a secret; `analysis` guards against one that
/// was put there by mistake.
const SHOWN: &[&str] = &[
    "ADMIN_MFA_REQUIRED",
    "ADMIN_MFA_REQUIRED_ROLES",
    "APP_ENV",
    "CAPTCHA_ENABLED",
    "CAPTCHA_MODE",
    "COMPOSE_FILE",
    "COMPOSE_PROFILES",
    "DEPOSITS_ENABLED",
    "EMAIL_MODE",
    "ENV_FILE",
    "JOBS_ENABLED",
    "JOB_HEARTBEAT_REQUIRED",
    "JOB_RUNNER_ID",
    "LOG_LEVEL",
    "METRICS_ENABLED",
    "ORDER_STORAGE_BACKEND",
    "ORDER_UPLOAD_ROOT",
    "SMTP_PORT",
    "SMTP_USE_TLS",
    "STRICT_CORS",
    "TRUST_PROXY_HEADERS",
];

/// Keys whose value is a public address: the host is shown, the rest is not.
const PUBLIC_HOST: &[&str] = &[
    "CLIENT_PORTAL_BASE_URL",
    "CORS_ORIGINS",
    "EMAIL_FROM",
    "PUBLIC_BASE_URL",
];

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
    "AUTH_SECRET_KEY",
    "CLIENT_PORTAL_SECRET",
    "DATABASE_URL",
    "METRICS_TOKEN",
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
    "WORKER_PORTAL_SECRET",
];

/// Words of a name that make its value secret.
const SECRET_WORDS: &[&str] = &[
    "APIKEY",
    "AUTH",
    "CREDENTIAL",
    "CREDENTIALS",
    "DSN",
    "KEY",
    "KEYS",
    "PASS",
    "PASSPHRASE",
    "PASSWD",
    "PASSWORD",
    "PASSWORDS",
    "PEPPER",
    "PW",
    "PWD",
    "SALT",
    "SECRET",
    "SECRETS",
    "TOKEN",
    "TOKENS",
];

/// Whole names of options and headers that make their value secret. As words of a longer name they
/// say nothing: `COOKIE_DOMAIN`.
const SECRET_NAMES: &[&str] = &[
    "AUTHORIZATION",
    "COOKIE",
    "DATABASE_URL",
    "MASTERAUTH",
    "PROXY-AUTHORIZATION",
];

/// Ends of a word that make its value secret, as in `DBPASS`.
const SECRET_ENDS: &[&str] = &["PASS", "PASSWD", "PW", "PWD", "TOKEN"];

/// Words that end so and mean something else.
const HARMLESS_ENDS: &[&str] = &["COMPASS", "BYPASS", "OVERPASS", "TRESPASS", "OLDPWD"];

/// Words that make a `…_KEY` public.
const PUBLIC_WORDS: &[&str] = &["PUBLIC", "PUB", "PUBLISHABLE", "SITE"];

/// Last words of a name that speak about a secret without being one, such as `TOKEN_TTL`.
const ABOUT_WORDS: &[&str] = &[
    "ALGORITHM",
    "AUDIENCE",
    "BYTES",
    "COUNT",
    "DAYS",
    "DIR",
    "ENABLED",
    "ENDPOINT",
    "EXPIRES",
    "EXPIRY",
    "FILE",
    "HEADER",
    "HOST",
    "HOURS",
    "ID",
    "ISSUER",
    "LENGTH",
    "MAX",
    "METHOD",
    "MIN",
    "MINUTES",
    "MODE",
    "NAME",
    "PATH",
    "PORT",
    "PREFIX",
    "REQUIRED",
    "ROUNDS",
    "SECONDS",
    "SIZE",
    "TTL",
    "TYPE",
    "URI",
    "URL",
    "USER",
    "USERNAME",
];

/// Last words of a name whose value identifies something and protects nothing. Such a value is
/// also part of paths and messages, which must stay readable.
const IDENTITY_WORDS: &[&str] = &[
    "BUCKET",
    "DATABASE",
    "DB",
    "DOMAIN",
    "ENV",
    "ENVIRONMENT",
    "HOST",
    "HOSTNAME",
    "LANG",
    "LOCALE",
    "NAME",
    "REGION",
    "TZ",
    "TIMEZONE",
    "USER",
    "USERNAME",
    "VERSION",
];

/// Last words of a name whose value is the digest or number of something that was built.
const VERSION_WORDS: &[&str] = &[
    "BUILD", "COMMIT", "DIGEST", "RELEASE", "REV", "REVISION", "SHA", "TAG", "VERSION",
];

/// Values that stand where a secret should be: defaults of software, and words that nobody has
/// replaced. Compared without regard to case, and only where the key is secret.
const KNOWN_DEFAULTS: &[&str] = &[
    "123456",
    "12345678",
    "123456789",
    "1234567890",
    "admin",
    "admin123",
    "changeit",
    "default",
    "dev-auth-secret",
    "dev-client-portal-secret",
    "dev-worker-portal-secret",
    "dummy",
    "example",
    "fixme",
    "foobar",
    "guest",
    "letmein",
    "mysecretpassword",
    "none",
    "null",
    "pass",
    "passw0rd",
    "password",
    "password1",
    "password123",
    "placeholder",
    "postgres",
    "qwerty",
    "redis",
    "root",
    "secret",
    "secretkey",
    "supersecret",
    "tbd",
    "test",
    "toor",
    "worker-secret",
];

/// Parts of a value that say that it is to be replaced.
const PLACEHOLDER_PARTS: &[&str] = &[
    "change-me",
    "change_me",
    "change me",
    "changeme",
    "change-this",
    "change_this",
    "changethis",
    "replace-me",
    "replace_me",
    "replace me",
    "replaceme",
    "replace-with",
    "replace_with",
    "replace-this",
    "replace_this",
    "put-strong",
    "put_strong",
    "generate-strong",
    "generate_strong",
    "insert-your",
    "insert_your",
];

/// Host names that RFC 2606 reserves for documentation.
const EXAMPLE_DOMAINS: &[&str] = &["example.com", "example.net", "example.org"];

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

/// Schemes that may be shown; any other text in front of `://` may be part of a secret.
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

pub(super) fn is_shown(name: &str) -> bool {
    SHOWN.contains(&name)
}

pub(super) fn has_public_host(name: &str) -> bool {
    PUBLIC_HOST.contains(&name)
}

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

/// Whether the name is public, so that showing it never shows part of a value.
pub(super) fn is_known_name(name: &str) -> bool {
    is_shown(name) || has_public_host(name) || COMMON.contains(&name)
}

/// Whether a name announces a secret.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    if SECRET_NAMES.contains(&name.as_str()) {
        return true;
    }
    let words: Vec<&str> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let about = words.last().is_some_and(|word| ABOUT_WORDS.contains(word));
    let public = words.iter().any(|word| PUBLIC_WORDS.contains(word));
    let secret = words.iter().any(|word| {
        SECRET_WORDS.contains(word)
            || word.contains("SECRET")
            || word.contains("PASSWORD")
            || (SECRET_ENDS.iter().any(|end| word.ends_with(end))
                && !HARMLESS_ENDS.iter().any(|end| word.ends_with(end)))
    });
    secret && !about && !public
}

/// Whether a name announces a value that identifies and does not protect.
pub(super) fn is_identity_name(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    name.rsplit(['_', '.', '-'])
        .next()
        .is_some_and(|word| IDENTITY_WORDS.contains(&word))
}

/// Whether a name announces the digest or number of something that was built.
pub(super) fn is_version_name(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    name.rsplit(['_', '.', '-'])
        .next()
        .is_some_and(|word| VERSION_WORDS.contains(&word))
}

/// Whether a value is a well-known default.
pub(super) fn is_default(value: &str) -> bool {
    KNOWN_DEFAULTS
        .iter()
        .any(|word| word.eq_ignore_ascii_case(value))
}

/// Whether a value says by itself that it is to be replaced.
pub(super) fn is_placeholder(value: &str) -> bool {
    let value = value.trim().to_ascii_lowercase();
    let wrapped =
        |open, close| value.len() > 2 && value.starts_with(open) && value.ends_with(close);
    let mut words = value.split(|c: char| !c.is_ascii_alphanumeric());
    wrapped("<", ">")
        || (value.len() > 4 && wrapped("__", "__"))
        || PLACEHOLDER_PARTS.iter().any(|part| value.contains(part))
        || ["your-", "your_", "your "]
            .iter()
            .any(|start| value.starts_with(start))
        || words.any(|word| {
            word == "todo"
                || word == "fixme"
                || (word.len() >= 3 && word.bytes().all(|byte| byte == b'x'))
        })
        || is_example_host(&value)
}

/// Whether a documentation domain is the host of a URL, an address or a name.
fn is_example_host(value: &str) -> bool {
    EXAMPLE_DOMAINS.iter().any(|domain| {
        value.match_indices(domain).any(|(at, _)| {
            let before = value.get(..at).and_then(|text| text.chars().next_back());
            let after = value
                .get(at + domain.len()..)
                .and_then(|text| text.chars().next());
            before.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '-' && c != '_')
                && after.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '-' && c != '.')
        })
    })
}

/// The class of a vendor's token.
pub(super) fn vendor(value: &str) -> Option<&'static str> {
    VENDORS
        .iter()
        .find(|(prefix, _)| value.len() >= prefix.len() + 8 && value.starts_with(prefix))
        .map(|(_, class)| *class)
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

/// Whether a URL's scheme may be shown.
pub(super) fn is_scheme(scheme: &str) -> bool {
    SCHEMES
        .iter()
        .any(|known| known.eq_ignore_ascii_case(scheme))
}
