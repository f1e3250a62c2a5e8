//! What follows from a module's answer, as pam.conf(5) describes it. Pure.

/// The answers of modules, in the order of their numbers in libpam, with what makes a difference.
pub(super) const ANSWERS: [(&str, Answer); 32] = [
    ("success", Answer::Success),
    ("open_err", Answer::Failure),
    ("symbol_err", Answer::Failure),
    ("service_err", Answer::Failure),
    ("system_err", Answer::Failure),
    ("buf_err", Answer::Failure),
    ("perm_denied", Answer::Failure),
    ("auth_err", Answer::Failure),
    ("cred_insufficient", Answer::Failure),
    ("authinfo_unavail", Answer::Failure),
    ("user_unknown", Answer::Failure),
    ("maxtries", Answer::Failure),
    ("new_authtok_reqd", Answer::Expired),
    ("acct_expired", Answer::Failure),
    ("session_err", Answer::Failure),
    ("cred_unavail", Answer::Failure),
    ("cred_expired", Answer::Failure),
    ("cred_err", Answer::Failure),
    ("no_module_data", Answer::Failure),
    ("conv_err", Answer::Failure),
    ("authtok_err", Answer::Failure),
    ("authtok_recover_err", Answer::Failure),
    ("authtok_lock_busy", Answer::Failure),
    ("authtok_disable_aging", Answer::Failure),
    ("try_again", Answer::Failure),
    ("ignore", Answer::Ignore),
    ("abort", Answer::Failure),
    ("authtok_expired", Answer::Failure),
    ("module_unknown", Answer::Failure),
    ("bad_item", Answer::Failure),
    ("conv_again", Answer::Failure),
    ("incomplete", Answer::Failure),
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
        let action = |(_, answer): &(&str, Answer)| match answer {
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
            let place = ANSWERS.iter().position(|(known, _)| *known == answer)?;
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
        for ((name, answer), action) in ANSWERS.iter().zip(&self.actions) {
            let step = (*answer, *action);
            // Most neighbours have the same one.
            if found.last() != Some(&step) && says(name, *answer) && !found.contains(&step) {
                found.push(step);
            }
        }
        found
    }
}
