//! Whatever a file looks like: no part of a secret is in the facts, and the run's scrubber knows
//! the secret.

use std::path::PathBuf;

use muster_facts::targets::{EnvFile, Targets};
use muster_facts::{REDACTED, Secrets};
use muster_target::{Context, Recorded, with_collection};
use proptest::prelude::*;

use super::collect;

const PATH: &str = "/etc/app/app.env";

/// As much of a secret as helps to guess the rest.
const TELLING: usize = 8;

/// Files in which `@` stands for a secret. Each is broken, or easily misread, in another way.
const NASTY: &[&str] = &[
    "A_SECRET=@\n",
    "export A_SECRET='@'\r\n",
    "A_SECRET=\"@\n",
    "A_SECRET='@\nB=1\n",
    "A_SECRET=\"[\"@\",\"@\"]\"\n",
    "A_SECRET=\"x\"@\n",
    "A_SECRET=\"x\"@=y\n",
    "A_SECRET=\"@\"@\"@\"\n",
    "A_SECRET=x @ y\n",
    "A_SECRET=x;@=y\n",
    "A_SECRET=x&@=y\n",
    "A_SECRET=x|@\n",
    "A_SECRET=$(echo @)\n",
    "A_SECRET=`@`\n",
    "A_SECRET=${B:-@}\n",
    "A_SECRET=${B:?@}\n",
    "A_SECRET=${@}\n",
    "A_SECRET=$@\n",
    "A_SECRET=${@:y}\n",
    "A_SECRET=<@>x\n",
    "A_SECRET=(@)\n",
    "A_SECRET: @\n",
    "A_SECRET @\n",
    "@\n",
    "@: x\n",
    "@ =\n",
    "x@\n==@==\n",
    "'@'=x\n",
    "# A_SECRET=@\n",
    "APP_ENV=prod # @\n",
    "APP_ENV=prod;@\n",
    "APP_ENV=\"prod\" @\n",
    "A_SECRET=ab\n@==\nB=1\n",
    "A_SECRET=\"ab\n@=cd\nef\"\nB=1\n",
    "A_SECRET='ab\n@=cd\n",
    "A_SECRET=-----BEGIN KEY-----\n@\n@==\n-----END KEY-----\n",
    "\u{feff}A_SECRET=@\n",
    "A_SECRET=@\\\n@\n",
    "DATABASE_URL=postgres://app:@@db:5432/app\n",
    "DATABASE_URL=postgres://app:x%40@%2F@db/app?sslpassword=@\n",
    "DATABASE_URL=postgres://app:a/@#b@db/app\n",
    "DATABASE_URL=@://db/app\n",
    "DATABASE_URL=postgres://@/app\n",
    "DATABASE_URL=postgres://db:@/app\n",
    "CORS_ORIGINS=https://@@site.de,@,https://site.de/@,@://x\n",
    "CORS_ORIGINS=[\"@\", \"https://u:@@site.de\", \"https://site.de:@\"]\n",
    "CORS_ORIGINS=[\"https://site.de\",@]\n",
    "PUBLIC_BASE_URL=https://u:@@site.de/@?t=@\n",
    "PUBLIC_BASE_URL=https://@/\n",
    "EMAIL_FROM=@ <a@b.de>\n",
    "EMAIL_FROM=@\u{40}b.de\n",
    "A_SECRET={\"a\":\"@\"}\n",
    "A_SECRET=sk_live_@\nB_SECRET=@,@\n",
    "A_SECRET=@\nA_SECRET=x\n",
    "A_SECRET=x\0@\n",
    "if [ x = @ ]; then\nA_SECRET=@\nfi\n",
    ". /@\nA_SECRET=@\n",
    "A_SECRET<<END\n@\nEND\n",
    "A_SECRET=$'@'\n",
    "A[@]=1\nA_SECRET+=@\n",
    "export A_SECRET=@ @=x \"@\"\n",
];

/// What a project with a few public keys shows.
const PUBLIC: [&[&str]; 2] = [&["APP_ENV"], &["CORS_ORIGINS", "PUBLIC_BASE_URL"]];

/// What a project shows that tries to see it all.
const EVERYTHING: [&[&str]; 2] = [&["*"], &["*"]];

fn facts(file: impl Into<Vec<u8>>, dialects: &[&str], secrets: &Secrets) -> String {
    facts_shown(PUBLIC, file, dialects, secrets)
}

