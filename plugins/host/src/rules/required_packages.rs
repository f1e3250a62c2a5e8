//! `host/required-packages`

use muster_sdk::{Distribution, Finding, NotEvaluated, Outcome, applicable, packages};

muster_sdk::parameters! {
    struct Parameters {
        /// Packages that must be installed. Of names with `|` between them one is enough. A name behind
        /// `dpkg:`, `rpm:`, `apk:` or `pacman:` counts for distributions with that package manager alone, such as
        /// `dpkg:cron|cronie|apk:busybox`.
        #[needed(packages)]
        packages: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "host/required-packages",
    severity: Medium,
    precision: VeryHigh,
    tags: ["host", "packages", "checklist"],
    documentation: "required_packages.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let database = applicable("packages", packages::overview())?;
    if parameters.packages.is_empty() {
        return Ok(vec![Finding::not_applicable(
            "packages",
            "The policy requires no packages.",
        )]);
    }
    let distribution = Distribution::of_host();
    parameters
        .packages
        .iter()
        .map(|names| judge_package(names, &database, &distribution))
        .collect()
}

/// What a name may begin with.
const MANAGERS: [&str; 4] = [
    packages::Database::MANAGER_DPKG,
    packages::Database::MANAGER_RPM,
    packages::Database::MANAGER_APK,
    packages::Database::MANAGER_PACMAN,
];

/// The names that count for a package manager, those first that are for it alone.
fn names_for<'a>(names: &'a str, manager: &str) -> Vec<&'a str> {
    let (mut own, mut everybodys) = (Vec::new(), Vec::new());
    for name in names.split('|') {
        match name.split_once(':') {
            Some((of, name)) if of == manager => own.push(name),
            Some((of, _)) if MANAGERS.contains(&of) => {}
            Some(_) | None => everybodys.push(name),
        }
    }
    own.extend(everybodys);
    own
}

fn judge_package(
    written: &str,
    database: &packages::Database,
    distribution: &Distribution,
) -> Result<Finding, NotEvaluated> {
    let subject = format!("package/{written}");
    let manager = database.manager.as_str();
    if !MANAGERS.contains(&manager) {
        return Err(NotEvaluated::because(format!(
            "packages are those of {manager}, which this rule does not know"
        )));
    }
    let names = names_for(written, manager);
    let Some(first) = names.first() else {
        return Ok(Finding::not_applicable(
            subject,
            format!("The policy names no package of {manager} for it."),
        ));
    };
    let mut found = None;
    for name in &names {
        let Some(package) = packages::find_package(name)? else {
            continue;
        };
        match package.state.as_str() {
            packages::KnownPackage::STATE_INSTALLED => {
                return Ok(Finding::pass(
                    subject,
                    format!("{name} {} is installed.", package.version),
                )
                .observed(package.version)
                .at(database.source.clone(), "lists it"));
            }
            packages::KnownPackage::STATE_REMOVED | packages::KnownPackage::STATE_BROKEN => {
                found.get_or_insert(package);
            }
            other => {
                return Err(NotEvaluated::because(format!(
                    "{name} is {other}, which this rule does not know"
                )));
            }
        }
    }
    let spoken = names.join(" or ");
    let finding = match &found {
        Some(package) if package.state == packages::KnownPackage::STATE_BROKEN => Finding::fail(
            &subject,
            format!("{} is only partly installed.", package.name),
        )
        .observed("broken"),
        Some(package) => Finding::fail(
            &subject,
            format!(
                "{} was removed, and only its configuration is left.",
                package.name
            ),
        )
        .observed("removed"),
        None if !database.complete => {
            return Ok(Finding::error(
                subject,
                format!("It is not known whether {spoken} is installed: Muster does not understand all of the package database."),
            )
            .at(database.source.clone(), "is not fully understood"));
        }
        None => {
            Finding::fail(&subject, format!("{spoken} is not installed.")).observed("not installed")
        }
    };
    Ok(finding
        .required("installed")
        .at(database.source.clone(), "lists what is installed")
        .fix(format!("Run `{}`", distribution.install(first))))
}
