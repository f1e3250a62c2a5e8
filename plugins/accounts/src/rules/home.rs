//! `accounts/home`

use muster_sdk::accounts::{self, Account, Group, HomePath, Key};
use muster_sdk::{Finding, Outcome, pass_unless, shell_word};

muster_sdk::parameters! {
    struct Parameters {
        /// Bits that an RSA key must have.
        minimum_rsa_bits: i64 = 2048,
    }
}

muster_sdk::rule! {
    id: "accounts/home",
    severity: High,
    precision: High,
    tags: ["accounts", "files", "ssh"],
    documentation: "home.md",
    parameters: Parameters,
    check: check,
}

const SUBJECT: &str = "home";

const WRITE_OF_GROUP: u32 = 0o020;
const WRITE_OF_OTHERS: u32 = 0o002;

/// What the host knows, for one path after the other.
struct Host {
    accounts: Vec<Account>,
    groups: Vec<Group>,
    keys: Vec<Key>,
    minimum_rsa_bits: i64,
}

fn check(parameters: Parameters) -> Outcome {
    let host = Host {
        accounts: accounts::accounts()?,
        groups: accounts::groups()?,
        keys: accounts::keys()?,
        minimum_rsa_bits: parameters.minimum_rsa_bits,
    };
    let paths = accounts::home_paths()?;
    let mut findings: Vec<Finding> = Vec::new();
    let mut judged = false;
    let is_judged = |path: &&HomePath| host.is_used(&path.account);
    for path in paths.iter().filter(is_judged) {
        judged = true;
        if !findings.iter().any(|known| known.subject() == path.path) {
            let sharing = paths.iter().filter(|other| other.path == path.path);
            let accounts: Vec<&str> = sharing.map(|path| path.account.as_str()).collect();
            findings.extend(host.judge(path, &accounts));
        }
    }
    for unread in accounts::unread_paths()? {
        if host.is_used(&unread.account)
            && !findings.iter().any(|known| known.subject() == unread.path)
        {
            let reason = format!(
                "It is not known who can write to {}: {}",
                unread.path, unread.reason
            );
            findings.push(Finding::error(&unread.path, reason).of_file(&unread.path));
        }
    }
    if !judged && findings.is_empty() {
        let reason = "No account that people log in to has a home directory.";
        return Ok(vec![Finding::not_applicable(SUBJECT, reason)]);
    }
    Ok(pass_unless(findings, || {
        Finding::pass(
            SUBJECT,
            "Nobody else can write to the homes, their .ssh or their keys, and no key is weak.",
        )
    }))
}

impl Host {
    /// Whether somebody logs in to it: an account of the system only with a key.
    fn is_used(&self, name: &str) -> bool {
        let account = self.accounts.iter().find(|account| account.name == name);
        account.is_some_and(|account| {
            account.interactive
                && (!account.system || self.keys.iter().any(|key| key.account == name))
        })
    }

    /// None for a path that is as it should be. It may be of several accounts.
    fn judge(&self, path: &HomePath, accounts: &[&str]) -> Option<Finding> {
        let argument = shell_word(&path.path);
        let mut clauses = Vec::new();
        let mut commands = Vec::new();
        let is_owner = |account: &&Account| accounts.contains(&account.name.as_str());
        let mut owners = self
            .accounts
            .iter()
            .filter(is_owner)
            .map(|account| account.uid);
        if path.uid != 0 && !owners.any(|uid| uid == path.uid) {
            clauses.push(format!("belongs to {}", self.name(path.uid)));
            commands.push(format!("chown {} {argument}", shell_word(&path.account)));
        }
        if path.mode & WRITE_OF_OTHERS != 0 {
            clauses.push("lets every account write to it".to_owned());
            commands.push(format!("chmod go-w {argument}"));
        } else if path.mode & WRITE_OF_GROUP != 0
            && let Some(writers) = self.writers(path, accounts)
        {
            clauses.push(format!("lets {writers} write to it"));
            commands.push(format!("chmod g-w {argument}"));
        }
        let weak: Vec<(String, &Key)> = self.weak_keys(path).collect();
        clauses.extend(weak.first().map(|(kind, _)| format!("lets in {kind}")));
        if clauses.is_empty() {
            return None;
        }
        let mut fixes = Vec::new();
        if !commands.is_empty() {
            fixes.push(format!("Run `{}`", commands.join(" && ")));
        }
        if !weak.is_empty() {
            fixes.push(format!(
                "Replace the weak keys in {argument} with new ones from `ssh-keygen -t ed25519`"
            ));
        }
        let mut finding = Finding::fail(
            &path.path,
            format!(
                "{} {}, so somebody else can act as {}.",
                path.path,
                clauses.join(" and "),
                path.account
            ),
        )
        .observed(format!("{:04o} {}", path.mode, self.name(path.uid)))
        .required(format!(
            "of {} or root, written by nobody else, and no weak keys",
            path.account
        ))
        .fix(fixes.join(". "))
        .of_file(&path.path);
        for (_, key) in &weak {
            finding = finding.at(key.source.clone(), "is weak");
        }
        Some(finding.at(path.source.clone(), "can be changed"))
    }

    fn name(&self, uid: u32) -> String {
        let account = self.accounts.iter().find(|account| account.uid == uid);
        account.map_or_else(|| uid.to_string(), |account| account.name.clone())
    }

    /// Who else writes where the group may; none where that is nobody, as in the group that useradd makes for
    /// each account.
    fn writers(&self, path: &HomePath, accounts: &[&str]) -> Option<String> {
        if path.acl_extended == Some(true) {
            return Some("an access control list".to_owned());
        }
        let mut members = Vec::new();
        for group in self.groups.iter().filter(|group| group.gid == path.gid) {
            members.extend(&group.listed);
            // Red Hat and Alpine have accounts in root's group that nobody logs in to.
            if path.gid != 0 {
                members.extend(&group.primary);
            }
        }
        let is_other =
            |name: &&&String| !accounts.contains(&name.as_str()) && name.as_str() != "root";
        let others: Vec<&str> = members
            .iter()
            .filter(is_other)
            .map(|name| name.as_str())
            .collect();
        (!others.is_empty()).then(|| others.join(", "))
    }

    /// The weak keys of a file, each with what it is.
    fn weak_keys<'a>(&'a self, path: &'a HomePath) -> impl Iterator<Item = (String, &'a Key)> {
        let of_file = |key: &&Key| {
            path.kind == HomePath::KIND_KEYS
                && key.source.name == path.path
                && key.account == path.account
        };
        self.keys.iter().filter(of_file).filter_map(|key| {
            let kind = match (key.algorithm.as_str(), key.bits) {
                (Key::ALGORITHM_DSA, _) => "a DSA key".to_owned(),
                (Key::ALGORITHM_RSA, Some(bits)) if i64::from(bits) < self.minimum_rsa_bits => {
                    format!("an RSA key of {bits} bits")
                }
                _ => return None,
            };
            Some((kind, key))
        })
    }
}