fn facts_shown(
    shown: [&[&str]; 2],
    file: impl Into<Vec<u8>>,
    dialects: &[&str],
    secrets: &Secrets,
) -> String {
    let [keys, hosts] = shown.map(|patterns| {
        let patterns = patterns.iter().map(|pattern| pattern.parse().unwrap());
        patterns.collect()
    });
    let system = Recorded::new().file(PATH, file);
    let targets = Targets {
        env_files: Some(vec![EnvFile {
            path: PathBuf::from(PATH),
            dialects: dialects.iter().map(|name| (*name).to_owned()).collect(),
        }]),
        shown_keys: keys,
        shown_hosts: hosts,
        ..Targets::default()
    };
    let facts = with_collection(
        Context::recorded(&system, &targets, secrets),
        &[crate::COLLECTORS],
        collect,
    );
    serde_json::to_string(&facts).unwrap()
}

/// The part of the secret that is in the text.
fn leak<'a>(text: &str, secret: &'a str) -> Option<&'a str> {
    (0..=secret.len() - TELLING)
        .map(|at| &secret[at..at + TELLING])
        .find(|part| text.contains(part))
}

const BINDINGS: [&[&str]; 4] = [
    &["compose"],
    &["shell"],
    &["python-dotenv"],
    &["compose", "shell", "python-dotenv"],
];

fn assert_no_leak(file: &str, secret: &str) {
    assert_none_leaks(PUBLIC, file, secret);
}

fn assert_none_leaks(shown: [&[&str]; 2], file: &str, secret: &str) {
    for dialects in BINDINGS {
        let text = facts_shown(shown, file, dialects, &Secrets::default());
        assert_eq!(leak(&text, secret), None, "{dialects:?} {file:?}\n{text}");
    }
}

#[test]
fn no_broken_file_leaks() {
    // One as a password generator makes it, one as a person does, and one without digits.
    for secret in ["Zq7hWv2KxR9tLm4PbN8cD3sF", "Zq7hWv2K", "ZqWvhKxRtLmPbN"] {
        for file in NASTY {
            assert_no_leak(&file.replace('@', secret), secret);
        }
    }
}

#[test]
fn a_project_that_shows_everything_shows_no_secret() {
    const SECRET: &str = "Zq7hWv2KxR9tLm4PbN8cD3sF";
    for file in NASTY {
        assert_none_leaks(EVERYTHING, &file.replace('@', SECRET), SECRET);
    }
    // What nothing but the name tells, in the forms that settings have.
    for secret in ["hunter2.summer.de", "/srv/hunter2-summer", "hunter2summer"] {
        for file in ["DB_PASSWORD=@", "A_SECRET='@'", "B=1\nexport SMTP_PASS=@\n"] {
            assert_none_leaks(EVERYTHING, &file.replace('@', secret), secret);
        }
    }
    // What the name of a connection string or of a store of secrets does not prove, and one word does not deny.
    for name in [
        "DATABASE_URI",
        "CONNECTION_STRING",
        "ORDERS_DSN",
        "VAULT",
        "VAULT_SECRET_ID",
        "DB_CONN",
        "SITE_URL",
    ] {
        for file in [
            "=@\n",
            ": @\n",
            "='@'\n",
            "=https://db.fruit.de,@\n",
            "=@://db.fruit.de\n",
        ] {
            assert_none_leaks(
                EVERYTHING,
                &format!("{name}{file}").replace('@', "orchardist"),
                "orchardist",
            );
        }
    }
    let file = "APP_ENV=prod\nBASE_URL=https://a.fruit.de/x\n";
    let text = facts_shown(EVERYTHING, file, &["compose"], &Secrets::default());
    assert!(
        text.contains("APP_ENV=prod") && text.contains("a.fruit.de"),
        "{text}"
    );
}

#[test]
fn a_value_that_is_also_that_of_a_secret_is_not_shown() {
    for file in [
        "APP_ENV=orchard\nDB_PASSWORD=orchard\n",
        "DATABASE_URL=postgres://u:orchard@db.fruit.de/app\nAPP_ENV=orchard\n",
        "APP_ENV=orchard.fruit.de\nA_TOKEN=orchard.fruit.de\n",
        "BASE_URL=https://orchard.net\nA_SECRET=orchard.net\n",
    ] {
        let text = facts_shown(EVERYTHING, file, &["compose"], &Secrets::default());
        assert!(!text.contains("orchard"), "{file}: {text}");
    }
}

