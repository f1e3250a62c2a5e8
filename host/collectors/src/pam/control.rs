//! What follows from a module's answer, as pam.conf(5) describes it. Pure.

/// The answers of modules, in the order of their numbers in libpam.
pub(super) const ANSWERS: [&str; 32] = [
    "success",
    "open_err",
    "symbol_err",
    "service_err",
    "system_err",
    "buf_err",
    "perm_denied",
    "auth_err",
    "cred_insufficient",
    "authinfo_unavail",
    "user_unknown",
    "maxtries",
    "new_authtok_reqd",
    "acct_expired",
    "session_err",
    "cred_unavail",
    "cred_expired",
    "cred_err",
    "no_module_data",
    "conv_err",
    "authtok_err",
    "authtok_recover_err",
    "authtok_lock_busy",
    "authtok_disable_aging",
    "try_again",
    "ignore",
    "abort",
    "authtok_expired",
    "module_unknown",
    "bad_item",
    "conv_again",
    "incomplete",
];

/// What a module can say, as far as it makes a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Success,
    /// The password is right, but has expired.
    Expired,
    Ignore,
    Failure,
}

impl Answer {
    fn of_name(name: &str) -> Self {
        match name {
            "success" => Self::Success,
            "new_authtok_reqd" => Self::Expired,
            "ignore" => Self::Ignore,
            _ => Self::Failure,
        }
    }
}

/// What follows from an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Ignore,
    Ok,
    Done,
    Bad,
    Die,
    Reset,
    Jump(usize),
}

/// What follows from each answer of a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Control {
    /// In the order of [`ANSWERS`].
    actions: Vec<Action>,
}

impl Control {
    /// None if libpam does not understand it.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (success, default) = match text.to_ascii_lowercase().as_str() {
            "required" => (Action::Ok, Action::Bad),
            "requisite" => (Action::Ok, Action::Die),
            "sufficient" => (Action::Done, Action::Ignore),
            "optional" => (Action::Ok, Action::Ignore),
            other => return Self::bracketed(other),
        };
        let action = |name: &&str| match Answer::of_name(name) {
            Answer::Success | Answer::Expired => success,
            Answer::Ignore => Action::Ignore,
            Answer::Failure => default,
        };
        Some(Self {
            actions: ANSWERS.iter().map(action).collect(),
        })
    }

    fn bracketed(text: &str) -> Option<Self> {
        let inner = text.strip_prefix('[')?.strip_suffix(']')?;
        // Blanks may stand around the sign.
        let spaced = inner.replace('=', " = ");
        let mut words = spaced.split_whitespace();
        let mut named: Vec<Option<Action>> = vec![None; ANSWERS.len()];
        // What is not named is bad.
        let mut default = Action::Bad;
        while let Some(answer) = words.next() {
            if words.next() != Some("=") {
                return None;
            }
            let action = match words.next()? {
                "ignore" => Action::Ignore,
                "ok" => Action::Ok,
                "done" => Action::Done,
                "bad" => Action::Bad,
                "die" => Action::Die,
                "reset" => Action::Reset,
                number => match number.parse().ok()? {
                    0 => return None,
                    count => Action::Jump(count),
                },
            };
            if answer == "default" {
                default = action;
                continue;
            }
            let place = ANSWERS.iter().position(|known| *known == answer)?;
            *named.get_mut(place)? = Some(action);
        }
        let actions = named.into_iter().map(|one| one.unwrap_or(default));
        Some(Self {
            actions: actions.collect(),
        })
    }

    /// Each action once, with an answer that leads to it.
    pub(super) fn steps(&self, says: impl Fn(&str, Answer) -> bool) -> Vec<(Answer, Action)> {
        let mut found = Vec::new();
        for (name, action) in ANSWERS.iter().zip(&self.actions) {
            let answer = Answer::of_name(name);
            if says(name, answer) && !found.contains(&(answer, *action)) {
                found.push((answer, *action));
            }
        }
        found
    }
}
