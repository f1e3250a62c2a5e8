//! What the name of a variable says about its value: whether it announces a secret, or only speaks
//! about one (`TOKEN_TTL`), or names something that identifies and protects nothing.

/// Words of a name that make its value secret.
const SECRET_WORDS: &[&str] = &[
    "APIKEY",
    "CREDENTIAL",
    "CREDENTIALS",
    "DSN",
    "KEY",
    "KEYS",
    "PASS",
    "PASSCODE",
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

/// Words that name a secret only at the end: `NEO4J_AUTH` is one, `AUTH_PROVIDER` is not.
const SECRET_LAST_WORDS: &[&str] = &["AUTH"];

/// Words of a name whose value is what a person or a program logs in with.
const PASSWORD_WORDS: &[&str] = &[
    "PASS",
    "PASSCODE",
    "PASSPHRASE",
    "PASSWD",
    "PASSWORD",
    "PW",
    "PWD",
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
const PUBLIC_WORDS: &[&str] = &["PUBLIC", "PUB", "PUBKEY", "PUBLISHABLE", "SITE", "SITEKEY"];

/// Words before `KEY` that make it the key of a record, a map or a keyboard.
const DATA_KEYS: &[&str] = &[
    "CACHE",
    "FOREIGN",
    "GROUP",
    "HOT",
    "INDEX",
    "LOOKUP",
    "MAP",
    "OBJECT",
    "PARTITION",
    "PREFIX",
    "PRIMARY",
    "ROUTING",
    "SHARD",
    "SHORTCUT",
    "SORT",
];

/// Last words of a name that speak about a secret without being one, such as `TOKEN_TTL`.
const ABOUT_WORDS: &[&str] = &[
    "AGE",
    "ALG",
    "ALGO",
    "ALGORITHM",
    "ALGORITHMS",
    "ALLOWED",
    "ATTEMPTS",
    "AUDIENCE",
    "BACKEND",
    "BITS",
    "BYTES",
    "CHARS",
    "CLASS",
    "COMPLEXITY",
    "COST",
    "COUNT",
    "CURVE",
    "DATE",
    "DAYS",
    "DELAY",
    "DIR",
    "DIRECTORY",
    "DISABLED",
    "DOMAIN",
    "DOMAINS",
    "DRIVER",
    "DURATION",
    "EMAIL",
    "ENABLE",
    "ENABLED",
    "ENCODING",
    "ENDPOINT",
    "ENV",
    "EXP",
    "EXPIRATION",
    "EXPIRE",
    "EXPIRES",
    "EXPIRY",
    "FIELD",
    "FILE",
    "FILENAME",
    "FLAG",
    "FOLDER",
    "FORMAT",
    "GROUP",
    "HEADER",
    "HINT",
    "HOST",
    "HOSTNAME",
    "HOURS",
    "ID",
    "IDENTIFIER",
    "IDS",
    "IN",
    "INTERVAL",
    "ISSUER",
    "ITERATIONS",
    "LABEL",
    "LEEWAY",
    "LENGTH",
    "LEVEL",
    "LIFESPAN",
    "LIFETIME",
    "LIMIT",
    "LIMITS",
    "LOCATION",
    "MAX",
    "METHOD",
    "METHODS",
    "MIN",
    "MINUTES",
    "MODE",
    "MODEL",
    "MODELS",
    "MS",
    "NAME",
    "NAMES",
    "NAMESPACE",
    "OPTIONS",
    "PATH",
    "PERIOD",
    "POLICY",
    "PORT",
    "PREFIX",
    "PROVIDER",
    "PROVIDERS",
    "PROXY",
    "QUOTA",
    "RATE",
    "REALM",
    "REGEX",
    "REGION",
    "REQUIRED",
    "RETRIES",
    "REVEAL",
    "ROLE",
    "ROLES",
    "ROTATION",
    "ROUNDS",
    "RULE",
    "RULES",
    "SAMESITE",
    "SCHEMA",
    "SCHEME",
    "SCOPE",
    "SCOPES",
    "SEC",
    "SECONDS",
    "SECS",
    "SECURE",
    "SERVICE",
    "SIZE",
    "SOURCE",
    "STATUS",
    "STORE",
    "STRATEGY",
    "STRENGTH",
    "SUBJECT",
    "SUFFIX",
    "TEMPLATE",
    "THRESHOLD",
    "TIME",
    "TIMEOUT",
    "TTL",
    "TYPE",
    "TYPES",
    "UNIT",
    "URI",
    "URL",
    "URLS",
    "USER",
    "USERNAME",
    "USERS",
    "VALIDITY",
    "VAR",
    "VARIABLE",
    "VERSION",
    "WINDOW",
];

/// The same at the end of a word, as in `PASSWORDFILE`.
const ABOUT_ENDS: &[&str] = &["DIR", "FILE", "HOST", "NAME", "PATH", "PORT", "TTL", "URL"];

/// Words behind a secret word that only say which one it is, as in `SECRET_KEY_BASE`.
const QUALIFIERS: &[&str] = &[
    "ADMIN",
    "BASE",
    "CLIENT",
    "CURRENT",
    "DB",
    "DEFAULT",
    "DEV",
    "DEVELOPMENT",
    "EXTERNAL",
    "INTERNAL",
    "JSON",
    "LIVE",
    "LOCAL",
    "MAIN",
    "MASTER",
    "NEW",
    "OLD",
    "PLAIN",
    "PREVIOUS",
    "PRIMARY",
    "PROD",
    "PRODUCTION",
    "READ",
    "RO",
    "ROOT",
    "RW",
    "SECONDARY",
    "SEED",
    "SERVER",
    "STAGING",
    "STRING",
    "TEST",
    "VALUE",
    "WRITE",
];

/// First words of a name that ask or count, such as `REQUIRE_PASSWORD` and `MAX_TOKENS`.
const ASKING_WORDS: &[&str] = &[
    "ALLOW", "AUTO", "CHECK", "DISABLE", "ENABLE", "ENFORCE", "FORCE", "HAS", "HIDE", "IS", "MAX",
    "MIN", "NO", "NUM", "RANDOM", "REQUIRE", "SHOW", "SKIP", "USE", "VERIFY",
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

/// Last words of a name whose value is an account that somebody logs in to, or its database, whose
/// name is often the same.
const ACCOUNT_WORDS: &[&str] = &["DATABASE", "DB", "LOGIN", "USER", "USERNAME"];

/// Last words of a name whose value is the digest or number of something that was built.
const VERSION_WORDS: &[&str] = &[
    "BUILD", "COMMIT", "DIGEST", "RELEASE", "REV", "REVISION", "SHA", "TAG", "VERSION",
];

/// Last words of a name whose value may look like a token and is the public name of something.
const PUBLIC_IDENTITIES: &[&str] = &[
    "ARN",
    "CHECKSUM",
    "CLIENTID",
    "FINGERPRINT",
    "GUID",
    "HASH",
    "ID",
    "IDS",
    "IMAGE",
    "MODEL",
    "MODELS",
    "UUID",
];

/// Words in the names of keys that may hold a credential. The name proves nothing, so nothing is said about the value;
/// but the value is not shown either.
const GUARDED_WORDS: &[&str] = &[
    "BEARER",
    "CLAVE",
    "CONTRASENA",
    "COOKIE",
    "COOKIES",
    "CREDS",
    "CSRF",
    "ENCRYPTION",
    "HMAC",
    "JWT",
    "KENNWORT",
    "LICENCE",
    "LICENSE",
    "LOGIN",
    "MDP",
    "MNEMONIC",
    "NONCE",
    "OTP",
    "PAROLA",
    "PAT",
    "PIN",
    "PRIVATE",
    "PSK",
    "RECOVERY",
    "SEED",
    "SENHA",
    "SESSION",
    "SESSIONID",
    "SIGNATURE",
    "SIGNING",
    "TOTP",
    "UNSEAL",
    "WACHTWOORD",
];

/// How sure a name makes it that its value is a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Announces {
    /// Not at all.
    Nothing,
    /// It speaks of a secret, and adds a word or asks something: the value decides.
    Perhaps,
    /// It is the name of a secret.
    Secret,
    /// It is the name of a password.
    Password,
}

/// What a name announces.
pub(super) fn announces(name: &str) -> Announces {
    let name = name.to_ascii_uppercase();
    if SECRET_NAMES.contains(&name.as_str()) {
        return Announces::Secret;
    }
    let words: Vec<&str> = words(&name).collect();
    let Some(at) = secret_word(&words) else {
        return Announces::Nothing;
    };
    let behind = words.get(at + 1..).unwrap_or_default();
    let qualified = behind
        .iter()
        .all(|word| QUALIFIERS.contains(word) || word.bytes().all(|byte| byte.is_ascii_digit()));
    let asks = words
        .get(..at)
        .is_some_and(|before| before.iter().any(|word| ASKING_WORDS.contains(word)));
    if !qualified || asks {
        return Announces::Perhaps;
    }
    let password = words.get(at).is_some_and(|word| {
        let word = &without_number(word);
        PASSWORD_WORDS.contains(word) || PASSWORD_WORDS.iter().any(|end| word.ends_with(end))
    });
    if password {
        Announces::Password
    } else {
        Announces::Secret
    }
}

/// Ends of names that only secrets have, by words. A switch, a number or a method is not meant there.
const UNMISTAKABLE_ENDS: &[&[&str]] = &[
    &["API", "KEY"],
    &["APIKEY"],
    &["SECRET"],
    &["SECRET", "KEY"],
    &["SECRET", "KEY", "BASE"],
    &["SIGNING", "KEY"],
    &["WEBHOOK", "SECRET"],
];

/// Words before `PASSWORD` that say what it opens: `FORGOT_PASSWORD` and `LOCAL_PASSWORD` are switches.
const LOCKED_WORDS: &[&str] = &[
    "ADMIN",
    "BASIC",
    "DATABASE",
    "DB",
    "MARIADB",
    "MONGO",
    "MONGODB",
    "MYSQL",
    "PG",
    "POSTGRES",
    "POSTGRESQL",
    "RABBITMQ",
    "REDIS",
    "ROOT",
    "SMTP",
    "USER",
];

/// Whether a name can only be that of a secret: what stands there is one, or no good.
pub(super) fn is_unmistakable(name: &str) -> bool {
    let announced = announces(name);
    if announced < Announces::Secret {
        return false;
    }
    let name = name.to_ascii_uppercase();
    let words: Vec<&str> = words(&name).collect();
    if words.len() < 2 {
        return false;
    }
    match words.as_slice() {
        [.., before, last] if announced == Announces::Password => {
            PASSWORD_WORDS.contains(last) && LOCKED_WORDS.contains(before)
        }
        _ => UNMISTAKABLE_ENDS.iter().any(|end| words.ends_with(end)),
    }
}

/// Whether a name may also stand for the way to prove who one is.
pub(super) fn may_be_a_method(name: &str) -> bool {
    ends_in(name, SECRET_LAST_WORDS)
}

/// Whether a name announces a secret, or may do so: what decides whether its value is hidden.
pub(crate) fn is_secret_name(name: &str) -> bool {
    announces(name) != Announces::Nothing
}

pub(super) fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// The last word that names a secret; none where the name speaks about one, or of a public one.
fn secret_word(words: &[&str]) -> Option<usize> {
    let last = words.last()?;
    let speaks = ABOUT_WORDS.contains(last)
        || ABOUT_ENDS.iter().any(|end| {
            last.strip_suffix(end)
                .is_some_and(|word| word.len() > 2 && is_secret_word(word))
        });
    if speaks || words.iter().any(|word| PUBLIC_WORDS.contains(word)) {
        return None;
    }
    if SECRET_LAST_WORDS.contains(last) {
        return Some(words.len() - 1);
    }
    let at = words.iter().rposition(|word| is_secret_word(word))?;
    let data = words.get(at).map(|word| without_number(word)) == Some("KEY")
        && at
            .checked_sub(1)
            .and_then(|before| words.get(before))
            .is_some_and(|before| DATA_KEYS.contains(before));
    (!data).then_some(at)
}

/// Whether the last word of a name speaks about what the others name.
pub(super) fn is_about(last: &str) -> bool {
    ABOUT_WORDS.contains(&last)
}

/// `KEY` of `KEY2`.
fn without_number(word: &str) -> &str {
    word.trim_end_matches(|c: char| c.is_ascii_digit())
}

/// Whether a name that does not announce a secret may still be that of a credential.
pub(super) fn is_guarded(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let words: Vec<&str> = words(&name).map(without_number).collect();
    let speaks = words.last().is_some_and(|last| ABOUT_WORDS.contains(last));
    let is_guarded = |word: &&str| {
        GUARDED_WORDS.contains(word) || word.starts_with("PASS") || word.ends_with("KEY")
    };
    !speaks && words.iter().any(is_guarded)
}

fn is_secret_word(word: &str) -> bool {
    let word = without_number(word);
    SECRET_WORDS.contains(&word)
        || word.contains("SECRET")
        || word.contains("PASSWORD")
        || (SECRET_ENDS.iter().any(|end| word.ends_with(end))
            && !HARMLESS_ENDS.iter().any(|end| word.ends_with(end)))
}

/// Whether a name announces a value that identifies and does not protect.
pub(super) fn is_account_name(name: &str) -> bool {
    ends_in(name, ACCOUNT_WORDS)
}

/// Whether a value under this name may look like a token without being one.
pub(super) fn is_identity_name(name: &str) -> bool {
    ends_in(name, IDENTITY_WORDS) || ends_in(name, PUBLIC_IDENTITIES) || is_version_name(name)
}

/// Whether a name announces the digest or number of something that was built.
pub(super) fn is_version_name(name: &str) -> bool {
    ends_in(name, VERSION_WORDS)
}

/// Whether the name is that of an access key, which is the user's name for a store of objects.
pub(super) fn is_access_key_name(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    !name.contains("SECRET") && (name.ends_with("ACCESS_KEY") || name.ends_with("ACCESS_KEY_ID"))
}

fn ends_in(name: &str, list: &[&str]) -> bool {
    let name = name.to_ascii_uppercase();
    name.rsplit(['_', '.', '-'])
        .next()
        .is_some_and(|word| list.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_about_a_secret_is_not_the_name_of_one() {
        for name in [
            "JWT_REFRESH_TOKEN_EXPIRES_IN",
            "JWT_ACCESS_TOKEN_EXPIRATION",
            "AUTH_PROVIDER",
            "PASSWORD_POLICY",
            "API_KEY_ENV",
            "REDIS_PREFIX_KEY",
            "SESSION_TOKEN_LIFETIME",
            "SECRETS_DIR",
            "TOKENDIR",
            "MYSQL_ROOT_PASSWORD_FILE",
            "AWS_ACCESS_KEY_ID",
            "VAPID_PUBLIC_KEY",
            "MONKEY",
            "COOKIE_SECURE",
        ] {
            assert_eq!(announces(name), Announces::Nothing, "{name}");
        }
    }

    #[test]
    fn a_name_that_asks_or_adds_a_word_leaves_it_to_the_value() {
        for name in [
            "OPENAI_MAX_TOKENS",
            "REQUIRE_AUTH",
            "MYSQL_RANDOM_ROOT_PASSWORD",
            "PASSWORD_CHECKER",
        ] {
            assert_eq!(announces(name), Announces::Perhaps, "{name}");
        }
    }

    #[test]
    fn the_usual_names_of_secrets_are_known() {
        for name in [
            "SECRET_KEY_BASE",
            "NEXTAUTH_SECRET",
            "MEILI_MASTER_KEY",
            "N8N_ENCRYPTION_KEY",
            "APP_KEY",
            "NEO4J_AUTH",
            "SENTRY_DSN",
            "JWT_SECRET_2",
            "API_KEY2",
            "DATABASE_URL",
        ] {
            assert_eq!(announces(name), Announces::Secret, "{name}");
        }
        for name in [
            "POSTGRES_PASSWORD",
            "SMTP_PASS",
            "PGPASSWORD",
            "DBPASS",
            "MYSQL_PWD",
            "DB_PASSWORD_PROD",
            "DB_PASSWORD2",
        ] {
            assert_eq!(announces(name), Announces::Password, "{name}");
        }
    }

    #[test]
    fn some_names_prove_nothing_and_are_guarded() {
        for name in [
            "GITHUB_PAT",
            "JWT",
            "DB_PASSWRD",
            "PASSWORT",
            "WALLET_SEED",
            "APPKEY",
            "SESSION_1",
        ] {
            assert_eq!(announces(name), Announces::Nothing, "{name}");
            assert!(is_guarded(name), "{name}");
        }
        for name in [
            "APP_ENV",
            "JWT_ALGORITHM",
            "SESSION_DRIVER",
            "COOKIE_SECURE",
            "LOGIN_URL",
            "COMPASS",
        ] {
            assert!(!is_guarded(name), "{name}");
        }
    }
}
