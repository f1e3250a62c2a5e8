//! The application's endpoints, served by the real nginx as `endpoints.conf` says and judged by the built
//! program: who is asked, who gets the credentials, and what is made of each answer.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::namespaces::{End, HOST, NAME_SERVER, Namespaces};
use crate::one;
use crate::program::{MUSTER, Run, finish, read, write};

const TOKEN: &str = "Canary7fQx-9aLmT2_kR5";
const PASSWORD: &str = "Canary4zWp+1bNdV8/hS3";

/// The endpoints of the project; `FOLDER` is the folder of the test.
const PROJECT: &str = r#"
name = "endpoints"
enable = ["http/*"]

[targets]
name = "web-1"
domain = "example.com"

[targets.edge]
name-servers = ["NAME-SERVER"]
tls-roots = "ROOTS"

[targets.http]
health = ["www/healthz", "@/healthz", "www:8443/healthz", "www:7443/compressed"]
readiness = ["www/readyz", "@/readyz", "www:7443/large", "www:7443/page", "www:7443/slow"]
backup-health = ["www/healthz/backup", "@/healthz/backup"]
metrics = ["www/metrics", "@/metrics", "www:8443/metrics"]
admin = ["www/whoami", "@/whoami", "www:8443/whoami"]
webhooks = ["www/hook", "@/hook", "www:8443/hook"]
pages = ["www/", "@/"]
metrics-token = "file:FOLDER/token"
admin-user = "env:SHOP_USER"
admin-password = "env:SHOP_PASSWORD"
"#;

/// What is found, except what passes at `www.example.com`: the rule, the endpoint, the status, and a part of the
/// message. The command line grants no credentials to `example.com`.
const FOUND: &str = "\
healthz example.com/healthz fail status 502
readyz example.com/readyz fail what fails: database
readyz-db example.com/readyz#database fail `database` fails
readyz-jobs example.com/readyz#jobs pass the jobs run
healthz-backup example.com/healthz/backup fail 55 hours old
metrics-requires-auth example.com/metrics fail to everybody
admin-requires-auth example.com/whoami fail lets everybody in
webhook-reachable example.com/hook fail status 403
cors-reflection example.com/readyz fail whatever origin asks, with credentials
cors-reflection example.com/whoami pass does not allow
https-redirect example.com/healthz fail status 200, without TLS
security-headers example.com/#hsts fail does not tell browsers to use HTTPS
security-headers example.com/#nosniff fail guess
security-headers example.com/#framing fail in a frame
security-headers example.com/#referrer-policy fail leaves it to the browser
metrics-token example.com/metrics manual --authenticate example.com
admin-whoami example.com/whoami manual --authenticate example.com
healthz www.example.com:8443/healthz fail leads to http://203.0.113.7:8080
webhook-reachable www.example.com:8443/hook fail leads to http://203.0.113.7:8080
metrics-requires-auth www.example.com:8443/metrics pass status 401
metrics-token www.example.com:8443/metrics fail status 302 and leads to http://203.0.113.7:8080
admin-requires-auth www.example.com:8443/whoami pass status 401
admin-whoami www.example.com:8443/whoami fail status 307 and leads to https://www.example.com:9443
healthz www.example.com:7443/compressed error its body is compressed
readyz www.example.com:7443/large error longer than is read
readyz www.example.com:7443/page error a page for people
readyz www.example.com:7443/slow error did not answer within 5 seconds
";

/// What is asked of `www.example.com`, where all is well.
const ASKED: [&str; 13] = [
    "GET http://www.example.com:80/healthz -|-",
    "GET https://www.example.com:443/ -|-",
    "GET https://www.example.com:443/ -|https://muster-probe.invalid",
    "GET https://www.example.com:443/healthz -|-",
    "GET https://www.example.com:443/healthz/backup -|-",
    "GET https://www.example.com:443/metrics -|-",
    "GET https://www.example.com:443/metrics Bearer Canary7fQx-9aLmT2_kR5|-",
    "GET https://www.example.com:443/readyz -|-",
    "GET https://www.example.com:443/readyz -|https://muster-probe.invalid",
    "GET https://www.example.com:443/whoami -|-",
    "GET https://www.example.com:443/whoami -|https://muster-probe.invalid",
    "GET https://www.example.com:443/whoami Basic YWRtaW46Q2FuYXJ5NHpXcCsxYk5kVjgvaFMz|-",
    "POST https://www.example.com:443/hook -|-",
];

