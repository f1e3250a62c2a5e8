//! What a line of sudoers(5) can say. Names of aliases are still in it.

/// An entry of a list, which a `!` before it takes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item<T> {
    pub(super) negated: bool,
    pub(super) value: T,
}

/// A line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Statement {
    Include { path: String, is_directory: bool },
    Defaults(Scope, Vec<Setting>),
    Aliases(Kind, Vec<Alias>),
    Specification(Specification),
}

/// What an alias stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Users,
    Targets,
    Hosts,
    Commands,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Alias {
    pub(super) name: String,
    pub(super) members: Members,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Members {
    Names(Vec<Item<String>>),
    Commands(Vec<Item<Command>>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Command {
    pub(super) kind: &'static str,
    /// Also the name that may be one of an alias.
    pub(super) path: String,
    pub(super) wildcard: bool,
    pub(super) arguments: &'static str,
}

/// To whom settings apply.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Scope {
    pub(super) kind: &'static str,
    pub(super) names: Vec<Item<String>>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Setting {
    pub(super) option: String,
    pub(super) operator: &'static str,
    pub(super) value: String,
}

/// Who may do what.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Specification {
    pub(super) users: Vec<Item<String>>,
    pub(super) privileges: Vec<Privilege>,
}

/// On some hosts.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Privilege {
    pub(super) hosts: Vec<Item<String>>,
    pub(super) commands: Vec<Allowed>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Allowed {
    /// None where nothing is said: root.
    pub(super) targets: Option<Vec<Item<String>>>,
    pub(super) password: &'static str,
    pub(super) command: Item<Command>,
}
