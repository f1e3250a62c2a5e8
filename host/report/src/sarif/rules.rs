//! Rules and plugins as parts of the tool. Every planned rule is listed, also those without a
//! result: only so can a reader tell a clean scan from one that did not look.

use std::collections::{BTreeMap, BTreeSet};

use muster_outcomes::{PluginRecord, Precision, Severity};
use serde_json::{Value, json};
use serde_sarif::sarif::{
    MultiformatMessageString, PropertyBag, ReportingConfiguration, ReportingDescriptor,
    ToolComponent,
};

use super::Profile;
use super::help::help;
use super::markup::{plain, sentence};
use super::taxonomies::{Taxonomies, tags as catalogued};
use super::values::Rating;
use crate::plain::plain_line;
use crate::text::shortened;
use crate::view::{RuleView, View};

/// Tags that GitHub keeps of a rule; it refuses more than 20.
const MOST_TAGS: usize = 10;

/// The tag of findings that are vulnerabilities.
pub(super) const SECURITY: &str = "security";

/// The tag of rules on whether something works.
const AVAILABILITY: &str = "availability";

/// The tag of rules on secrets.
const SECRETS: &str = "secrets";

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

fn descriptor(rule: &RuleView) -> ReportingDescriptor {
    let title = quoted(&rule.failure_title);
    let mut descriptor = ReportingDescriptor::builder()
        .id(rule.id.as_str())
        .name(name(&title, rule.id.as_str()))
        .short_description(text(&sentence(&title)))
        .full_description(text(&description(rule)))
        .help(help(rule))
        .default_configuration(level(rule.severity))
        .properties(rated(rule.severity, rule.precision, tags(rule)))
        .build();
    descriptor.help_uri.clone_from(&rule.page);
    descriptor
}

/// The level of a rule's failures.
pub(super) fn level(severity: Severity) -> ReportingConfiguration {
    ReportingConfiguration::builder()
        .level(Rating::of(severity).level.to_string())
        .build()
}

/// The tags of a rule, and how bad and how sure its failures are. One without the tag for security has
/// no `security-severity`.
pub(super) fn rated(severity: Severity, precision: Precision, tags: Vec<String>) -> PropertyBag {
    let rating = Rating::of(severity);
    let mut properties = BTreeMap::from([
        ("precision".to_owned(), json!(precision.as_str())),
        ("problem.severity".to_owned(), json!(rating.problem)),
        ("muster/severity".to_owned(), json!(severity.as_str())),
    ]);
    let is_security = tags.iter().any(|tag| tag == SECURITY);
    if let Some(score) = rating.security_severity.filter(|_| is_security) {
        properties.insert("security-severity".to_owned(), json!(score));
    }
    PropertyBag::builder()
        .tags(tags)
        .additional_properties(properties)
        .build()
}

/// A title as plain text: viewers show the marks of markdown as they are.
fn quoted(title: &str) -> String {
    title.replace('`', "'")
}

/// What viewers show as a title that know no description, as those of GitLab do. SARIF wants it to
/// differ from the id, and the validators take any words.
fn name(title: &str, id: &str) -> String {
    /// GitHub takes no more.
    const LONGEST_NAME: usize = 255;
    let name = shortened(plain(title).trim(), LONGEST_NAME);
    if name.is_empty() || name == id {
        sentence(title)
    } else {
        name
    }
}

/// What the rule requires, and why.
fn description(rule: &RuleView) -> String {
    let requirement = sentence(&quoted(&rule.title));
    let why = rule.documentation().first_paragraph();
    match why.map(|paragraph| quoted(&plain_line(&paragraph))) {
        Some(why) => sentence(&format!("{requirement} {}", why.trim_end_matches(':'))),
        None => requirement,
    }
}

/// Whether a failure is a matter of security. What is about availability alone has no
/// `security-severity`, which would make GitHub tell of it as a vulnerability; what is about secrets
/// besides has.
fn concerns_security(rule: &RuleView) -> bool {
    let has = |wanted: &str| rule.tags().iter().any(|tag| tag.trim() == wanted);
    !has(AVAILABILITY) || has(SECRETS)
}

/// `security` first, without which some viewers ignore the severity; then weaknesses in the
/// spelling that GitHub knows and entries of other catalogues, then the rule's own.
fn tags(rule: &RuleView) -> Vec<String> {
    let security = concerns_security(rule);
    let own = rule
        .tags()
        .iter()
        .map(|tag| tag.trim().to_owned())
        .filter(|tag| tag != SECURITY);
    let mut seen = BTreeSet::new();
    security
        .then(|| SECURITY.to_owned())
        .into_iter()
        .chain(catalogued(rule))
        .chain(own)
        .filter(|tag| !tag.is_empty() && seen.insert(tag.clone()))
        .take(MOST_TAGS)
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
