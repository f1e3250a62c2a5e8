//! No secret leaves the collector that read it. Canaries are planted in everything that a collector
//! reads; then each command runs in every format as talkative as it gets, with a plugin that repeats
//! all the facts it is given, and panics with them. No eight bytes of any canary, in any encoding,
//! may be in anything that was written.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test says what is wrong by failing, and looks at real files and programs"
)]

mod canaries;
mod daemons;
#[path = "../program/guest.rs"]
mod guest;
#[path = "../program/mod.rs"]
mod program;

use std::path::Path;

use canaries::Canaries;
use muster_facts::Domain;
use program::{Run, command, finish, read, repository, write};
use serde_json::Value;
use tempfile::TempDir;

/// The beginning of the policy; each plugin's grants follow.
const POLICY: &str = r#"
name = "canaries"
extends = ["vps-production"]
enable = ["echo/*", "config/*", "host/pending-updates", "log/rsyslog"]

[targets]
env-files = [
    { path = "/etc/app/app.env", dialects = ["compose", "shell", "python-dotenv"] },
    { path = "/etc/app/unterminated.env", dialects = ["compose", "shell", "python-dotenv"] },
]
env-reference = "/etc/app/example.env"
compose-file = "/opt/app/docker-compose.yml"
# All that a policy can ask to see.
shown-keys = ["*"]
shown-hosts = ["*"]
domain = "example.com"

[targets.backup]
directory = "/srv/backups"
marker = "LAST_SUCCESS.txt"
artefacts = ["*"]

[targets.http]
readiness = ["@/readyz"]
metrics = ["@/metrics"]
pages = ["@/"]
metrics-token = "file:/etc/app/metrics-token"

[targets.deploy]
scripts = ["/opt/app/deploy.sh"]
commands = ["serve"]

[targets.edge.cloudflare]
token-file = "/etc/app/cloudflare-token"
export = "/srv/cloudflare.json"

[rules."config/value".parameters]
setting = "journal-upload/Upload/URL"
explicit = true

[rules."config/watched-files".parameters]
files = ["aide//etc/motd", "aide//etc/issue"]

[plugins.echo]
file = "echo.wasm"
"#;

/// The policy with every grant that there is.
fn policy() -> String {
    let grants = Domain::ALL.map(|domain| format!("{:?}", domain.interface()));
    format!("{POLICY}grants = [{}]\n", grants.join(", "))
}

/// A page of the echo plugin that has the planted files in it, and expects what does not come.
fn page(canaries: &mut Canaries) -> String {
    let case = "# Nothing is repeated\n\n## Why\n\nA test.\n\n## How to fix\n\nA test.\n\n## References\n\n- A test\n\n\
        ## Tests\n\n### Canaries\n\n```file /etc/app/app.env\nPLAIN_SECRET=@\nLOST=\"@\n```\n\n\
        ```file /opt/app/docker-compose.yml\nservices:\n  db:\n    environment:\n      TOKEN: @\n```\n\n\
        ```expect\npass nothing/of-the-kind\n```\n";
    canaries.plant(case)
}

struct Bench {
    folder: TempDir,
    canaries: Canaries,
    /// Every document that the program writes, by its name on the command line.
    formats: Vec<String>,
    /// Lines that sshd refuses.
    refused: String,
}

impl Bench {
    fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let mut canaries = Canaries::new();
        canaries::host(&folder.path().join("planted"), &mut canaries);
        write(
            &folder.path().join("planted/everything.md"),
            page(&mut canaries),
        );
        for (name, content) in [("token", "@\n"), ("broken-token", "@\n@\n")] {
            let file = folder.path().join("planted").join(name);
            write(&file, canaries.plant(content));
        }
        let json = "{\"version\": \"@\", \"runs\": \"@\"}";
        write(
            &folder.path().join("planted/broken.sarif"),
            canaries.plant(json),
        );
        write(&folder.path().join("canaries.toml"), policy());
        let echo = guest::copy(
            &repository().join("tests/guests/echo"),
            folder.path(),
            "build",
        );
        let module = guest::build(&echo, "echo");
        let refused = canaries.plant(canaries::REFUSED);
        canaries::daemons(&folder.path().join("planted"), &mut canaries);
        let bench = Self {
            folder,
            canaries,
            formats: program::formats(),
            refused,
        };
        let module = module.to_str().expect("the path is text");
        bench
            .run(&["plugin", "pack", module, "--output", "echo.wasm"])
            .exits(0);
        std::fs::remove_dir_all(&echo).expect("the folder is ours");
        bench
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs the program as talkative as it gets, and looks at what it printed.
    fn run(&self, arguments: &[&str]) -> Run {
        let run = finish(
            command(self.path())
                .args(arguments)
                .arg("-vvv")
                .env("XDG_CACHE_HOME", self.path().join("cache"))
                .env("XDG_STATE_HOME", self.path().join("state")),
        );
        let place = |stream: &str| format!("{stream} of {arguments:?}");
        self.canaries
            .assert_absent(&place("standard output"), run.stdout.as_bytes());
        self.canaries
            .assert_absent(&place("standard error"), run.stderr.as_bytes());
        run
    }

