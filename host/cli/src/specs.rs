//! Runs the tests in the Markdown pages of a plugin's rules, each case through the real collectors,
//! the plugin in the sandbox, and the policy.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use muster_engine::RefusedPlugin;
use muster_facts::Secrets;
use muster_outcomes::{RuleDescriptor, RuleId};
use muster_policy::{PackSource, Pattern};
use muster_report::printable_line;
use muster_sandbox::{Grants, LARGEST_PLUGIN, Plugin, Sandbox};
use muster_specs::{Case, Expectation, Page};
use muster_target::Network;

use crate::failure::Failure;
use crate::outputs::to_stdout;
use crate::progress::Progress;
use crate::project::{Packs, Project};
use crate::session::{self, Session};
use crate::trust::Trust;
use crate::{INCOMPLETE, files, plugins, sandbox};

/// Exit code when a case fails, or a page has none.
const FAILED: u8 = 1;

/// Runs all cases of all pages and lists what differs. The cases are laid over the policy, so the
/// policy's own plugins are loaded, too. One that cannot be loaded is the first thing that is said.
pub(crate) fn run(plugin: &str, pages: &[PathBuf], policy: &str) -> Result<u8, Failure> {
    let sandbox = Arc::new(sandbox::new(false)?);
    let Project {
        mut plugins,
        refused,
        ..
    } = Project::load(Some(policy), &sandbox, &Progress::hidden())?;
    let tested = match plugins.iter().find(|known| known.manifest().name == plugin) {
        Some(known) => Arc::clone(known),
        None => {
            let tested = load(Path::new(plugin), &sandbox)?;
            // It stands for the one of the same name that the policy or Muster has.
            plugins.retain(|other| other.manifest().name != tested.manifest().name);
            let name = &tested.manifest().name;
            if let Some(reason) = plugins::usurped(name, tested.manifest(), &plugins) {
                return Err(Failure::file_that(Path::new(plugin), reason));
            }
            plugins.push(Arc::clone(&tested));
            tested
        }
    };
    let code = if refused.is_empty() { 0 } else { INCOMPLETE };
    let others: Vec<RefusedPlugin> = refused
        .into_iter()
        .filter(|other| other.name != tested.manifest().name)
        .collect();
    let bench = Bench {
        sandbox,
        rules: session::rules(&plugins, &others),
        plugins,
        refused: others,
        policy,
    };
    let mut report = String::new();
    let (mut passed, mut failed, mut untested) = (0_usize, 0_usize, 0_usize);
    for path in pages {
        let rule = rule_of(path, &tested)?;
        let page =
            Page::parse(&files::read_text(path)?).map_err(|error| Failure::of_file(path, error))?;
        if page.cases.is_empty() {
            untested += 1;
            let text = format!(
                "{}: there is no test here; a test is a heading `### …` below `## Tests`",
                path.display()
            );
            // Writing to a String cannot fail.
            writeln!(report, "{}", printable_line(&text)).ok();
        }
        for case in &page.cases {
            let differences = bench.run(case, rule)?;
            if differences.is_empty() {
                passed += 1;
                continue;
            }
            failed += 1;
            // Writing to a String cannot fail.
            let place = format!("{}:{}: {}", path.display(), case.line, case.name);
            writeln!(report, "{}", printable_line(&place)).ok();
            for difference in differences {
                writeln!(report, "    {}", printable_line(&difference)).ok();
            }
        }
    }
    let pages = match untested {
        0 => String::new(),
        1 => ", 1 page without a test".to_owned(),
        pages => format!(", {pages} pages without a test"),
    };
    to_stdout(&format!(
        "{report}{passed} passed, {failed} failed{pages}\n"
    ))?;
    Ok(if failed + untested == 0 { code } else { FAILED })
}

/// A plugin that is being developed is granted what it imports: these are its author's own tests.
fn load(file: &Path, sandbox: &Sandbox) -> Result<Arc<Plugin>, Failure> {
    let bytes = files::read(file, LARGEST_PLUGIN as u64)?;
    sandbox
        .load(&bytes, &Grants::all())
        .map(Arc::new)
        .map_err(|error| Failure::file_that(file, error))
}

/// The rule that a page belongs to: `permit_root_login.md` is the page of `…/permit-root-login`.
fn rule_of<'a>(page: &Path, plugin: &'a Plugin) -> Result<&'a RuleId, Failure> {
    let name = page
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .replace('_', "-");
    plugin
        .manifest()
        .rules
        .iter()
        .map(|rule| &rule.id)
        .find(|id| id.name() == name)
        .ok_or_else(|| Failure::of_file(page, format!("the plugin has no rule named `{name}`")))
}

struct Bench<'a> {
    sandbox: Arc<Sandbox>,
    plugins: Vec<Arc<Plugin>>,
    /// The policy's plugins that could not be loaded.
    refused: Vec<RefusedPlugin>,
    rules: Vec<RuleDescriptor>,
    policy: &'a str,
}

impl Bench<'_> {
    /// What differs between what the case expects and what comes out.
    fn run(&self, case: &Case, rule: &RuleId) -> Result<Vec<String>, Failure> {
        let extends = match Path::new(self.policy).canonicalize() {
            Ok(file) if self.policy.ends_with(".toml") => file.display().to_string(),
            _ => self.policy.to_owned(),
        };
        let text = format!(
            "name = \"case\"\nextends = [{extends:?}]\nenable = [\"{rule}\"]\n{}",
            case.policy
        );
        let source = PackSource::file(case.name.as_str(), text);
        let unread: Vec<&str> = self
            .refused
            .iter()
            .filter_map(RefusedPlugin::unread)
            .collect();
        let mut policy =
            muster_policy::load(source, &Packs(Trust::Named))?.validate(&self.rules, &unread)?;
        policy
            .narrow(&[Pattern::Rule(rule.clone())], &[], &self.rules, &unread)
            .map_err(|error| Failure::new(error.to_string()))?;
        let session = Session::new(
            Arc::clone(&self.sandbox),
            policy,
            self.plugins.clone(),
            &self.refused,
        );
        let secrets = Secrets::default();
        let snapshot = session.collect(
            &case.system,
            &Network::Recorded,
            &Progress::hidden(),
            &secrets,
        );
        let mut outcomes = session.evaluate(&snapshot, &secrets).outcomes;
        // That another plugin is not loaded is said once, before all cases.
        outcomes.retain(|outcome| outcome.rule == *rule);
        Ok(Expectation::differences(&case.expected, &outcomes))
    }
}
