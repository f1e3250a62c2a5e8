//! `accounts/home`

use muster_sdk::accounts::{self, Account, Group, HomePath, Key, UnreadPath};
use muster_sdk::{Finding, NotEvaluated, Outcome, pass_unless, shell_word};

muster_sdk::parameters! {
    struct Parameters {
        /// Bits that an RSA key must have.
        minimum_rsa_bits: i64 = 2048,
        /// The most open mode that a home may have, in octal digits, such as `0750`. Empty if others may see what is in
        /// it, and a private group may write.
        #[form(Octal)]
        mode: String = "",
        /// Whether the home of an account that logs in may be missing.
        may_be_missing: bool = true,
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
    /// The most open mode that a home may have.
    mode: Option<u32>,
}

fn check(parameters: Parameters) -> Outcome {
    let mode = match parameters.mode.as_str() {
        "" => None,
        digits => Some(u32::from_str_radix(digits, 8).map_err(|_| {
            NotEvaluated::because(format!(
                "parameter `mode`: '{digits}' is not a mode such as `0750`"
            ))
        })?),
    };
    let host = Host {
        accounts: accounts::accounts()?,
        groups: accounts::groups()?,
        keys: accounts::keys()?,
        minimum_rsa_bits: parameters.minimum_rsa_bits,
        mode,
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
    let unread_paths = accounts::unread_paths()?;
    if !parameters.may_be_missing {
        findings.extend(host.missing(&paths, &unread_paths));
    }
    for unread in unread_paths {
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

    /// A finding for each account that logs in and has no home.
    fn missing(&self, paths: &[HomePath], unread: &[UnreadPath]) -> Vec<Finding> {
        let mut findings: Vec<Finding> = Vec::new();
        for account in &self.accounts {
            let has_home = paths
                .iter()
                .any(|path| path.kind == HomePath::KIND_HOME && path.account == account.name);
            let is_unread = unread.iter().any(|path| path.account == account.name);
            let subject = format!("{SUBJECT}/{}", account.name);
            if has_home
                || is_unread
                || !self.is_used(&account.name)
                || findings.iter().any(|known| known.subject() == subject)
            {
                continue;
            }
            let name = &account.name;
            let home = shell_word(&account.home);
            let fix = if account.home.len() > 1 && account.home.starts_with('/') {
                let owner = format!("{}:{}", account.uid, account.gid);
                format!("Run `mkdir -m 0750 {home} && chown {owner} {home}`")
            } else {
                format!("Name a directory of its own in the line of {name} in /etc/passwd")
            };
            findings.push(
                Finding::fail(
                    subject,
                    format!("{name} logs in, and has no home of its own: {home}."),
                )
                .observed("missing")
                .required("a directory of its own")
                .fix(fix)
                .at(account.source.clone(), "names it"),
            );
        }
        findings
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
        let excess = self.excess(path);
        let writers = if path.mode & WRITE_OF_OTHERS != 0 {
            Some(("every account".to_owned(), "go-w"))
        } else if excess & WRITE_OF_GROUP != 0 {
            Some(("its group".to_owned(), "g-w"))
        } else if path.mode & WRITE_OF_GROUP != 0 {
            self.writers(path, accounts).map(|writers| (writers, "g-w"))
        } else {
            None
        };
        let closing = writers.as_ref().map(|(_, bits)| (*bits).to_owned());
        clauses.extend(writers.map(|(writers, _)| format!("lets {writers} write to it")));
        let closing = if excess == 0 {
            closing
        } else {
            Some(format!("{:04o}", path.mode & !excess))
        };
        commands.extend(closing.map(|bits| format!("chmod {bits} {argument}")));
        let weak: Vec<(String, &Key)> = self.weak_keys(path).collect();
        clauses.extend(weak.first().map(|(kind, _)| format!("lets in {kind}")));
        let message = match (clauses.is_empty(), excess) {
            (true, 0) => return None,
            // Who only looks acts as nobody.
            (true, _) => format!("{} has the mode {:04o}.", path.path, path.mode),
            (false, _) => format!(
                "{} {}, so somebody else can act as {}.",
                path.path,
                clauses.join(" and "),
                path.account
            ),
        };
        let mut fixes = Vec::new();
        if !commands.is_empty() {
            fixes.push(format!("Run `{}`", commands.join(" && ")));
        }
        if !weak.is_empty() {
            fixes.push(format!(
                "Replace the weak keys in {argument} with new ones from `ssh-keygen -t ed25519`"
            ));
        }
        let limit = match self.mode {
            Some(mode) if excess != 0 => format!("{mode:04o} or stricter"),
            _ => "written by nobody else".to_owned(),
        };
        let mut finding = Finding::fail(&path.path, message)
            .observed(format!("{:04o} {}", path.mode, self.name(path.uid)))
            .required(format!(
                "of {} or root, {limit}, and no weak keys",
                path.account
            ))
            .fix(fixes.join(". "))
            .of_file(&path.path);
        for (_, key) in &weak {
            finding = finding.at(key.source.clone(), "is weak");
        }
        Some(finding.at(path.source.clone(), "can be changed"))
    }

    /// The bits of a home that the policy does not allow.
    fn excess(&self, path: &HomePath) -> u32 {
        match self.mode {
            Some(most) if path.kind == HomePath::KIND_HOME => path.mode & !most & 0o777,
            _ => 0,
        }
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