    fn judged(&self, arguments: &[&str]) -> Run {
        let policy = ["--policy", "canaries.toml"];
        self.run(&[arguments, &policy].concat())
    }

    /// Looks at every file that was written, compiled plugins included.
    fn look_at_files(&self) {
        let mut folders = vec![self.path().to_owned()];
        let mut files = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).expect("the folder is ours") {
                let path = entry.expect("an entry").path();
                if path.ends_with("planted") {
                    continue;
                }
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let bytes = std::fs::read(&path).expect("the file is ours");
                self.canaries
                    .assert_absent(&path.display().to_string(), &bytes);
                files += 1;
            }
        }
        assert!(files > self.formats.len(), "nothing was written");
    }
}

const TARGET: [&str; 2] = ["--recording", "planted/host"];

#[test]
fn no_canary_is_in_anything_that_is_written() {
    let bench = Bench::new();
    the_plugin_does_repeat_and_panic(&bench);
    daemons_of_users(&bench);
    every_source_holds_a_canary(&bench);
    every_stage_in_every_format(&bench);
    plugin_tests(&bench);
    the_survey(&bench);
    the_upload(&bench);
    broken_inputs(&bench);
    bench.look_at_files();
}

/// Without this, the rest would prove nothing.
fn the_plugin_does_repeat_and_panic(bench: &Bench) {
    let run = bench.judged(&[&["scan", "--output", "json"], &TARGET[..]].concat());
    let findings = run.exits(3).findings();
    assert_repeated(
        &findings,
        &[
            "PLAIN_SECRET",
            "PEM_SECRET",
            "EXECUTED_SECRET",
            "docker-compose.yml",
            "cache/compose.yaml",
            "base.yaml",
            "8000",
            "v=spf1 -all",
            "TLS_AES_128_GCM_SHA256",
            "managed_challenge",
            "orchard-db",
            "container/orchard-other",
            "redis rate limiter unavailable",
            "/var/log/shop.log.1",
            // What the policy may show is shown.
            "json-lines",
            "assets.orchard.de",
        ],
    );
    let panicked = findings
        .iter()
        .find(|finding| finding["rule"] == "echo/panic")
        .expect("it is reported");
    assert_eq!(panicked["status"], "error");
}

fn assert_repeated(findings: &[Value], parts: &[&str]) {
    for part in parts {
        let holds = |finding: &Value| finding["message"].to_string().contains(part);
        assert!(findings.iter().any(holds), "{part} is not repeated");
    }
}

/// What is wrong with the settings of a daemon is told without them.
fn daemons_of_users(bench: &Bench) {
    let scan = ["scan", "--output", "json", "--recording", "planted/daemons"];
    assert_repeated(
        &bench.judged(&scan).exits(3).findings(),
        &[
            "daemon.json line 1: is not JSON",
            "`labels` is not a list of texts",
            "a key here is not one of daemon.json",
            "`labels` is set here and by the option `--label`",
            "the value of `hosts` is not one that dockerd takes there",
        ],
    );
}

/// What is read and cannot hold a secret, or shows all that it holds.
const PUBLIC: &[(&str, &str)] = &[
    ("/etc/hostname", "is shown whole"),
    ("/proc/net/", "holds addresses and numbers"),
    ("/proc/sys/", "holds numbers"),
    ("/comm", "is the name of a program, which is shown"),
    ("dns", "is what everybody may ask"),
    ("tls", "is what everybody may ask"),
    (".git/HEAD", "names a branch"),
    (".git/index", "has names of files"),
    (".git/refs/", "has numbers of commits"),
    (
        ".git/objects/",
        "is compressed; what it holds is planted in the work tree",
    ),
];

fn is_public(source: &str) -> bool {
    PUBLIC.iter().any(|(part, _)| source.contains(part))
}

