//! Whether somebody without a key may log in, which no single keyword decides: a method has to be
//! switched on, and `AuthenticationMethods` has to be content with it. See sshd_config(5).

use muster_sdk::sshd::{MatchBlock, Setting};

/// A way in that asks for a password and no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// The method `password`.
    Password,
    /// The method `keyboard-interactive`, by which PAM asks.
    Keyboard,
}

impl Door {
    /// Both.
    pub(crate) const ALL: [Self; 2] = [Self::Password, Self::Keyboard];

    fn method(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Keyboard => "keyboard-interactive",
        }
    }

    /// The keyword that switches it on.
    pub(crate) fn keyword(self) -> &'static str {
        match self {
            Self::Password => "passwordauthentication",
            Self::Keyboard => "kbdinteractiveauthentication",
        }
    }
}

/// Methods that a guessed password is no help with.
const WITHOUT_PASSWORD: [&str; 4] = ["publickey", "hostbased", "gssapi-with-mic", "gssapi-keyex"];

/// The settings that apply to one connection. Where sshd is started in several ways, each keyword
/// stands here with the values of all of them.
pub(crate) struct Scope<'a> {
    settings: Vec<&'a Setting>,
}

impl<'a> Scope<'a> {
    /// The global scope.
    pub(crate) fn global(settings: &'a [Setting]) -> Self {
        Self {
            settings: settings.iter().collect(),
        }
    }

    /// What applies to a connection that a block matches.
    pub(crate) fn of(block: &'a MatchBlock, global: &'a [Setting]) -> Self {
        let overridden = |one: &&Setting| {
            !block
                .overrides
                .iter()
                .any(|other| other.keyword == one.keyword)
        };
        let rest = global.iter().filter(overridden);
        Self {
            settings: block.overrides.iter().chain(rest).collect(),
        }
    }

    fn values<'s>(&'s self, keyword: &'s str) -> impl Iterator<Item = &'a Setting> + 's {
        self.settings
            .iter()
            .copied()
            .filter(move |one| one.keyword == keyword)
    }

    /// Whether any way of starting sshd has this value.
    fn may_be(&self, keyword: &str, value: &str) -> bool {
        self.values(keyword).any(|one| one.values == [value])
    }

    /// Whether somebody who knows the password gets in without a key.
    pub(crate) fn opens(&self, door: Door) -> bool {
        if !self.is_enabled(door.method()) {
            return false;
        }
        let mut methods = self.values("authenticationmethods").peekable();
        // A build without the keyword takes any method.
        methods.peek().is_none() || methods.any(|one| self.accepts(one, door))
    }

    /// Whether one of the alternatives of `AuthenticationMethods` is content with a door.
    fn accepts(&self, methods: &Setting, door: Door) -> bool {
        methods.values.iter().any(|list| {
            list == "any"
                || (list.split(',').any(|method| name(method) == door.method())
                    && list.split(',').all(|method| {
                        !WITHOUT_PASSWORD.contains(&name(method)) && self.is_enabled(method)
                    }))
        })
    }

    /// Whether every way of starting sshd has this value.
    pub(crate) fn is_always(&self, keyword: &str, value: &str) -> bool {
        let mut values = self.values(keyword).peekable();
        values.peek().is_some() && values.all(|one| one.values == [value])
    }

    /// The first of these alternatives that somebody can use, and that asks for less than each of the
    /// others does; none where there is none, or where the others are content with anything.
    pub(crate) fn lesser<'s>(&self, inside: &'s [String], outside: &[String]) -> Option<&'s str> {
        if outside.is_empty() || outside.iter().any(|list| list == "any") {
            return None;
        }
        let steps = |list: &str| {
            let mut steps: Vec<String> = list.split(',').map(|one| name(one).to_owned()).collect();
            steps.sort();
            steps
        };
        let asks_as_much = |list: &str| {
            outside.iter().any(|other| {
                let mut left = steps(list);
                steps(other).iter().all(|step| {
                    let at = left.iter().position(|one| one == step);
                    at.map(|at| left.remove(at)).is_some()
                })
            })
        };
        inside
            .iter()
            .map(String::as_str)
            .filter(|list| list.split(',').all(|method| self.is_enabled(method)))
            .find(|list| *list == "any" || !asks_as_much(list))
    }

    /// What `AuthenticationMethods` asks for, where it keeps a door shut that is switched on.
    pub(crate) fn shuts(&self, door: Door) -> Option<&'a Setting> {
        if !self.is_enabled(door.method()) || self.opens(door) {
            return None;
        }
        self.values("authenticationmethods").next()
    }

    /// Whether a method can be used at all. Alternatives with one that cannot are dropped by sshd.
    fn is_enabled(&self, method: &str) -> bool {
        match method.split_once(':').unwrap_or((method, "pam")) {
            ("password", _) => self.may_be("passwordauthentication", "yes"),
            // Nothing but PAM asks on Linux, and a build without it has no such keyword.
            ("keyboard-interactive", "pam") => {
                self.may_be("kbdinteractiveauthentication", "yes") && self.may_be("usepam", "yes")
            }
            ("keyboard-interactive", _) => false,
            _ => true,
        }
    }
}

fn name(method: &str) -> &str {
    method.split_once(':').map_or(method, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_sdk::testing::sample;

    fn settings(methods: &[&str]) -> Vec<Setting> {
        let one = |keyword: &str, values: &[&str]| Setting {
            keyword: keyword.to_owned(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
            ..sample()
        };
        vec![
            one("passwordauthentication", &["yes"]),
            one("kbdinteractiveauthentication", &["yes"]),
            one("usepam", &["yes"]),
            one("authenticationmethods", methods),
        ]
    }

    #[test]
    fn every_alternative_has_to_ask_for_a_key() {
        for (methods, password, keyboard) in [
            (&["any"][..], true, true),
            (&["publickey"], false, false),
            (&["publickey,password"], false, false),
            (&["password,publickey"], false, false),
            (&["publickey", "password"], true, false),
            (&["publickey,keyboard-interactive:pam"], false, false),
            (&["keyboard-interactive:pam"], false, true),
            (&["keyboard-interactive:skey"], false, false),
            (&["password,keyboard-interactive"], true, true),
            (&["gssapi-with-mic,password"], false, false),
        ] {
            let settings = settings(methods);
            let scope = Scope::global(&settings);
            assert_eq!(scope.opens(Door::Password), password, "{methods:?}");
            assert_eq!(scope.opens(Door::Keyboard), keyboard, "{methods:?}");
        }
    }

    #[test]
    fn an_alternative_with_a_method_that_is_off_is_none() {
        let mut settings = settings(&["publickey", "password,keyboard-interactive"]);
        assert!(Scope::global(&settings).opens(Door::Password));
        settings[2].values = vec!["no".to_owned()];
        assert!(!Scope::global(&settings).opens(Door::Password));
        assert!(Scope::global(&settings).shuts(Door::Password).is_some());
        assert!(Scope::global(&settings).shuts(Door::Keyboard).is_none());
    }

    #[test]
    fn a_block_stands_before_what_is_global() {
        let global = settings(&["publickey,password"]);
        let block = MatchBlock {
            criteria: "User deploy".to_owned(),
            source: muster_sdk::Source::line("/etc/ssh/sshd_config", 3),
            satisfiable: true,
            overrides: vec![settings(&["password"]).remove(3)],
            ..sample()
        };
        assert!(!Scope::global(&global).opens(Door::Password));
        assert!(Scope::of(&block, &global).opens(Door::Password));
    }
}