/// nginx on the host, with the files that it serves.
fn serve(namespaces: &mut Namespaces) {
    namespaces.serve_zone(&format!("@ A {HOST}\nwww A {HOST}\n"));
    let folder = namespaces.folder().to_owned();
    write(&folder.join("token"), format!("{TOKEN}\n"));
    write(
        &folder.join("users"),
        format!("admin:{{PLAIN}}{PASSWORD}\n"),
    );
    write(&folder.join("whoami"), r#"{"user": "admin"}"#);
    write(
        &folder.join("compressed"),
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
    );
    let checks = r#"{"name": "db", "ok": false}, "#.repeat(12_000);
    write(
        &folder.join("large"),
        format!(r#"{{"checks": [{checks}{{}}]}}"#),
    );
    let servers = include_str!("endpoints.conf")
        .replace("HOST", HOST)
        .replace("FOLDER", &folder.display().to_string())
        .replace("TOKEN", TOKEN);
    let certificate = namespaces
        .certificates()
        .join("valid")
        .display()
        .to_string();
    let servers = servers.replace("CERTIFICATE", &certificate);
    namespaces.serve(End::Host, "application", &servers);
}

/// A scan by someone on the internet, who allows the credentials to be sent to one of the two names.
fn scan(namespaces: &Namespaces) -> Run {
    let project = PROJECT
        .replace("NAME-SERVER", NAME_SERVER)
        .replace("FOLDER", &namespaces.folder().display().to_string())
        .replace(
            "ROOTS",
            &namespaces
                .certificates()
                .join("root.pem")
                .display()
                .to_string(),
        );
    write(&namespaces.folder().join("muster.toml"), project);
    let mut command = namespaces.at(End::World, MUSTER);
    command
        .args([
            "scan",
            "--output",
            "json",
            "--authenticate",
            "www.example.com",
        ])
        .env("SHOP_USER", "admin")
        .env("SHOP_PASSWORD", PASSWORD);
    finish(&mut command)
}

/// Who asked one of the servers for what, each once.
fn log(namespaces: &Namespaces, name: &str) -> BTreeSet<String> {
    let log = read(&namespaces.folder().join(format!("{name}.log")));
    log.lines().map(str::to_owned).collect()
}

#[test]
fn endpoints_are_judged_as_nginx_answers_and_no_redirect_gets_a_credential() {
    let Some(mut namespaces) = Namespaces::new() else {
        return;
    };
    serve(&mut namespaces);
    let run = scan(&namespaces).exits(3);
    for part in ["anary", "Q2FuYXJ5"] {
        assert!(
            !run.stdout.contains(part) && !run.stderr.contains(part),
            "{run:?}"
        );
    }
    let findings = run.findings();
    let text =
        |finding: &Value, field: &str| finding[field].as_str().unwrap_or_default().to_owned();
    let well: Vec<&Value> = findings
        .iter()
        .filter(|finding| text(finding, "subject").starts_with("http/www.example.com/"))
        .collect();
    for finding in &well {
        assert_eq!(finding["status"], "pass", "{finding:#}");
    }
    let rules: BTreeSet<String> = well.iter().map(|finding| text(finding, "rule")).collect();
    let all: BTreeSet<String> = findings
        .iter()
        .map(|finding| text(finding, "rule"))
        .collect();
    assert_eq!(rules, all, "each rule says something of what is well");
    for line in FOUND.lines() {
        let [rule, subject, status, message] = line.splitn(4, ' ').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let found = one(
            &findings,
            &format!("http/{rule}"),
            &format!("http/{subject}"),
        );
        assert_eq!(found["status"], status, "{found:#}");
        assert!(text(found, "message").contains(message), "{found:#}");
        assert_eq!(found["fix"].is_string(), status == "fail", "{found:#}");
    }

    assert_eq!(log(&namespaces, "well"), ASKED.map(str::to_owned).into());
    // Granted to another host.
    for line in log(&namespaces, "ill") {
        assert!(line.contains(" -|"), "{line}");
    }
    let redirected = log(&namespaces, "redirects");
    let with_credentials = redirected.iter().filter(|line| !line.contains(" -|"));
    assert_eq!(with_credentials.count(), 2, "{redirected:#?}");
    for nobody in ["elsewhere", "stray"] {
        assert_eq!(log(&namespaces, nobody), BTreeSet::new());
    }
}