#[test]
fn a_file_that_is_no_text_leaks_nothing() {
    let mut file = b"A_SECRET=Zq7hWv2KxR9tLm4PbN8cD3sF\nB=".to_vec();
    file.extend([0xff, b'\n']);
    let secrets = Secrets::default();
    let text = facts(file, &["compose"], &secrets);
    assert_eq!(leak(&text, "Zq7hWv2KxR9tLm4PbN8cD3sF"), None);
    assert!(text.contains("app.env line 2"), "{text}");
    assert_eq!(secrets.scrub("Zq7hWv2KxR9tLm4PbN8cD3sF"), REDACTED);
}

#[test]
fn the_scrubber_knows_every_reading() {
    const ONE: &str = "Zq7hWv2KxR9tLm4PbN8cD3sF";
    const TWO: &str = "Lm4PbN8cD3sFxR9tZq7hWv2K";
    let odd = |at: &str| format!("{ONE}{at}{TWO}");
    for (file, leaks) in [
        (
            format!("A_SECRET={ONE} {TWO}\n"),
            vec![ONE.to_owned(), TWO.to_owned()],
        ),
        (format!("A_SECRET={}\n", odd("#")), vec![odd("#")]),
        (format!("A_SECRET={ONE} #{TWO}\n"), vec![ONE.to_owned()]),
        (
            format!("A_SECRET='{}'\n", odd("\\'")),
            vec![odd("'"), odd("\\'")],
        ),
        (
            format!("A_SECRET=\"{ONE}\n"),
            vec![format!("\"{ONE}"), ONE.to_owned()],
        ),
        (format!("A-SECRET={ONE}\n"), vec![ONE.to_owned()]),
        (format!("A_SECRET: {ONE}\n"), vec![ONE.to_owned()]),
        (
            format!("A_SECRET=\"{ONE}\n{TWO}\"\n"),
            vec![ONE.to_owned(), TWO.to_owned()],
        ),
        (
            format!("U=postgres://a:{}@db/x\n", odd("%40")),
            vec![odd("%40"), odd("@")],
        ),
    ] {
        let secrets = Secrets::default();
        let _ = facts(file.as_str(), &["compose"], &secrets);
        for text in leaks {
            assert_eq!(
                secrets.scrub(&format!("<{text}>")),
                format!("<{REDACTED}>"),
                "{file:?}"
            );
        }
    }
}

#[test]
fn the_scrubber_leaves_public_words_alone() {
    let file = "APP_ENV=production\nPOSTGRES_DB=orchard\nPOSTGRES_PASSWORD=changeme\n\
        TURNSTILE_SECRET_KEY=1x0000000000000000000000000000000AA\nWORKERS=123456\n\
        PUBLIC_BASE_URL=https://www.orchard.de\nUPLOAD_ROOT=/opt/orchard/var\n";
    let secrets = Secrets::default();
    let _ = facts(file, &["compose", "shell", "python-dotenv"], &secrets);
    let text = "production /opt/orchard/var changeme 123456 https://www.orchard.de \
        1x0000000000000000000000000000000AA";
    assert_eq!(secrets.scrub(text), text);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn no_file_leaks(
        secret in "[A-Za-z0-9]{12,40}",
        key in prop::sample::select(vec!["A_SECRET", "SMTP_PASSWORD", "DATABASE_URL", "CORS_ORIGINS", "PUBLIC_BASE_URL", "EMAIL_FROM", "SMTP_HOST", "PLAIN"]),
        pieces in prop::collection::vec(prop::sample::select(vec![
            "@", "@", "@", "\"", "'", "\\", " ", " #", "$", "${", "}", "://", "\u{40}", ":", "/", "[", "]", ",", ";", "&", "|",
            "<", ">", "(", ")", "`", "=", "\r", "\n", "\n@==\n", "\n@\n", "\nB=1\n", "x", "%40", "https://", "postgres://u:", "\t", "?t=",
        ]), 0..12),
    ) {
        // A secret that a person could read as a word of the facts proves nothing.
        prop_assume!(secret.bytes().any(|byte| byte.is_ascii_digit()));
        let value: String = pieces
            .into_iter()
            .map(|piece| piece.replace('@', if piece == "\u{40}" { "\u{40}" } else { &secret }))
            .collect();
        // The name of a variable that is well formed on a line of its own is not a secret.
        let named = value.lines().skip(1).any(|line| {
            super::line::assignment(line).is_some_and(|found| {
                found.name.contains(&secret) && !super::line::may_be_torn(&found)
            })
        });
        prop_assume!(!named);
        assert_no_leak(&format!("{key}={value}\n"), &secret);
    }
}
