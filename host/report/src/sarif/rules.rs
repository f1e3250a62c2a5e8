//! Rules and plugins as parts of the tool. Every planned rule is listed, also those without a
//! result: only so can a reader tell a clean scan from one that did not look.

use std::collections::{BTreeMap, BTreeSet};

use muster_outcomes::PluginRecord;
use serde_json::{Value, json};
use serde_sarif::sarif::{
    MultiformatMessageString, PropertyBag, ReportingConfiguration, ReportingDescriptor,
    ToolComponent,
};

use super::Profile;
use super::markup::{plain, sentence};
use super::taxonomies::{Taxonomies, cwe};
use super::values::Rating;
use crate::markdown::inert;
use crate::view::{Rule, View};

/// Tags that GitHub keeps of a rule; it refuses more than 20.
const MOST_TAGS: usize = 10;

/// Tool extensions that GitHub accepts. The JSON report has every plugin.
const MOST_EXTENSIONS: usize = 100;

/// The rules in the order of the view, so that a rule's index is its place here.
pub(super) fn rules(
    view: &View,
    profile: Profile,
    taxonomies: &Taxonomies,
) -> Vec<ReportingDescriptor> {
    view.rules
        .iter()
        .map(|rule| {
            let mut descriptor = descriptor(rule);
            descriptor.relationships = match profile {
                Profile::Full => Some(taxonomies.relationships(rule)).filter(|all| !all.is_empty()),
                Profile::Github => None,
            };
            descriptor
        })
        .collect()
}

fn descriptor(rule: &Rule) -> ReportingDescriptor {
    let rating = Rating::of(rule.severity);
    let title = sentence(&rule.failure_title);
    let full = rule
        .documentation
        .first_paragraph()
        .map_or_else(|| title.clone(), |paragraph| sentence(&paragraph));
    let help = help(rule).unwrap_or_else(|| title.clone());
    let mut properties = BTreeMap::from([
        ("precision".to_owned(), json!(rule.precision.as_str())),
        ("problem.severity".to_owned(), json!(rating.problem)),
        ("muster/severity".to_owned(), json!(rule.severity.as_str())),
    ]);
    if let Some(score) = rating.security_severity {
        properties.insert("security-severity".to_owned(), json!(score));
    }
    let mut descriptor = ReportingDescriptor::builder()
        .id(rule.id.as_str())
        .name(pascal_case(rule.id.as_str()))
        .short_description(text(&title))
        .full_description(text(&full))
        .help(
            MultiformatMessageString::builder()
                .markdown(inert(&help))
                .text(plain(&help))
                .build(),
        )
        .default_configuration(
            ReportingConfiguration::builder()
                .level(rating.level.to_string())
                .build(),
        )
        .properties(
            PropertyBag::builder()
                .tags(tags(rule))
                .additional_properties(properties)
                .build(),
        )
        .build();
    descriptor.help_uri.clone_from(&rule.page);
    descriptor
}

/// Why, how to fix it and where it comes from, in markdown.
fn help(rule: &Rule) -> Option<String> {
    let references: Vec<String> = rule
        .references
        .iter()
        .map(|reference| match &reference.url {
            Some(url) => format!("- [{}]({url})", reference.label.replace(['[', ']'], "")),
            None => format!("- {}", reference.label),
        })
        .collect();
    let sections = [
        ("Why", &rule.documentation.why),
        ("How to fix", &rule.documentation.how_to_fix),
        ("References", &references.join("\n")),
    ];
    let sections: Vec<String> = sections
        .iter()
        .filter(|(_, body)| !body.is_empty())
        .map(|(title, body)| format!("## {title}\n\n{body}\n"))
        .collect();
    (!sections.is_empty()).then(|| sections.join("\n"))
}

/// `security` first, without which some viewers ignore the severity; then weaknesses in the
/// spelling that GitHub knows, then the rule's own.
fn tags(rule: &Rule) -> Vec<String> {
    let weaknesses = rule
        .references
        .iter()
        .filter_map(cwe)
        .map(|number| format!("external/cwe/cwe-{number}"));
    let own = rule.tags.iter().map(|tag| tag.trim().to_owned());
    let mut seen = BTreeSet::new();
    let mut tags: Vec<String> = std::iter::once("security".to_owned())
        .chain(weaknesses)
        .chain(own)
        .filter(|tag| !tag.is_empty() && seen.insert(tag.clone()))
        .take(MOST_TAGS)
        .collect();
    tags.sort_unstable();
    tags
}

/// `ssh/permit-root-login` as `SshPermitRootLogin`: SARIF wants a name that differs from the id.
fn pascal_case(id: &str) -> String {
    id.split(['/', '-'])
        .flat_map(|word| {
            let mut letters = word.chars();
            let first = letters.next().map(|letter| letter.to_ascii_uppercase());
            first.into_iter().chain(letters)
        })
        .collect()
}

fn text(text: &str) -> MultiformatMessageString {
    MultiformatMessageString::builder().text(text).build()
}

/// The plugins that judged, each with the hash of its bytes and what it was granted.
pub(super) fn extensions(view: &View) -> Vec<ToolComponent> {
    view.plugins
        .iter()
        .take(MOST_EXTENSIONS)
        .map(extension)
        .collect()
}

fn extension(plugin: &PluginRecord) -> ToolComponent {
    let properties: BTreeMap<String, Value> = BTreeMap::from([
        ("muster/sha256".to_owned(), json!(plugin.sha256)),
        ("muster/grants".to_owned(), json!(plugin.grants)),
    ]);
    ToolComponent::builder()
        .name(plugin.name.as_str())
        .version(plugin.version.as_str())
        .properties(
            PropertyBag::builder()
                .additional_properties(properties)
                .build(),
        )
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_has_a_name_that_is_not_its_id() {
        assert_eq!(pascal_case("ssh/permit-root-login"), "SshPermitRootLogin");
        assert_eq!(pascal_case("env/x--9"), "EnvX9");
    }
}