/// Whatever is read holds a canary: a new source fails here until it does.
fn every_source_holds_a_canary(bench: &Bench) {
    let run = bench.judged(&[&["scan"], &TARGET[..]].concat()).exits(3);
    let planted = bench.path().join("planted/host");
    let description = read(&planted.join("recording.toml"));
    let (mut files, mut others) = (0, 0);
    for line in run
        .stderr
        .lines()
        .filter(|line| !line.ends_with(" bytes=0"))
    {
        let Some((_, rest)) = line.split_once("TRACE ") else {
            continue;
        };
        let bytes = |rest: &str| {
            let (name, _) = rest.rsplit_once(" bytes=")?;
            let whole = name.rsplit_once(" offset=").map_or(name, |(name, _)| name);
            Some(whole.to_owned())
        };
        let file = rest
            .strip_prefix("read file=")
            .or_else(|| rest.strip_prefix("read a part file="));
        if let Some(path) = file.and_then(bytes) {
            files += 1;
            if is_public(&path) {
                continue;
            }
            let file = planted.join("root").join(path.trim_start_matches('/'));
            assert!(
                bench.canaries.are_in(&read(&file)),
                "{path} is read, and no canary is planted in it"
            );
        } else if let Some(command) = rest.strip_prefix("run command=").and_then(bytes) {
            others += 1;
            let printed = description
                .split("[[command]]")
                .find(|recorded| is_of(recorded, &command))
                .unwrap_or_else(|| panic!("`{command}` is not recorded"));
            assert!(
                bench.canaries.are_in(printed),
                "`{command}` is run, and no canary is planted in what it prints"
            );
        } else if let Some(protocol) = rest.strip_prefix("read answers protocol=").and_then(bytes) {
            others += 1;
            let protocol = protocol.trim_matches('"');
            let answers = planted.join(format!("network/{protocol}.txt"));
            assert!(
                is_public(protocol) || bench.canaries.are_in(&read(&answers)),
                "{protocol} is asked, and no canary is planted in the answers"
            );
        }
    }
    assert!(
        files >= 12 && others >= 3,
        "{files}, {others}:\n{}",
        run.stderr
    );
}

/// Whether a recorded command is the one of this line.
fn is_of(recorded: &str, command: &str) -> bool {
    let quoted: Vec<String> = command.split(' ').map(|word| format!("{word:?}")).collect();
    recorded.contains(&format!("argv = [{}]", quoted.join(", ")))
}

fn every_stage_in_every_format(bench: &Bench) {
    bench
        .judged(&[&["collect", "--output", "host.json"], &TARGET[..]].concat())
        .exits(0);
    bench
        .judged(&[
            "evaluate",
            "host.json",
            "--output",
            "evaluation=evaluation.json",
        ])
        .exits(3);
    for format in &bench.formats {
        let file = format!("{format}=file.{format}");
        for output in [format, &file] {
            let written = ["--evidence", "evidence", "--previous", "evaluation.json"];
            bench
                .judged(
                    &[
                        &["scan", "--color", "always", "--output", output],
                        &written[..],
                        &TARGET[..],
                    ]
                    .concat(),
                )
                .exits(3);
            bench
                .judged(&["evaluate", "host.json", "--output", output])
                .exits(3);
            if format != "snapshot" {
                bench
                    .judged(&["report", "evaluation.json", "--output", output])
                    .exits(3);
            }
        }
    }
}

/// What a plugin says is shown, and what it would say without each of its facts.
fn plugin_tests(bench: &Bench) {
    let test = ["plugin", "test", "echo.wasm", "planted/everything.md"];
    let tested = bench.judged(&test).exits(1);
    assert!(
        tested.stdout.contains("0 passed, 1 failed; 2 checks, "),
        "{}",
        tested.stdout
    );
    // All that is written into the page is shown, too.
    let updated = bench.judged(&[&test[..], &["--update"]].concat()).exits(1);
    assert!(
        updated.stdout.contains("\n  + fail echo/")
            && updated.stdout.contains(", 1 page updated; "),
        "{}",
        updated.stdout
    );
}

/// What is written down of a planted host, and why something of it cannot be read.
fn the_survey(bench: &Bench) {
    let written = ["init", "--output", "init.toml"];
    bench.run(&[&written[..], &TARGET].concat()).exits(0);
    let policy = read(&bench.path().join("init.toml"));
    // What names nothing cannot leak.
    for part in [
        "/opt/app/docker-compose.yml",
        "/etc/app/unit.env",
        "shop.example.com, by /etc/caddy/Caddyfile:",
        "nginx, by /etc/nginx/nginx.conf",
        "/srv/backups",
    ] {
        assert!(policy.contains(part), "{part}\n{policy}");
    }
    bench
        .run(&[&["init", "--output", "-"], &TARGET[..]].concat())
        .exits(0);
    bench.judged(&[&["doctor"], &TARGET[..]].concat()).exits(3);
}

