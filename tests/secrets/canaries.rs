//! Secrets that are known to the test only, and the host that they are planted on.

use std::path::Path;
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use muster_target::{Recorded, System as _};

use crate::daemons;
use crate::program::{read, write};

/// As much of a secret as helps to guess the rest.
const TELLING: usize = 8;

/// Letters and digits of one canary. Long enough that no piece of it occurs by chance.
const LENGTH: usize = 27;

/// Secrets that look like any other word, where only the name of a key says what they are.
const WORDS: [&str; 9] = [
    "bamboozling",
    "caterwauling",
    "discombobulate",
    "flabbergasted",
    "gobbledygook",
    "hullabaloos",
    "lollygagging",
    "skedaddling",
    "whippersnapper",
];

/// The planted secrets, each in a file of its own way. `@` stands for a canary, `%` for one that is
/// percent-encoded, `¤` for one that is a word, and every one is another.
pub(crate) struct Canaries {
    planted: Vec<String>,
    /// All of them, cut to pieces once.
    pieces: OnceLock<Pieces>,
}

/// What none of the canaries may leave behind.
struct Pieces {
    texts: Vec<(String, String)>,
    all: AhoCorasick,
}

impl Canaries {
    pub(crate) fn new() -> Self {
        Self {
            planted: Vec::new(),
            pieces: OnceLock::new(),
        }
    }

    /// The text with a new canary for each `@`, and a new percent-encoded one for each `%`.
    pub(crate) fn plant(&mut self, text: &str) -> String {
        let mut planted = String::new();
        for character in text.chars() {
            match character {
                '@' => planted.push_str(&self.next()),
                '%' => {
                    // In a URL the value is encoded; what it stands for is as secret.
                    let canary = self.next();
                    let (left, right) = canary.split_at(LENGTH / 2);
                    planted.push_str(&format!("{left}%2F{right}%40"));
                    self.remember(format!("{left}/{right}@"));
                }
                '¤' => {
                    let used = |word: &&&str| !self.planted.iter().any(|known| known == *word);
                    let word = WORDS.iter().find(used).expect("there are enough");
                    planted.push_str(word);
                    self.remember((*word).to_owned());
                }
                '§' => planted.push('@'),
                other => planted.push(other),
            }
        }
        planted
    }

    /// A new canary: digits of a linear congruential generator (Knuth's MMIX constants), so that a
    /// failure can be repeated.
    fn next(&mut self) -> String {
        const ALPHABET: &[u8; 62] =
            b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        // Words do not count: each canary is the same whatever words are planted before it.
        let planted = self.planted.iter();
        let random = planted.filter(|known| !WORDS.contains(&known.as_str()));
        let mut state = 1 + random.count() as u64;
        let canary: String = (0..LENGTH + 8)
            .map(|_| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                char::from(ALPHABET[(state >> 33) as usize % ALPHABET.len()])
            })
            .skip(8)
            .collect();
        self.remember(canary.clone());
        canary
    }

    fn remember(&mut self, canary: String) {
        self.planted.push(canary);
        self.pieces = OnceLock::new();
    }

    /// A new canary of 32 hexadecimal digits, as in machine-id(5).
    fn id(&mut self) -> String {
        let canary = self.next();
        let id: String = canary
            .bytes()
            .map(|byte| format!("{byte:02x}"))
            .take(16)
            .collect();
        self.remember(id.clone());
        id
    }

    /// Whether any canary is in a text, as it is.
    pub(crate) fn are_in(&self, text: &str) -> bool {
        self.planted.iter().any(|canary| text.contains(canary))
    }

    /// Fails if any piece of a canary, as it is or encoded, is in what was found at `place`.
    #[track_caller]
    pub(crate) fn assert_absent(&self, place: &str, found: &[u8]) {
        let pieces = self.pieces.get_or_init(|| Pieces::of(&self.planted));
        if let Some(leak) = pieces.all.find(found) {
            let (canary, piece) = &pieces.texts[leak.pattern().as_usize()];
            panic!(
                "{place} has {piece:?} of the canary {canary}:\n{}",
                around(found, leak.range())
            );
        }
    }
}

impl Pieces {
    fn of(planted: &[String]) -> Self {
        let mut texts = Vec::new();
        for canary in planted {
            for (form, telling) in forms(canary) {
                let windows = form.as_bytes().windows(telling);
                // Numbers that mean nothing are drawn at random, and may be the same by chance.
                for piece in windows.filter(|piece| !piece.iter().all(u8::is_ascii_digit)) {
                    let piece = String::from_utf8(piece.to_vec()).expect("forms are ASCII");
                    texts.push((canary.clone(), piece));
                }
            }
        }
        let all = AhoCorasick::new(texts.iter().map(|(_, piece)| piece)).expect("they fit");
        Self { texts, all }
    }
}

/// The text around a leak.
fn around(found: &[u8], leak: std::ops::Range<usize>) -> String {
    let start = leak.start.saturating_sub(200);
    let end = found.len().min(leak.start + 200);
    String::from_utf8_lossy(&found[start..end]).into_owned()
}

