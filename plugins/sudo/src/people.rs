//! Who an entry of a rule stands for.

use muster_sdk::NotEvaluated;
use muster_sdk::accounts::{self, Directory, Group, Password};
use muster_sdk::sudoers::{Rule, Subject};

pub(crate) use muster_sdk::accounts::Account;

/// The accounts of the host, with their passwords and groups.
pub(crate) struct People {
    pub(crate) accounts: Vec<Account>,
    groups: Vec<Group>,
    passwords: Vec<Password>,
    /// Where there are more of them.
    directories: Vec<Directory>,
}

/// Whether an account has a password that can be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum HasPassword {
    Yes,
    No,
    Unknown(String),
}

impl People {
    pub(crate) fn of_host() -> Result<Self, NotEvaluated> {
        let mut accounts = accounts::accounts()?;
        // Of two lines of one name the first counts.
        let mut names: Vec<String> = Vec::new();
        accounts.retain(|account| {
            let is_first = !names.contains(&account.name);
            names.push(account.name.clone());
            is_first && account.uid != 0
        });
        Ok(Self {
            accounts,
            groups: accounts::groups()?,
            passwords: accounts::passwords()?,
            directories: accounts::directories()?,
        })
    }

    pub(crate) fn is_in(&self, account: &Account, group: &str) -> bool {
        self.is_in_any(account, |one| one.name == group)
    }

    fn is_in_any(&self, account: &Account, is_meant: impl Fn(&Group) -> bool) -> bool {
        self.groups
            .iter()
            .filter(|group| is_meant(group))
            .any(|group| group.gid == account.gid || group.listed.contains(&account.name))
    }

    /// Whether a rule is about an account: the last of its entries that fits counts.
    pub(crate) fn is_about(&self, rule: &Rule, account: &Account) -> bool {
        let fits = |subject: &&Subject| match subject.kind.as_str() {
            Subject::KIND_ALL => true,
            Subject::KIND_USER => subject.name == account.name,
            Subject::KIND_UID => subject.name.parse() == Ok(account.uid),
            Subject::KIND_GROUP => self.is_in(account, &subject.name),
            Subject::KIND_GID => {
                let gid = subject.name.parse::<u32>();
                gid == Ok(account.gid) || self.is_in_any(account, |group| Ok(group.gid) == gid)
            }
            _ => false,
        };
        rule.subjects
            .iter()
            .rfind(fits)
            .is_some_and(|subject| !subject.negated)
    }

    /// Whether an entry of a list of accounts, as it is written, is about an account.
    pub(crate) fn is_named(&self, account: &Account, entry: &str) -> bool {
        if let Some(gid) = entry.strip_prefix("%#") {
            let gid = gid.parse::<u32>();
            gid == Ok(account.gid) || self.is_in_any(account, |group| Ok(group.gid) == gid)
        } else if let Some(group) = entry.strip_prefix('%') {
            self.is_in(account, group)
        } else if let Some(uid) = entry.strip_prefix('#') {
            uid.parse() == Ok(account.uid)
        } else {
            entry == "ALL" || entry == account.name
        }
    }

    /// Why it is not known whom a rule is about besides the accounts of the host.
    pub(crate) fn unseen(&self, rule: &Rule) -> Option<String> {
        rule.subjects
            .iter()
            .filter(|subject| !subject.negated)
            .find_map(|subject| match subject.kind.as_str() {
                Subject::KIND_NETGROUP | Subject::KIND_OTHER => Some(format!(
                    "who is in {} is not in the files of the host",
                    crate::check::written(subject)
                )),
                _ => self.directories.first().map(|directory| {
                    format!(
                        "accounts also come from the directory `{}`, which Muster does not ask",
                        directory.service
                    )
                }),
            })
    }

    /// Whether an account is past the day on which it expires: nobody logs in to it any more.
    pub(crate) fn has_expired(&self, account: &Account) -> bool {
        self.passwords
            .iter()
            .find(|password| password.account == account.name)
            .and_then(|password| password.expires_in)
            .is_some_and(|days| days < 0)
    }

    /// Where there are accounts and groups besides those in the host's files, if anywhere.
    pub(crate) fn directory(&self) -> Option<&Directory> {
        self.directories.first()
    }

    pub(crate) fn has_password(&self, account: &Account) -> HasPassword {
        let found = self
            .passwords
            .iter()
            .find(|password| password.account == account.name);
        match found {
            None => HasPassword::Unknown("nothing is known of its password".to_owned()),
            Some(password) => match password.state.as_str() {
                Password::STATE_HASHED | Password::STATE_EMPTY => HasPassword::Yes,
                Password::STATE_UNKNOWN => HasPassword::Unknown(
                    password
                        .reason
                        .clone()
                        .unwrap_or_else(|| "its state is not known".to_owned()),
                ),
                _ => HasPassword::No,
            },
        }
    }
}