/// The report of a planted host, to where nobody listens.
fn the_upload(bench: &Bench) {
    let elsewhere = [
        "--api",
        "http://127.0.0.1:1",
        "--repository",
        "octo-org/servers",
        "--commit",
        "4b6472266afd7b471e86085a6659e8c7f2b119da",
        "--ref",
        "refs/heads/main",
        "--timeout",
        "1",
    ];
    // Marked as successful, so that it is sent.
    bench
        .judged(&[
            "evaluate",
            "host.json",
            "--previous",
            "none",
            "--output",
            "sarif-github=upload.sarif",
        ])
        .exits(3);
    let sent = ["upload", "upload.sarif", "--token-file", "planted/token"];
    bench
        .run(&[&sent[..], &elsewhere].concat())
        .exits(3)
        .says(&["cannot be reached"]);
    for (token, file, code) in [
        ("planted/token", "file.sarif-github", 3),
        ("planted/broken-token", "upload.sarif", 2),
        ("planted/token", "planted/broken.sarif", 2),
        // In each other's place.
        ("planted/broken.sarif", "planted/token", 2),
    ] {
        let given = ["upload", file, "--token-file", token];
        bench.run(&[&given[..], &elsewhere].concat()).exits(code);
    }
    let token = read(&bench.path().join("planted/token"));
    for option in ["--api", "--repository", "--commit", "--ref"] {
        let mut misplaced = elsewhere;
        let place = misplaced.iter().position(|word| *word == option);
        misplaced[place.expect("it is there") + 1] = token.trim();
        let given = ["upload", "upload.sarif", "--token-file", "planted/token"];
        bench.run(&[&given[..], &misplaced].concat()).exits(2);
    }
}

/// Error messages quote, and must not quote this.
fn broken_inputs(bench: &Bench) {
    // A policy that is wrong is found before anything is read.
    write(
        &bench.path().join("typo.toml"),
        format!(
            "{}\n[rules.\"env/weak-secrt\"]\nseverity = \"high\"\n",
            policy()
        ),
    );
    bench
        .run(&[&["scan", "--policy", "typo.toml"], &TARGET[..]].concat())
        .exits(2);

    let root = bench.path().join("planted/host/root");
    let compose = root.join("opt/app/docker-compose.yml");
    let beside = root.join("opt/app/.env");
    let environment = root.join("etc/app/app.env");
    let daemon = root.join("etc/docker/daemon.json");
    let scan = [&["scan", "--output", "json"], &TARGET[..]].concat();
    // Each is a way to break one file right where a secret is.
    let breaks: [(&Path, &str, &str); 12] = [
        (&compose, "POSTGRES_PASSWORD: ", "POSTGRES_PASSWORD: \""),
        (&compose, "POSTGRES_PASSWORD: ", "POSTGRES_PASSWORD: *"),
        (&compose, "POSTGRES_PASSWORD: ", "POSTGRES_PASSWORD: !"),
        (&compose, "${DIRECTORY}:/srv", "${DIRECTORY"),
        // Values that are not a directory and not a port.
        (&compose, "${DIRECTORY}:/srv", "${CLI_PASSWORD}:/srv"),
        (&compose, "${PORT}:80", "${CLI_PASSWORD}:80"),
        (
            &compose,
            "    environment:\n      - API_TOKEN=",
            "    environment: ",
        ),
        (&compose, "--password=${CLI_PASSWORD}", "${CLI_PASSWORD:?"),
        (&beside, "CLI_PASSWORD=", "CLI_PASSWORD='"),
        (&environment, "PLAIN_SECRET=", "PLAIN SECRET "),
        // The firewall's rules and what containers publish depend on it.
        (&daemon, "\"registry-mirrors\": [", "\"registry-mirrors\": "),
        (&daemon, "\"http-proxy\"", "\"http-prox\""),
    ];
    for (file, right, wrong) in breaks {
        let text = read(file);
        assert!(
            text.contains(right),
            "{right:?} is not in {}",
            file.display()
        );
        write(file, text.replace(right, wrong));
        bench.judged(&scan).exits(3);
        write(file, text);
    }
    // Lines that sshd refuses, each at the end of the file.
    let sshd = root.join("etc/ssh/sshd_config");
    let text = read(&sshd);
    for line in bench.refused.lines() {
        write(&sshd, format!("{text}{line}\n"));
        bench.judged(&scan).exits(3);
    }
    write(&sshd, text);
    // Nobody knows the secrets of a file that is not read, so that none may stand elsewhere.
    let description = bench.path().join("planted/host/recording.toml");
    write(&description, "name = \"canary-host\"\n");
    // Not UTF-8, and larger than a collector reads.
    for tail in [b"\xff\xfe".to_vec(), vec![b'#'; 5 << 20]] {
        for file in [&compose, &beside, &environment, &daemon] {
            let text = read(file);
            write(file, [text.as_bytes(), &tail].concat());
            bench.judged(&scan).exits(3);
            write(file, text);
        }
    }
}
