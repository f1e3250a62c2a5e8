//! Runs the tests in the Markdown pages of a plugin's rules, each case through the real collectors,
//! the plugin in the sandbox, and the policy.

mod bench;
mod guest;
mod missing;
mod sources;
mod tally;
mod unlisted;

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, available_parallelism};

use muster_engine::RefusedPlugin;
use muster_outcomes::{Outcome, RuleId, Status};
use muster_sandbox::{Grants, LARGEST_PLUGIN, Plugin, Sandbox};
use muster_specs::{Case, Expectation, Page, Reading};

use crate::failure::Failure;
use crate::files;
use crate::outputs::to_stdout;
use crate::progress::Progress;
use crate::project::{DEFAULT_PACK, Project};
use crate::{INCOMPLETE, plugins, sandbox};

use bench::Bench;
use sources::Sources;
use tally::Tally;

/// Exit code when a case fails, or a page has none.
const FAILED: u8 = 1;

/// What is tested, and how.
pub(crate) struct Test<'a> {
    /// A packed plugin, the folder of a crate, or the name of a built-in plugin.
    pub(crate) plugin: &'a str,
    /// The pages; those of the crate's rules where there are none.
    pub(crate) pages: &'a [PathBuf],
    /// Over which the cases are laid; that of the crate where none is named.
    pub(crate) policy: Option<&'a str>,
    /// Whether the pages are rewritten to what is found.
    pub(crate) update: bool,
}

/// Runs all cases of all pages and lists what differs. The cases are laid over the policy, so the
/// policy's own plugins are loaded, too. One that cannot be loaded is the first thing that is said.
pub(crate) fn run(test: &Test<'_>) -> Result<u8, Failure> {
    let sandbox = Arc::new(sandbox::new(false)?);
    let policy = match test.policy {
        Some(policy) => policy.to_owned(),
        None => sources::policy(Path::new(test.plugin), test.pages)?
            .unwrap_or_else(|| DEFAULT_PACK.to_owned()),
    };
    let Project {
        mut plugins,
        refused,
        ..
    } = Project::load(Some(&policy), &sandbox, &Progress::hidden())?;
    let known = plugins
        .iter()
        .find(|known| known.manifest().name == test.plugin);
    let folder = Path::new(test.plugin);
    let is_folder = known.is_none() && folder.is_dir();
    let tested = match known {
        Some(known) => Arc::clone(known),
        None => {
            if folder.try_exists().is_ok_and(|exists| !exists) {
                return Err(Failure::of_file(
                    folder,
                    "No such file or directory, and no plugin of this name; `muster plugin list` shows those \
                     that there are",
                ));
            }
            let tested = match is_folder {
                true => load(folder, &guest::build(folder)?, &sandbox)?,
                false => load(
                    folder,
                    &files::read_bounded(folder, LARGEST_PLUGIN as u64)?,
                    &sandbox,
                )?,
            };
            // It stands for the one of the same name that the policy or Muster has.
            plugins.retain(|other| other.manifest().name != tested.manifest().name);
            let name = &tested.manifest().name;
            if let Some(reason) = plugins::usurped(name, tested.manifest(), &plugins) {
                return Err(Failure::file_that(folder, reason));
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
        asks_for_facts: !tested.domains().is_empty(),
        rules: plugins::rules(&plugins, &others),
        plugins,
        refused: others,
        policy: &policy,
    };
    let sources = Sources::new(test.pages, is_folder.then_some(folder))?;
    let mut tally = Tally::default();
    let mut used = BTreeSet::new();
    for path in &sources.pages {
        let rule = rule_of(path, &tested)?;
        let text = files::read_text(path)?;
        let fixtures = sources.fixtures_of(path)?;
        let mut page =
            Page::parse(&text, &fixtures).map_err(|error| Failure::of_file(path, error))?;
        let mut found = outcomes(&bench, path, &page, rule)?;
        if test.update {
            let outcomes: Vec<Vec<Outcome>> =
                found.iter().map(|found| found.outcomes.clone()).collect();
            let (updated, changes) = muster_specs::update(&text, &page, &outcomes);
            if !changes.is_empty() {
                files::write(path, updated.as_bytes(), files::Mode::Ordinary)?;
                tally.updated(path, &changes);
                page = Page::parse(&updated, &fixtures)
                    .map_err(|error| Failure::of_file(path, error))?;
                found = self::outcomes(&bench, path, &page, rule)?;
            }
        }
        tally_page(&mut tally, path, &page, found);
        used.extend(page.fixtures);
    }
    if let Some(folder) = sources.whole {
        tally.unused_fixtures(folder, &sources.fixtures_in(folder)?, &used);
    }
    to_stdout(&tally.report())?;
    Ok(if tally.is_clean() { code } else { FAILED })
}

/// What came of a case.
struct Found<'a> {
    outcomes: Vec<Outcome>,
    /// Which blocks of the page were read.
    reading: Reading<'a>,
    /// What the rule made of missing facts.
    without: missing::Trial,
}

/// Runs the cases of a page side by side.
fn outcomes<'a>(
    bench: &Bench<'_>,
    path: &Path,
    page: &'a Page,
    rule: &RuleId,
) -> Result<Vec<Found<'a>>, Failure> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut found = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(case) = page.cases.get(index) else {
                return found;
            };
            found.push((index, outcomes_of(bench, path, case, rule)));
        }
    };
    let workers = available_parallelism().map_or(1, NonZeroUsize::get);
    let mut found: Vec<(usize, Result<Found<'a>, Failure>)> = thread::scope(|scope| {
        let others: Vec<_> = (1..workers.min(page.cases.len()))
            .map(|_| scope.spawn(work))
            .collect();
        let own = work();
        let others = others
            .into_iter()
            .flat_map(|other| other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        own.into_iter().chain(others).collect()
    });
    found.sort_by_key(|(index, _)| *index);
    found.into_iter().map(|(_, found)| found).collect()
}

