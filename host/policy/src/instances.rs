//! Rules that a pack makes of those of plugins: `[rules."acme/no-martians"]` with `use`.

use std::collections::BTreeSet;
use std::sync::Arc;

use muster_outcomes::{RuleDescriptor, RuleId};

use crate::Pack;
use crate::description::USE;
use crate::pack_file::RuleSettings;
use crate::pattern::unknown_rule;
use crate::source::{Problems, Spanned};

impl Pack {
    /// The rules of plugins as this pack has them, and those that it makes of them, sorted by id. What
    /// cannot be made is left out: [`Pack::validate`] says why.
    #[must_use]
    pub fn rules(&self, of_plugins: Vec<Arc<RuleDescriptor>>) -> Vec<Arc<RuleDescriptor>> {
        let families: BTreeSet<&str> = of_plugins.iter().map(|rule| rule.id.family()).collect();
        let made: Vec<Arc<RuleDescriptor>> = self
            .rules
            .iter()
            .filter_map(|(id, settings)| Some((id, settings, settings.description.uses.as_ref()?)))
            .filter(|(id, ..)| !families.contains(id.family()))
            .filter_map(|(id, settings, uses)| {
                let used = of_plugins.iter().find(|rule| rule.id == uses.value)?;
                Some(Arc::new(settings.description.made_of(id, used)))
            })
            .collect();
        let mut rules = of_plugins;
        for rule in &mut rules {
            if let Some(settings) = self.rules.get(&rule.id)
                && settings.description.has_references()
            {
                settings.description.add_references(Arc::make_mut(rule));
            }
        }
        rules.extend(made);
        rules.sort_by(|a, b| a.id.cmp(&b.id));
        rules
    }

    /// The families of rules that the pack makes of those of plugins that could not be loaded, so that
    /// they cannot be made: nothing is known of what these would be.
    #[must_use]
    pub fn unmade_families(&self, unread: &[&str]) -> Vec<&str> {
        self.rules
            .iter()
            .filter(|(_, settings)| {
                let uses = settings.description.uses.as_ref();
                uses.is_some_and(|uses| unread.contains(&uses.value.family()))
            })
            .map(|(id, _)| id.family())
            .collect()
    }

    /// The families of the rules that the pack would make but that are not in `rules`.
    pub(crate) fn unmade(&self, rules: &[Arc<RuleDescriptor>]) -> Vec<&str> {
        self.rules
            .iter()
            .filter(|(id, settings)| {
                settings.makes_a_rule() && !rules.iter().any(|rule| rule.id == **id)
            })
            .map(|(id, _)| id.family())
            .collect()
    }

    /// What is wrong with the rules that the pack makes, among all `rules`. One that the policy's own
    /// file makes has to be named by a pattern of `enable` or `disable`: else it would never run, and
    /// nobody would know.
    pub(crate) fn check_made(
        &self,
        rules: &[Arc<RuleDescriptor>],
        unread: &[&str],
        problems: &mut Problems,
    ) {
        for (id, settings) in &self.rules {
            let description = &settings.description;
            match &description.uses {
                None => check_plain(settings, problems),
                Some(uses) => {
                    check_id(id, uses, settings, rules, problems);
                    check_used(id, uses, rules, unread, problems);
                    if description.title.is_none() {
                        problems.report_with(
                            settings.at,
                            "the key `title` is missing here",
                            Some("say in one line what holds when the rule passes".to_owned()),
                        );
                    }
                    let named = rules
                        .iter()
                        .find(|rule| rule.id == *id)
                        .is_none_or(|rule| self.is_chosen_or_left_out(rule));
                    if !named && settings.at.is_in_the_policys_own_file() {
                        problems.report_with(
                            settings.at,
                            format!("nothing enables `{id}`, so it would never run"),
                            Some(format!("write `enable = [\"{}/*\"]`", id.family())),
                        );
                    }
                }
            }
        }
    }
}

/// A plugin's own rule has its texts from the plugin.
fn check_plain(settings: &RuleSettings, problems: &mut Problems) {
    if let Some((key, at)) = settings.description.out_of_place() {
        problems.report_with(
            at,
            format!("only a rule of the pack's own can have the key `{key}`"),
            Some(format!(
                "make one with `{USE} = \"family/name\"`, under an id of its own"
            )),
        );
    }
}

/// The families of plugins are theirs, so that no later release of a plugin takes a pack's id.
fn check_id(
    id: &RuleId,
    uses: &Spanned<RuleId>,
    settings: &RuleSettings,
    rules: &[Arc<RuleDescriptor>],
    problems: &mut Problems,
) {
    let of_plugins = || rules.iter().filter(|rule| rule.uses.is_none());
    if id.family() == RuleId::not_evaluated().family() {
        problems.report(
            settings.at,
            format!("the family `{}` is Muster's own", id.family()),
        );
    } else if of_plugins().any(|rule| rule.id == *id) {
        problems.report_with(
            uses.at,
            format!("`{id}` is a rule of a plugin already"),
            Some("give the pack's rule an id of its own, such as `acme/name`".to_owned()),
        );
    } else if of_plugins().any(|rule| rule.id.family() == id.family()) {
        problems.report_with(
            settings.at,
            format!("the family `{}` belongs to a plugin", id.family()),
            Some("give the pack's rules a family of their own, such as `acme`".to_owned()),
        );
    }
}

fn check_used(
    id: &RuleId,
    uses: &Spanned<RuleId>,
    rules: &[Arc<RuleDescriptor>],
    unread: &[&str],
    problems: &mut Problems,
) {
    match rules.iter().find(|rule| rule.id == uses.value) {
        _ if uses.value == *id => problems.report_with(
            uses.at,
            "the rule is made of itself",
            Some("use a rule of a plugin".to_owned()),
        ),
        Some(rule) if rule.uses.is_some() => problems.report_with(
            uses.at,
            format!("`{}` is itself made of another rule", uses.value),
            rule.uses.as_ref().map(|used| format!("use `{used}`")),
        ),
        Some(_) => {}
        None if unread.contains(&uses.value.family()) => {}
        None => {
            let (message, help) = unknown_rule(&uses.value, rules);
            problems.report_with(uses.at, message, help);
        }
    }
}
