//! Lists without aliases: each is replaced by what it stands for.

use std::collections::HashMap;

use muster_facts::sudoers::Rule;

use super::command::is_alias;
use super::statement::{Alias, Command, Item, Kind, Members, Statement};

/// Entries that one list may come to.
const MOST_MEMBERS: usize = 5_000;
/// Aliases in aliases.
const DEEPEST: usize = 40;

/// All aliases of all files; sudo knows them before it judges.
pub(super) struct Aliases<'a>(HashMap<(Kind, &'a str), &'a Members>);

impl<'a> Aliases<'a> {
    pub(super) fn of(statements: impl Iterator<Item = &'a Statement>) -> Self {
        let mut found = HashMap::new();
        for statement in statements {
            if let Statement::Aliases(kind, aliases) = statement {
                for Alias { name, members } in aliases {
                    // Of two of one name the first counts; sudo complains of the second.
                    found.entry((*kind, name.as_str())).or_insert(members);
                }
            }
        }
        Self(found)
    }

    /// Names of users, targets or hosts. None where they come to more than can be kept.
    pub(super) fn names(&self, kind: Kind, items: &[Item<String>]) -> Option<Vec<Item<String>>> {
        let mut found = Vec::new();
        self.add_names(kind, items, false, DEEPEST, &mut found)?;
        Some(found)
    }

    fn add_names(
        &self,
        kind: Kind,
        items: &[Item<String>],
        negated: bool,
        depth: usize,
        found: &mut Vec<Item<String>>,
    ) -> Option<()> {
        for item in items {
            let negated = item.negated != negated;
            match self.get(kind, &item.value) {
                Some(Members::Names(members)) => {
                    self.add_names(kind, members, negated, depth.checked_sub(1)?, found)?;
                }
                _ => found.push(Item {
                    negated,
                    value: item.value.clone(),
                }),
            }
            if found.len() > MOST_MEMBERS {
                return None;
            }
        }
        Some(())
    }

    /// Commands. None where they come to more than can be kept.
    pub(super) fn commands(&self, item: &Item<Command>) -> Option<Vec<Item<Command>>> {
        let mut found = Vec::new();
        self.add_commands(item, false, DEEPEST, &mut found)?;
        Some(found)
    }

    fn add_commands(
        &self,
        item: &Item<Command>,
        negated: bool,
        depth: usize,
        found: &mut Vec<Item<Command>>,
    ) -> Option<()> {
        let negated = item.negated != negated;
        if item.value.kind != Rule::KIND_OTHER || !is_alias(&item.value.path) {
            found.push(Item {
                negated,
                value: item.value.clone(),
            });
        } else if let Some(Members::Commands(members)) = self.get(Kind::Commands, &item.value.path)
        {
            let depth = depth.checked_sub(1)?;
            for member in members {
                self.add_commands(member, negated, depth, found)?;
            }
        }
        // One that is not defined stands for nothing.
        (found.len() <= MOST_MEMBERS).then_some(())
    }

    fn get(&self, kind: Kind, name: &str) -> Option<&'a Members> {
        self.0.get(&(kind, name)).copied()
    }
}