fn outcomes_of<'a>(
    bench: &Bench<'_>,
    path: &Path,
    case: &'a Case,
    rule: &RuleId,
) -> Result<Found<'a>, Failure> {
    let watched = case.watched();
    let staged = bench.stage(path, case, &watched, rule)?;
    let outcomes = staged.outcomes();
    let mut without = missing::Trial::default();
    if bench.asks_for_facts {
        without = missing::try_all(&staged, &case.optional, &outcomes)?;
        without.join(unlisted::try_all(&staged, &case.optional, &outcomes));
    }
    Ok(Found {
        outcomes,
        reading: case.reading(watched),
        without,
    })
}

fn tally_page(tally: &mut Tally, path: &Path, page: &Page, found: Vec<Found<'_>>) {
    if page.cases.is_empty() {
        tally.untested(path);
    }
    for (case, found) in page.cases.iter().zip(&found) {
        let mut wrong = Expectation::differences(&case.expected, &found.outcomes);
        if case.expected.is_empty() {
            wrong.insert(
                0,
                "the case expects nothing; add an `expect` block, or let `--update` write it"
                    .to_owned(),
            );
        }
        wrong.extend(found.reading.complaints());
        wrong.extend(found.without.complaints.iter().cloned());
        tally.case(path, case, &wrong, found.without.runs);
    }
    let holds_fix = |expected: &[Expectation]| expected.iter().any(Expectation::has_fix);
    let fails_with_fix = |found: &Found<'_>| {
        let mut outcomes = found.outcomes.iter();
        outcomes.any(|outcome| outcome.status == Status::Fail && outcome.fix.is_some())
    };
    if found.iter().any(fails_with_fix) && !page.cases.iter().any(|case| holds_fix(&case.expected))
    {
        tally.page(
            path,
            "no case has the fix, which people type as root; write `fix:`, indented, below a line \
             that begins with `fail`, and let `--update` fill it in",
        );
    }
    let reading: Vec<Reading<'_>> = found.into_iter().map(|found| found.reading).collect();
    for complaint in page.complaints(&reading) {
        tally.page(path, &complaint);
    }
}

/// A plugin that is being developed is granted what it imports: these are its author's own tests.
fn load(file: &Path, bytes: &[u8], sandbox: &Sandbox) -> Result<Arc<Plugin>, Failure> {
    sandbox
        .load(bytes, &Grants::all())
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
        .ok_or_else(|| {
            Failure::of_file(
                page,
                format!(
                    "the plugin has no rule named `{name}`; a page is called like its rule, whose module \
                     the plugin lists"
                ),
            )
        })
}