/// A value as it is and as other programs write it: percent-encoded, escaped for JSON, in Base64 at
/// each of the three positions inside a longer text, and in hexadecimal digits; each with how much of it tells.
fn forms(value: &str) -> Vec<(String, usize)> {
    let json = serde_json::to_string(value).expect("text is JSON");
    let percent: String = value
        .bytes()
        .map(|byte| match byte {
            byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect();
    let hexadecimal: String = value.bytes().map(|byte| format!("{byte:02x}")).collect();
    let reversed: String = value.chars().rev().collect();
    let mut forms = vec![
        value.to_owned(),
        json[1..json.len() - 1].to_owned(),
        percent,
        reversed,
    ];
    forms.extend((0..3).map(|offset| base64_inside(value.as_bytes(), offset)));
    let mut forms: Vec<_> = forms.into_iter().map(|form| (form, TELLING)).collect();
    // Two digits are one character; and eight of them are the same as some of a fingerprint's by chance.
    forms.push((hexadecimal, 2 * TELLING));
    forms
}

/// The Base64 digits that depend on nothing but the value, when `offset` bytes are before it.
fn base64_inside(value: &[u8], offset: usize) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = vec![0; offset];
    bytes.extend(value);
    let digits: String = bytes
        .chunks_exact(3)
        .flat_map(|chunk| {
            let bits = u32::from(chunk[0]) << 16 | u32::from(chunk[1]) << 8 | u32::from(chunk[2]);
            [18, 12, 6, 0].map(|shift| char::from(DIGITS[(bits >> shift) as usize & 63]))
        })
        .collect();
    // The first group also depends on what is before.
    digits[if offset == 0 { 0 } else { 4 }..].to_owned()
}

/// The main environment file: every way to write a value, and none that breaks the next.
const ENVIRONMENT: &str = "\
APP_ENV=prod
LOG_FORMAT=json-lines
ASSETS_URL=https://u:@§assets.orchard.de/@?key=@
HOOK_URL=https://hooks.orchard.de/services/@
DATABASE_PATH=/srv/@/app.db
LISTS=[\"a\",\"@\"]
PLAIN_SECRET=@
SINGLE_SECRET='@'
DOUBLE_SECRET=\"@\"
export EXPORTED_SECRET=@
SPACED_SECRET=left @ right @
QUOTED_SPACES=\"left @ right @\"
COMMENTED_SECRET=@ # was @
# OLD_SECRET=@
JSON_SECRET='{\"key\": \"@\", \"list\": [\"@\"]}'
CORS_ORIGINS=[\"https://u:@§site.de\",\"@\"]
BASE64_SECRET=@==
DATABASE_URL=postgresql://app:@§db:5432/app?sslpassword=@
ENCODED_URL=postgresql://app:%§db:5432/app
REDIS_URL=redis://:@§redis:6379/0
PUBLIC_BASE_URL=https://u:@§site.de/@?token=@
POSTGRES_PASSWORD=@
TWICE_SECRET=@
TWICE_SECRET=@
PEM_SECRET=\"-----BEGIN PRIVATE KEY-----
@
@
-----END PRIVATE KEY-----\"
EXPANDED_SECRET=${OTHER:-@}
EXECUTED_SECRET=$(echo @)
@
@=1
EMAIL_FROM=@ <a§site.de>
STRICT_CORS=@
DATABASE_URI=¤
CONNECTION_STRING=\"¤\"
ORDERS_DSN=¤
VAULT=¤
VAULT_SECRET_ID=¤
APP_DB_CONN='¤'
MONGO_URLS=mongodb://db.orchard.de,¤
BROKER_URL=¤://broker.orchard.de
LOGIN_URL=¤
METRICS_ENABLED=@
UPLOAD_ROOT=/srv/@
STORAGE_BACKEND=local
TURNSTILE_SECRET_KEY=@
";

/// Another, whose last line no reader can end.
const UNTERMINATED: &str = "\
A_SECRET='@'
LOST_SECRET=\"@
AFTER_SECRET=@
";

const COMPOSE: &str = "\
include:
  - cache/compose.yaml
services:
  db:
    image: postgres:16
    env_file: [./db.env]
    environment:
      POSTGRES_PASSWORD: @
      POSTGRES_URL: postgres://u:@§db/app
      DOLLAR_PASSWORD: pa$@
      PLAIN_URL: http://$@
      NESTED: ${API_TAG:+${@}}
    ports:
      - \"${DB_PORT}:5432\"
  api:
    extends: {file: base.yaml, service: base}
    image: registry.test/api:${API_TAG}
    command: [\"serve\", \"--password=${CLI_PASSWORD}\", \"--token=@\"]
    user: ${RUN_SECRET}
    working_dir: /srv/${TENANT_SECRET}
    network_mode: ${TENANT_SECRET}
    security_opt: [\"${TENANT_SECRET}\", \"label=user:${RUN_SECRET}\"]
    cap_add: [\"${RUN_SECRET}\"]
    mem_limit: ${RUN_SECRET}
    healthcheck: {test: \"curl --user admin:@ localhost\", interval: \"${RUN_SECRET}\"}
    logging: {driver: splunk, options: {splunk-token: @, max-size: \"${RUN_SECRET}\"}}
    build: {args: {BUILD_TOKEN: @}}
    env_file: [\"${TENANT_SECRET}.env\"]
    environment:
      - API_TOKEN=@
    labels:
      traefik.basicauth: admin:@
    volumes:
      - ./data:/data
      - ${DIRECTORY}:/srv
      - /srv/tenants/${TENANT_SECRET}/data:/app/${TENANT_SECRET}
      - bound:/bound
      - share:/share
    ports:
      - ${PORT}:80
volumes:
  bound:
    driver_opts: {type: none, o: bind, device: \"/srv/${TENANT_SECRET}\"}
  share:
    driver_opts: {type: cifs, o: \"username=u,password=@\", device: \"//u:@§nas/@\"}
configs:
  key:
    content: @
";

/// What Docker says of two containers: one of a service, and one of which nobody knows anything. The braces are
/// those of a template.
const CONTAINERS: &str = "\
{\"Name\": \"/orchard-db\", \"RestartCount\": 0, \"Path\": \"@\", \"Args\": [\"--token=@\"], \
\"State\": {\"Status\": \"running\", \"Error\": \"@\", \"Health\": {\"Status\": \"healthy\", \"Log\": [{\"Output\": \"@\"}]}}, \
\"Config\": {\"Image\": \"postgres:16\", \"Env\": [\"POSTGRES_PASSWORD=@\", \"POSTGRES_URL=postgres://u:@§db/app\", \"@=1\", \"@\"], \
\"Cmd\": [\"postgres\", \"--password=@\"], \"Entrypoint\": \"run --token @\", \"Healthcheck\": {\"Test\": [\"CMD\", \"psql\", \"postgres://u:@§db\"]}, \
\"Labels\": {\"traefik.basicauth\": \"admin:@\", \"api-token\": \"@\", \"@\": \"@\", \"com.docker.compose.config-hash\": \"@\", \
\"com.docker.compose.service\": \"db\", \"com.docker.compose.project.config_files\": \"/opt/app/docker-compose.yml\"}}, \
\"HostConfig\": {\"LogConfig\": {\"Type\": \"splunk\", \"Config\": {\"splunk-token\": \"@\"}}, \"PortBindings\": {\"5432/tcp\": [{\"HostIp\": \"@\", \"HostPort\": \"@\"}]}}, \
\"Mounts\": [{\"Type\": \"volume\", \"Name\": \"data\", \"Driver\": \"@\", \"Destination\": \"/data\", \"RW\": true}]}, \
{\"Name\": \"/orchard-other\", \"State\": {\"Status\": \"exited\"}, \"LogPath\": \"/var/lib/docker/containers/a2/a2-json.log\", \
\"HostConfig\": {\"LogConfig\": {\"Type\": \"json-file\"}}, \
\"Config\": {\"Env\": [\"OTHER_SECRET=@\", \"MODE=@\"], \"Labels\": {\"note\": \"@\"}}}";

/// What programs write, in the form in which Docker keeps it, and as it is.
const CONTAINER_LOG: &str = "\
{\"log\":\"started with TOKEN=@ postgres://u:@§db/app ghp_@Zx8Lm2Qr9\\n\",\"stream\":\"stdout\",\"time\":\"2026-06-01T10:00:00Z\"}
{\"log\":\"redis rate limiter unavailable, password @\\n\",\"stream\":\"stderr\",\"@\":\"@\",\"time\":\"@\"}
{\"log\":\"@\"
@
";

const LOG: &str = "\
2026-06-01T10:00:00Z {\"authorization\": \"Bearer @\", \"url\": \"https://u:@§h.de/@?key=@\"}
-----BEGIN PRIVATE KEY-----
@@@
@@@
-----END PRIVATE KEY-----
@ redis rate limiter unavailable
";

/// Included, and filled from a file of its own.
const INCLUDED: &str = "\
services:
  cache:
    environment:
      REDIS_PASSWORD: ${CACHE_PASSWORD:-@}
    command: [\"redis-server\", \"--requirepass\", \"@\"]
    ports:
      - \"${CACHE_PORT}:6379\"
    volumes:
      - /srv/cache/${CACHE_PASSWORD}:/data
";

const BESIDE_INCLUDED: &str = "\
CACHE_PORT=6379
CACHE_PASSWORD=@
";

/// Extended.
const BASE: &str = "\
services:
  base:
    environment:
      - BASE_TOKEN=@
    profiles:
      - ${BASE_PROFILE:-@}
    ports:
      - \"9000:9000\"
";

const BESIDE: &str = "\
DB_PORT=5432
API_TAG=@
CLI_PASSWORD=@
RUN_SECRET=@
TENANT_SECRET=@
DIRECTORY=/srv/data
PORT=8080
";

/// What a service gets from a file.
const OF_SERVICE: &str = "\
DB_SECRET=@
export OTHER_TOKEN=\"@ @\"
API_TAG=@
FILLED_SECRET=${TENANT_SECRET}@
@
TORN_SECRET='@
@=1
'
";

/// Lines for `sshd_config` that sshd refuses.
pub(crate) const REFUSED: &str = "\
SetEnv TORN_TOKEN = @==
SetEnv TORN_TOKEN: @==
SetEnv \"TORN_TOKEN=@ @==
DEPLOY_TOKEN @
TOKEN: @
SetEnvv @
@
Match Exec \"curl -u admin:@ https://host\"
Match @ @
ForceCommand=\"@
";

/// Files of a repository, the last of which only its history has.
const TRACKED: [(&str, &str); 4] = [
    (
        "deploy.sh",
        "#!/bin/bash --token=@\ncurl -u u:@ https://u:@§hooks.orchard.de/run # @\nexport GITHUB_TOKEN=ghp_@Zx8Lm2Qr9\n\
         export CLOUDFLARE_API_TOKEN=@Zx8Lm2Qr9Tw4x\nserve --password @\n",
    ),
    (
        "tls.key",
        "-----BEGIN PRIVATE KEY-----\n@@@\n@@@\n-----END PRIVATE KEY-----\n",
    ),
    (
        ".env.production",
        "SESSION_SECRET=@\nDATABASE_URL=postgres://u:@§db/app\n@\n# @\nJSON_SECRET='{\"a\": \"@\"}'\n",
    ),
    ("removed.env", "SESSION_SECRET=@\nOTHER=@ # @\n"),
];

/// The repository of the Compose project, with canaries in tracked files, the history, the configuration and
/// the rules of what is left out.
fn repository(root: &Path, canaries: &mut Canaries) {
    let project = root.join("opt/app");
    let mut system = Recorded::new();
    for (path, content) in TRACKED {
        let content = canaries.plant(content);
        write(&project.join(path), &content);
        system = system.file(Path::new("/opt/app").join(path), content);
    }
    let steps = canaries.plant(
        "commit deploy.sh tls.key .env.production removed.env\nremove removed.env\ncommit\n\
         remote origin https://u:@§git.orchard.de/app.git?token=@\nremote mirror https://@§git.orchard.de/app.git\n",
    );
    let system = muster_specs::repository::add(system, Path::new("/opt/app"), &steps)
        .expect("the files are there");
    write_out(&system, Path::new("/opt/app/.git"), &project.join(".git"));
    let config = read(&project.join(".git/config"));
    let more = canaries.plant(
        "[http \"https://u:@§git.orchard.de/\"]\n\textraheader = AUTHORIZATION: basic @\n\
         [url \"https://x-access-token:@§git.orchard.de/\"]\n\tinsteadOf = https://git.orchard.de/\n\
         [core]\n\tsshCommand = sshpass -p @ ssh\n# @\n\
         [remote \"slash\"]\n\turl = https://deploy:@/@§git.orchard.de/app.git\n\
         [remote \"digits\"]\n\turl = \"https://deploy:12/@ @#@§git.orchard.de/app.git\"\n\
         [remote \"signs\"]\n\turl = https://deploy:@§@/@§git.orchard.de/app.git\n\
         [remote \"first\"]\n\turl = https://@/@§git.orchard.de/app.git\n\
         [remote \"ssh\"]\n\turl = deploy:@§git.orchard.de:app.git\n\tpushurl = deploy:@/@§git.orchard.de:app.git\n\
         [remote \"helped\"]\n\turl = ext::sshpass -p @ ssh git.orchard.de git-upload-pack\n\
         [url \"deploy:@§git.orchard.de:\"]\n\tpushInsteadOf = orchard:\n\
         [credential]\n\thelper = \"!f() { echo username=u; echo password=@; curl https://u:@§h.de; }; f\"\n\
         \thelper = store --file /root/@\n[sendemail]\n\tsmtpPass = @\n[gitlab]\n\ttoken = @\n\
         [http]\n\tproxy = http://u:@?@§proxy:3128\n",
    );
    write(&project.join(".git/config"), config + &more);
    write(
        &project.join(".gitignore"),
        canaries.plant("# @\n/logs/\n!.env\n"),
    );
}

/// Writes what a recorded host has below a directory to a folder.
fn write_out(system: &Recorded, directory: &Path, folder: &Path) {
    std::fs::create_dir_all(folder).expect("the folder is ours");
    for name in system.list(directory).expect("it was made") {
        let (from, to) = (directory.join(&name), folder.join(&name));
        match system.read(&from, u64::MAX) {
            Ok(content) => write(&to, content),
            Err(_) => write_out(system, &from, &to),
        }
    }
}

/// The same host with the daemons of Docker that users run, which are many: a host of their own, that is scanned once.
pub(crate) fn daemons(folder: &Path, canaries: &mut Canaries) {
    let recording = folder.join("daemons");
    copy(&folder.join("host"), &recording);
    let root = recording.join("root");
    let passwd = root.join("etc/passwd");
    let mut users = read(&passwd);
    for (number, settings) in (2001..).zip(daemons::SETTINGS) {
        users += &format!(
            "docker{number}:x:{number}:{number}::/home/docker{number}:/usr/sbin/nologin\n"
        );
        let config = root.join(format!("home/docker{number}/.config"));
        write(&config.join("docker/daemon.json"), canaries.plant(settings));
        // Started, by a unit of the system: the firewall is still that of root's daemon.
        write(
            &config.join("systemd/user/default.target.wants/docker.service"),
            "",
        );
        write(
            &config.join("systemd/user/docker.service.d/canary.conf"),
            canaries.plant(daemons::UNIT),
        );
    }
    write(&passwd, users);
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("the folder is ours");
    for entry in std::fs::read_dir(from).expect("the folder is there") {
        let entry = entry.expect("an entry");
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        let kind = entry.file_type().expect("the entry is ours");
        if kind.is_dir() {
            copy(&from, &to);
        } else if kind.is_symlink() {
            let leads_to = std::fs::read_link(&from).expect("it is a link");
            std::os::unix::fs::symlink(leads_to, &to).expect("the folder is ours");
        } else {
            std::fs::copy(&from, &to).expect("the file is ours");
        }
    }
}

/// A recorded host with canaries in everything that a collector may read.
pub(crate) fn host(folder: &Path, canaries: &mut Canaries) {
    let recording = folder.join("host");
    let root = recording.join("root");
    write(&root.join("etc/machine-id"), format!("{}\n", canaries.id()));
    let mut file = |path: &str, content: &str| write(&root.join(path), canaries.plant(content));
    file("etc/hostname", "canary-host\n");
    file(
        "etc/passwd",
        "root:x:0:0:@:/root:/bin/bash\ninline:$6$@$@:1001:1001:@,@:/home/inline:/bin/sh\n\
         old:@:1002:1002::/home/old:/bin/sh\nlocked:x:1003:1003::/home/locked:/bin/sh\n",
    );
    // Hashes, one of them no longer used and one in a line of nobody's, and what is told to shadow's tools.
    file(
        "etc/shadow",
        "root:$6$@$@:19000:0:99999:7:::\nlocked:!$y$j9T$@$@:19000:0:99999:7:::\nold:@:19000::::::\n@:@:@:@:::::\n",
    );
    file(
        "etc/nsswitch.conf",
        "passwd: files systemd # @\ngroup: files\n# @\n",
    );
    file(
        "etc/login.defs",
        "# @\nUID_MIN 1000\nENCRYPT_METHOD @\nPASS_MAX_DAYS @\n@ @\n",
    );
    file("etc/subuid", "# @\ninline:@:@\n@:100000:65536\n");
    file("etc/default/useradd", "INACTIVE=@\nSKEL=@\n# @\n");
    file(
        "root/.ssh/authorized_keys",
        "# @\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI@ @§laptop\nssh-rsa @ @\n@ ssh-rsa AAAAB3NzaC1yc2E@\n\
         command=\"run --key @\",environment=\"TOKEN=@\",@=\"@\" ssh-rsa AAAAB3NzaC1yc2E@ @\n@\n",
    );
    file(
        "etc/ssh/sshd_config",
        "PermitRootLogin no\nListenAddress 0.0.0.0\nSetEnv DEPLOY_TOKEN=@ \"OTHER_KEY=@ @\"\nSetEnv LOST_TOKEN=@\n\
         Subsystem backup /usr/bin/backup --key @\nAuthorizedKeysCommand /usr/bin/keys --token @\n\
         AuthorizedKeysCommandUser nobody\nForceCommand /usr/bin/first --password @\n\
         Match User backup\n  ForceCommand /usr/bin/restic --password @ check # @\n  SetEnv RESTIC_PASSWORD=@\n\
         # @\nMatch User torn # root password: @\n  SetEnv TORN_TOKEN= @==\n  SetEnv TORN_TOKEN=@ @==\n\
         \x20 SetEnv \"L=C TOKEN=@\" OPTS=--password=@\n  SetEnv DBPASS=@ TOKENS[0]=@\n\
         \x20 ForceCommand /usr/bin/x,--password,@ # curl -u root:@\n  Banner /etc/issue # Authorization: Bearer @\n\
         SetEnv STRAY_TOKEN=@\n",
    );
    file(
        "root/.config/rclone/rclone.conf",
        "# @\n[store]\ntype = sftp\nhost = store.orchard.de\nuser = u\npass = @\n[remote]\ntype = crypt\n\
         remote = store:@\npassword = @\npassword2 = @\n[drive]\ntype = drive\n\
         token = {\"access_token\":\"@\",\"refresh_token\":\"@\"}\n[disk]\ntype = @\n",
    );
    file(
        "etc/crypto-policies/back-ends/opensshserver.config",
        "CRYPTO_POLICY='-oSetEnv=POLICY_TOKEN=@ -oCiphers=@'\n",
    );
    file("usr/sbin/sshd", "");
    // Of a private key only the public part counts, which ends in its second line.
    file(
        "etc/ssh/ssh_host_ed25519_key",
        "-----BEGIN OPENSSH PRIVATE KEY-----\n\
         b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n\
         QyNTUxOQAAACAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHwAAAJABAgMEAQID\n@@@\n@@@\n\
         -----END OPENSSH PRIVATE KEY-----\n",
    );
    file(
        "etc/ssh/ssh_host_ecdsa_key",
        "-----BEGIN EC PRIVATE KEY-----\n@\n@\n",
    );
    file("etc/ssh/ssh_host_rsa_key.pub", "# @\nssh-rsa @ @\n");
    file(
        "etc/default/ssh",
        "SSHD_OPTS=\"-o SetEnv=UNIT_TOKEN=@ -o 'SetEnv FILE_TOKEN=@ @==' -o ForceCommand='/usr/bin/unit --password @'\"\n",
    );
    file("proc/813/comm", "sshd\n");
    file(
        "proc/813/cmdline",
        "/usr/sbin/sshd\0-D\0-o\0SetEnv=RUNNING_TOKEN=@\0-o\0SetEnv OTHER_TOKEN= @==\0",
    );
    // Arguments that are passwords, and settings that hold something of somebody.
    file("usr/bin/sudo", "");
    file("usr/bin/doas", "");
    file(
        "etc/sudoers",
        "# @\nDefaults passprompt=\"@\", env_keep += \"TOKEN=@\", logfile=\"@ @\"\nDefaults mailto=@§example.com\n\
         root ALL=(ALL:ALL) ALL\nbackup ALL=(root) NOPASSWD: /usr/bin/restic --password @ check, /usr/bin/mysql -p@ *, \
         sudoedit /etc/@, ^/usr/bin/@$ ^@$\nCmnd_Alias @ = /bin/true @\nCmnd_Alias C = /bin/true @, sha256:@ /bin/false\n\
         backup ALL = TYPE=@ ROLE=@ C\nbroken @ = @ @\n§includedir /etc/sudoers.d\n",
    );
    file(
        "etc/sudoers.d/shop",
        "shop ALL = /opt/shop/backup.sh --key=@ # @\n",
    );
    file(
        "etc/doas.conf",
        "permit nopass setenv { TOKEN=@ } backup as root cmd /usr/bin/restic args --password @\npermit x @\n@ @\n",
    );
    // Files of settings, of which a few keys are shown, and what logins read and show.
    file("usr/bin/dnf", "");
    file(
        "etc/dnf/dnf.conf",
        "[main]\ngpgcheck=@\nproxy=http://u:@§proxy:3128\nproxy_password = @\nusername=@\n@=@\n",
    );
    file("usr/lib/systemd/systemd-journal-upload", "");
    file(
        "etc/systemd/journal-upload.conf",
        "[Upload]\nURL=https://u:@§logs.example:19532/@?t=@\nServerKeyFile=@\n[@]\n@=@\n",
    );
    file("usr/sbin/aide", "");
    file(
        "etc/aide.conf",
        "database_in=https://u:@§aide.example/@\n§§define KEY @\n@ = p+sha512\n§§ifdef @\n§§endif\n/srv/@ @\n\
         !/etc/motd\n/etc/issue p+n # @\n/srv/(?@ @\n",
    );
    file(
        "etc/security/limits.conf",
        "* hard core @\n§shop hard core @\n* hard @ 1 # @\n",
    );
    file("etc/motd", "@ \\r\n");
    file("etc/issue", "Password: @\n");
    file("etc/issue.d/a.issue", "@\n");
    file("etc/issue.net", "@\n");
    file(
        "etc/profile",
        "TOKEN=@\nexport KEY=\"@ @\" TMOUT=@\numask @\nPATH=/usr/bin:$TOKEN:/opt/$(echo @)\nPATH=$PATH:@\n\
         readonly @ # @\n",
    );
    file("etc/environment", "PATH=\"/usr/bin:@ @\"\nTOKEN=@\n");
    file(
        "etc/pam.d/common-session",
        "session optional pam_umask.so umask=@ @\n",
    );
    file("usr/sbin/rsyslogd", "");
    file(
        "etc/rsyslog.conf",
        "# @\naction(type=\"ommysql\" server=\"db\" uid=\"@\" pwd=\"@\")\naction(type=\"omfwd\" target=\"u:@§host\")\n\
         *.* :ommysql:db,logs,u,@\nif $msg contains '@' then \"/var/log/@\"\n$FileCreateMode @\n\
         *.* /var/log/x @\naction(type=\"@\" @=\"@\")\ninput(type=\"imtcp\" port=\"@\" address=\"@\")\n*.* @\n@(\n",
    );
    file("etc/app/app.env", ENVIRONMENT);
    file("etc/app/unterminated.env", UNTERMINATED);
    file(
        "etc/app/example.env",
        "PLAIN_SECRET=@\nDOUBLE_SECRET=\"@\"\n",
    );
    file("opt/app/docker-compose.yml", COMPOSE);
    file("opt/app/.env", BESIDE);
    file(
        "opt/app/Dockerfile",
        "ARG TOKEN=@\nENV SECRET=@\nRUN curl -u u:@ https://u:@§h.de # @\nCOPY @ ${TENANT_SECRET} . /app/@\n",
    );
    file("opt/app/.dockerignore", "# @\n@\n!@/*.env\n");
    file("opt/app/db.env", OF_SERVICE);
    file("opt/app/cache/compose.yaml", INCLUDED);
    file("opt/app/cache/.env", BESIDE_INCLUDED);
    file("opt/app/base.yaml", BASE);
    // How containers are run, and what loads the firewall at boot.
    file(
        "etc/docker/daemon.json",
        "{\"proxies\": {\"http-proxy\": \"http://u:@§proxy:3128\"}, \"log-opts\": {\"splunk-token\": \"@\", \"@\": \"@\"},\n\
         \"registry-mirrors\": [\"https://u:@§mirror.de\"], \"runtimes\": {\"@\": {\"path\": \"@\"}}}\n",
    );
    file("etc/group", "docker:@:996:deploy\n");
    file(
        "etc/systemd/system/docker.socket",
        "[Unit]\nDescription=@\n[Socket]\nListenStream=/run/docker.sock\nSocketMode=0660\n",
    );
    file(
        "etc/systemd/system/docker.service.d/proxy.conf",
        "[Service]\nEnvironment=HTTP_PROXY=http://u:@§proxy\nExecStart=\n\
         ExecStart=/usr/bin/dockerd --label token=@ --ip @\n",
    );
    file(
        "etc/systemd/system/multi-user.target.wants/guard.service",
        "",
    );
    file(
        "etc/systemd/system/guard.service",
        "[Service]\nEnvironment=TOKEN=@\nExecStart=/bin/sh -c \"curl -u u:@ https://host | nft -f -\"\n",
    );
    // What starts at boot and what is installed, with texts that nobody reads.
    file(
        "etc/systemd/system/multi-user.target.wants/helper.service",
        "",
    );
    file(
        "etc/systemd/system/helper.service",
        "[Unit]\nDescription=@\nWants=guard.service @.service\n[Service]\nEnvironment=HELPER_TOKEN=@\n\
         EnvironmentFile=-/etc/app/unit.env\nEnvironmentFile=/etc/@\nEnvironmentFile=\"@\"\nExecStart=/usr/bin/helper --token=@\n",
    );
    file("etc/app/unit.env", "UNIT_SECRET=@\n");
    // What names are looked for in, with secrets in place of a name and beside it.
    file(
        "etc/nginx/nginx.conf",
        "http {\n  proxy_set_header Authorization \"Bearer @\";\n  server {\n    server_name ~^@$ @ @:@;\n    return 200 @;\n  }\n}\n",
    );
    file(
        "etc/apache2/sites-enabled/shop.conf",
        "ServerName @\nServerAlias @ *.@\nRequestHeader set Authorization \"Bearer @\"\n",
    );
    file("etc/apache2/apache2.conf", "SetEnv TOKEN @\n");
    file(
        "etc/letsencrypt/renewal/shop.conf",
        "[renewalparams]\naccount = @\nauthenticator = dns-@\ndns_token = @\n",
    );
    file(
        "etc/systemd/system/helper.timer",
        "[Timer]\nOnCalendar=daily\nUnit=helper.service\nDescription=@\n",
    );
    file(
        "var/lib/dpkg/status",
        "Package: helper\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.0\nDescription: @\nConffiles:\n /etc/helper @\n",
    );
    // What runs by itself: variables, arguments, texts in the wrong place, and a script.
    file(
        "etc/cron.d/shop",
        "MAILTO=@§example.com\nPGPASSWORD=@\n0 3 * * * root PGPASSWORD=@ /opt/shop/backup.sh --key=@ | curl -u u:@ -T - https://u:@§h.de/@\n\
         0 4 * * * @ true\n0 5 * * * root @\n0 6 * * * root /usr/bin/@ @\n@ * * * * root x\n",
    );
    file(
        "var/spool/cron/root",
        "§daily sh -c 'restic -r rest:https://u:@§h.de/ backup --password @'\n",
    );
    file(
        "etc/anacrontab",
        "TOKEN=@\n1 5 shop /opt/shop/backup.sh @\n",
    );
    file("usr/sbin/anacron", "");
    file(
        "opt/shop/backup.sh",
        "#!/bin/sh\nPASSWORD=@\npg_dump \"postgres://u:$PASSWORD§db/@\"\nrclone copy /srv/backups :sftp,pass=@:@\ncurl https://hc-ping.com/@\n",
    );
    file(
        "etc/systemd/system/odd.timer",
        "[Timer]\nOnCalendar=@\nOnBootSec=@\nUnit=helper.service\n",
    );
    // Who asks D-Bus for a service, and how updates get here.
    file(
        "usr/share/dbus-1/system-services/org.example.Helper.service",
        "[D-BUS Service]\nName=org.example.Helper\nExec=/usr/bin/helper --token=@\nUser=@\nSystemdService=helper.service\n",
    );
    file(
        "etc/apt/apt.conf.d/50proxy",
        "Acquire::http::Proxy \"http://u:@§proxy.example.com:3128\";\nAPT { Periodic { Unattended-Upgrade \"@\"; Enable \"@\"; }; @ \"@\"; };\n",
    );
    file(
        "etc/dnf/automatic.conf",
        "[commands]\napply_updates = @\n[email]\nemail_to = @§example.com\n[command]\ncommand_format = \"notify --key=@\"\n",
    );
    // Logs, with a script that nobody runs.
    file(
        "etc/logrotate.conf",
        "mail @§example.com\n/var/log/shop.log {\n  postrotate\n    curl -u u:@ https://h.de\n  endscript\n  @ @\n}\n@\n",
    );
    file("var/lib/docker/containers/a2/a2-json.log", CONTAINER_LOG);
    file("var/log/shop.log", LOG);
    file("var/log/shop.log.1", LOG);
    // The environment of the first process, and parameters of the kernel that are not numbers.
    file(
        "proc/1/environ",
        "TERM=linux\0API_TOKEN=@\0containers=@\0@\0",
    );
    file(
        "proc/sys/kernel/core_pattern",
        "|/usr/bin/crash --token=@\n",
    );
    file("proc/sys/kernel/kptr_restrict", "@\n");
    file("proc/sys/net/ipv4/conf/eth0/accept_source_route", "@\n");
    file(
        "etc/sysctl.d/90-shop.conf",
        "kernel.core_pattern=|/usr/bin/crash --token=@\nkernel.kptr_restrict = 1 # @\nkernel.dmesg_restrict = @\n\
         net.ipv4.conf.*.accept_source_route = @\n@\n-@\n# @\n",
    );
    file(
        "boot/grub/grub.cfg",
        "set superusers=\"admin @\"\nset extra=\"inst.ks=https://a:@§b.example/@\"\npassword_pbkdf2 admin grub.pbkdf2.sha512.@\n\
         password backup @\nmenuentry '@' {\n linux /vmlinuz-@§ root=@ audit=@§ luks.key=@ $extra\n}\n",
    );
    file("boot/grub/user.cfg", "GRUB2_PASSWORD=grub.pbkdf2.@\n");
    file(
        "boot/grub/grubenv",
        "# GRUB Environment Block\nsaved_entry=@\n",
    );
    file(
        "boot/loader/entries/shop.conf",
        "title @\nlinux /vmlinuz\noptions inst.ks=ftp://a:@§b.example/@\n",
    );
    file(
        "proc/cmdline",
        "root=/dev/vda inst.ks=https://a:@§b.example/ks mitigations=@/@\n",
    );
    file("etc/selinux/config", "SELINUX=@\nSELINUXTYPE=@ @\n");
    file(
        "etc/apt/sources.list",
        "deb [signed-by=/etc/apt/@.gpg] https://shop:@§deb.vendor.example/@/x?token=@ stable/@ main # @\n",
    );
    file(
        "etc/apt/sources.list.d/vendor.sources",
        "Types: deb\nURIs: https://@:@§deb.vendor.example/@\nSuites: @/@/\nSigned-By: @\n",
    );
    file(
        "etc/yum.repos.d/vendor.repo",
        "[@ @]\nbaseurl=https://shop:@§rpm.vendor.example/@?key=@\nusername=@\npassword=@\ngpgcheck=0\n",
    );
    file(
        "etc/apk/repositories",
        "https://shop:@§apk.vendor.example/@\n",
    );
    file(
        "etc/chrony.conf",
        "server a.vendor.example key @\nkeyfile /etc/@\n# @\n",
    );
    file(
        "etc/ntp.conf",
        "server b.vendor.example key @\ncrypto pw @\n",
    );
    file("etc/sysctl.conf", "kernel.kptr_restrict = @\n");
    // Modules and mounts, with commands and options that nobody is shown.
    file(
        "etc/modprobe.d/shop.conf",
        "install cramfs /usr/bin/curl -u u:@ https://h.de\noptions x key=@\n@ @\n# @\n",
    );
    file(
        "usr/lib/modules/6.1.0/modules.dep",
        "kernel/fs/cramfs/cramfs.ko:\n",
    );
    file("proc/modules", "cramfs 1 0 - Live 0x0\n");
    file(
        "etc/fstab",
        "//u:@§nas/share /mnt/share cifs username=u,password=@,credentials=/root/@,nodev 0 0\n@\n# @\n",
    );
    file(
        "proc/1/mountinfo",
        "30 1 8:1 / / rw - ext4 /dev/sda1 rw\n31 30 0:40 / /mnt/share rw,nodev - cifs //u:@§nas/share rw,password=@\n",
    );
    // A program that was given its secrets as arguments and environment, and listens.
    file("proc/812/comm", "api\n");
    file("proc/812/cmdline", "api\0--token=@\0");
    file("proc/812/environ", "API_TOKEN=@\0HOME=/root\0");
    file(
        "proc/net/tcp",
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n   \
         0: 00000000:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0\n",
    );
    // What a backup job has written to the wrong file, and what it is to keep.
    file(
        "srv/backups/LAST_SUCCESS.txt",
        "password=@\n2026-06-01T03:00:00Z @\n",
    );
    file("srv/backups/shop.sql", "@\nCREATE ROLE app PASSWORD '@';\n");
    file("etc/app/cloudflare-token", "@\n");
    file("etc/caddy/Caddyfile", CADDYFILE);
    file("etc/caddy/sites/shop.caddy", CADDYFILE_IMPORTED);
    // What an export may hold besides, and nobody reads.
    file(
        "srv/cloudflare.json",
        "{\"zone\": {\"success\": true, \"result\": [{\"id\": \"023e\", \"name\": \"example.com\", \"status\": \"active\", \
         \"paused\": false, \"plan\": {\"legacy_id\": \"free\"}, \"owner\": {\"email\": \"@\"}}]},\n\
         \"settings/ssl\": {\"success\": true, \"result\": {\"id\": \"ssl\", \"value\": \"strict\", \"note\": \"@\"}},\n\
         \"rulesets/phases/http_request_firewall_custom/entrypoint\": {\"success\": true, \"result\": {\"rules\": [{\"id\": \"1\", \
         \"action\": \"managed_challenge\", \"expression\": \"http.request.headers[\\\"x-origin-auth\\\"][0] eq \\\"@\\\" or http.cookie contains \\\"session=@\\\" or \
         http.request.uri eq \\\"/hook?token=@\\\" or http.request.body.raw matches r#\\\"@.*\\\"#\", \"enabled\": true, \"action_parameters\": {\"response\": \
         {\"content\": \"@\"}}}, {\"id\": \"2\", \"action\": \"skip\", \"expression\": \"false\", \"action_parameters\": {\"@\": \"@\"}}]}},\n\
         \"rulesets/phases/http_ratelimit/entrypoint\": {\"success\": true, \"result\": {\"rules\": [{\"id\": \"3\", \"action\": \"block\", \
         \"expression\": \"true\", \"ratelimit\": {\"characteristics\": [\"lookup_json_string(http.request.body.raw, \\\"@\\\")\"], \
         \"counting_expression\": \"http.cookie contains \\\"session=@\\\"\"}}]}},\n\
         \"rulesets/phases/http_request_firewall_managed/entrypoint\": {\"success\": true, \"result\": {\"rules\": [{\"id\": \"4\", \
         \"action\": \"execute\", \"expression\": \"true\", \"action_parameters\": {\"id\": \"@\", \"overrides\": {\"action\": \"@\", \
         \"enabled\": [\"@\"], \"categories\": [{\"category\": \"@\", \"action\": \"@\"}], \"rules\": [{\"id\": \"@\", \"enabled\": \"@\"}]}}}]}}}\n",
    );
    repository(&root, canaries);
    let mut file = |path: &str, content: &str| write(&root.join(path), canaries.plant(content));
    for empty in ["tcp6", "udp", "udp6"] {
        file(&format!("proc/net/{empty}"), "  sl  local_address\n");
    }
    // Modules that ask a database have its password as an argument. The name of an included file is left out: the
    // trace names each path that is looked at, as it does for sudoers.
    file(
        "etc/pam.d/shop",
        "# @\nauth required pam_mysql.so user=shop passwd=@ host=@\nauth required pam_ldap.so bindpw=@\n\
         auth required pam_unix.so nullok @ secret=@ remember=@\nauth [default=bad @] pam_unix.so\n\
         auth [@=ok] pam_unix.so\nauth [success=@] pam_unix.so\nauth @ pam_unix.so\n@ required pam_unix.so\n\
         auth required /lib/@/pam_unix.so [@ @]\nauth required /opt/pam_@.so\nauth required @\n\
         auth required pam_wheel.so group=@\nauth required pam_faillock.so @ deny=@ dir=/@ admin_group=@\n\
         session required pam_exec.so /opt/@ @\npassword required pam_pwquality.so badwords=@ @\n",
    );
    file(
        "etc/pam.d/passwd",
        "# @\npassword required pam_pwquality.so\n",
    );
    file(
        "etc/security/pwquality.conf",
        "badwords = @ @\nminlen = @\n@\n",
    );
    file(
        "etc/security/faillock.conf",
        "deny = @\ndir = /@\n@ = @\neven_deny_root @\n",
    );
    // A secret of one source in a text of another, where nobody expects one.
    let environment = read(&root.join("etc/app/app.env"));
    let secret = environment
        .lines()
        .find_map(|line| line.strip_prefix("PLAIN_SECRET="));
    let repeated = secret.expect("it is planted");
    let log = root.join("var/log/shop.log");
    write(&log, read(&log) + repeated + "\n");
    // Names of files are nobody's business below a home, whatever is wrong with the files.
    let names = [
        "home/inline/@",
        "home/inline/@/@",
        "root/@",
        "home/gone/@/x",
    ];
    let names: Vec<String> = names.iter().map(|name| canaries.plant(name)).collect();
    let mut open = String::new();
    for name in &names {
        let file = format!("{name}/open");
        write(&root.join(&file), canaries.plant("@"));
        open.push_str(&format!(
            "[[file]]\npath = \"/{file}\"\nmode = \"6777\"\nuid = 4711\ngid = 4711\n\
             [[file]]\npath = \"/{name}\"\nmode = \"0777\"\nuid = 4711\n"
        ));
    }
    let closed = canaries.plant("root/closed-@");
    open.push_str(&format!(
        "[[file]]\npath = \"/{closed}\"\ntype = \"directory\"\ndenied = true\n"
    ));
    let description = canaries.plant(&format!(
        "name = \"canary-host\"\nwalked = true\n{open}\
         [[file]]\npath = \"/proc/812/fd/3\"\ntype = \"symlink\"\nleads-to = \"socket:[4711]\"\n\
         [[command]]\nargv = [\"nft\", \"-j\", \"list\", \"ruleset\"]\nstdout = '{{\"nftables\": [\
         {{\"table\": {{\"family\": \"inet\", \"name\": \"filter\", \"handle\": 1}}}}, \
         {{\"chain\": {{\"family\": \"inet\", \"table\": \"filter\", \"name\": \"input\", \"handle\": 1, \"type\": \"filter\", \
         \"hook\": \"input\", \"prio\": 0, \"policy\": \"drop\"}}}}, \
         {{\"rule\": {{\"family\": \"inet\", \"table\": \"filter\", \"chain\": \"input\", \"handle\": 2, \
         \"comment\": \"{repeated}\", \"expr\": [{{\"accept\": null}}]}}}}]}}'\n\
         [[command]]\nargv = [\"systemctl\", \"show\", \"--all\", \"--property=Id,Names,LoadState,ActiveState,Result\", \
         \"*.service\", \"*.socket\", \"*.timer\"]\nstdout = \"Id=helper.service\\nNames=helper.service\\n\
         LoadState=loaded\\nActiveState=failed\\nResult=@\\nDescription=@\\n\"\n\
         [[command]]\nargv = [\"systemctl\", \"show\", \"--all\", \"--property=Id,LastTriggerUSec\", \"*.timer\"]\n\
         stdout = \"Id=helper.timer\\nLastTriggerUSec=@\\n\"\n\
         [[command]]\nargv = [\"timedatectl\", \"show\", \"--property=NTPSynchronized\", \"--value\"]\nstdout = \"@\"\n\
         [[command]]\nargv = [\"docker\", \"ps\", \"--all\", \"--no-trunc\", \"--quiet\"]\nstdout = \"a1\\na2\\n\"\nstderr = \"@\"\n\
         [[command]]\nargv = [\"docker\", \"inspect\", \"--type\", \"container\", \"a1\", \"a2\"]\nstdout = '[{CONTAINERS}]'\n\
         [[command]]\nargv = [\"iptables-save\"]\nstatus = 1\nstderr = \"iptables-save: {repeated}\"\n",
    ));
    write(&recording.join("recording.toml"), description);
    write(
        &recording.join("network/dns.txt"),
        "$ZONE example.com.\nexample.com. A 203.0.113.7\nexample.com. TXT \"v=spf1 -all\"\n",
    );
    write(
        &recording.join("network/tls.txt"),
        "asked-at: 2026-06-01T12:00:00Z\nendpoint example.com:443 203.0.113.7 edge\nversions: 1.2 1.3\n\
         tls12-suites: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\n\
         negotiated: 1.3 TLS_AES_128_GCM_SHA256\nhttps: 200\nhttp: 200\n",
    );
    // What a server may say in each place that is looked at.
    let answers = canaries.plant(
        "GET https://example.com/readyz\nstatus: 503\nx-request-id: @\nset-cookie: @=@; Path=/@\n\
         body: {\"ok\": false, \"status\": \"@\", \"checks\": [{\"name\": \"@\", \"ok\": false, \"detail\": \
         {\"error\": \"password @\", \"@\": \"@\"}}], \"@\": {\"ok\": true}}\n\n\
         GET https://example.com/readyz cross-origin\nstatus: 200\naccess-control-allow-origin: https://@.example\n\
         access-control-allow-credentials: @\n\n\
         GET https://example.com/metrics\nstatus: 302\nlocation: https://me:@§example.com/@?token=%#@\nbody: @\n\n\
         GET https://example.com/metrics authenticated\nstatus: 401\nwww-authenticate: Bearer realm=@\n\n\
         GET http://example.com/readyz\nstatus: 302\nlocation: app:@\n\n\
         GET https://example.com/\nstatus: 200\nstrict-transport-security: max-age=60; @\nserver: @\n\
         content-security-policy: script-src 'nonce-@'; report-uri /csp?key=@\nx-frame-options: @\n\
         referrer-policy: @\nx-content-type-options: @\ncf-mitigated: @\n",
    );
    write(&recording.join("network/http.txt"), answers);
}

/// Everything in a Caddyfile that may be a secret. A named matcher begins with `§`.
const CADDYFILE: &str = "# @
{
\temail @
\tacme_eab {
\t\tkey_id @
\t\tmac_key @
\t}
\tacme_dns cloudflare @
}
(proxy) {
\treverse_proxy api:8000 https://app:@§backend.example.net {
\t\theader_up Authorization \"Bearer @\"
\t\theader_up X-Key {args[0]}
\t\thealth_uri /health?token=@
\t}
}
shop.example.com {
\timport proxy @
\ttls {
\t\tdns cloudflare @
\t}
\tbasic_auth {
\t\tadmin @
\t}
\t§past not header X-Origin-Auth @
\trespond §past \"@\" 403
\t§hook path /hook/@/*
\thandle §hook {
\t\tredir https://hooks.example.net/?token=@
\t}
\thandle /direct/@ {
\t\tabort
\t}
\t§query query token=@
\terror §query \"@\" 401
\t§expression `{query.token} == \"@\"`
\tabort §expression
\trequest_header X-Api-Key {$API_KEY:@}
\trewrite /old /new?key=@
\tnothing_like_it @
}
import sites/*.caddy
";

const CADDYFILE_IMPORTED: &str = "api.example.com {
\trequest_header X-Api-Key @
\trespond {$SECRET_BODY:@} 200
}
";

#[test]
fn a_leak_is_found_in_every_form() {
    let mut canaries = Canaries::new();
    let canary = canaries.plant("%");
    assert!(canary.contains("%2F") && canary.ends_with("%40"));
    for value in &canaries.planted {
        for (form, telling) in forms(value) {
            let windows = form.as_bytes().windows(telling);
            for piece in windows.filter(|piece| !piece.iter().all(u8::is_ascii_digit)) {
                let text = [b"before ", piece, b" after"].concat();
                let looked = std::panic::catch_unwind(|| canaries.assert_absent("here", &text));
                assert!(
                    looked.is_err(),
                    "{:?} is overlooked",
                    String::from_utf8_lossy(piece)
                );
            }
        }
    }
    canaries.assert_absent("here", b"nothing of the kind");
}
