//! `host/required-packages`

use muster_sdk::{Distribution, Finding, NotEvaluated, Outcome, applicable, packages};

muster_sdk::parameters! {
    struct Parameters {
        /// Packages that must be installed. Of names with `|` between them one is enough, such as
        /// `cron|cronie`.
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

fn judge_package(
    names: &str,
    database: &packages::Database,
    distribution: &Distribution,
) -> Result<Finding, NotEvaluated> {
    let subject = format!("package/{names}");
    let mut found = None;
    for name in names.split('|') {
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
    let first = names.split('|').next().unwrap_or(names);
    let spoken = names.replace('|', " or ");
    let finding = match &found {
        Some(package) if package.state == packages::KnownPackage::STATE_BROKEN => Finding::fail(
            &subject,
            format!("{} is not installed to the end.", package.name),
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
                format!("It is not known whether {spoken} is installed: the database was not understood in full."),
            )
            .at(database.source.clone(), "was not understood in full"));
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
