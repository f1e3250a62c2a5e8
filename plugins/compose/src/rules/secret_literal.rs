//! `compose/secret-literal`

use muster_sdk::variables::{self, Literal};
use muster_sdk::{ByName, Finding, Outcome, pass_unless};

use crate::environment::Services;
use crate::project::{Project, unknown};
use crate::removal::and_empty;

muster_sdk::rule! {
    id: "compose/secret-literal",
    severity: High,
    precision: Medium,
    tags: ["compose", "docker", "secrets"],
    explained_by: [Place("compose/file-valid")],
    documentation: "secret_literal.md",
    check: check,
}

fn check() -> Outcome {
    Project::judge(|_| {
        let literals = variables::literals()?;
        // Services share a line by an anchor or `extends`.
        let mut of_places: ByName<Vec<&Literal>> = ByName::default();
        for literal in &literals {
            let Literal { key, source, .. } = literal;
            let line = source.line.unwrap_or_default();
            let place = format!("{}:{line:08}:{key}", source.name);
            of_places.get_or_insert_with(place, Vec::new).push(literal);
        }
        let mut findings: Vec<Finding> = of_places
            .into_values()
            .iter()
            .filter_map(|literals| judge(literals))
            .collect();
        findings.extend(unknown(&[])?);
        Ok(pass_unless(findings, || {
            Finding::pass(
                "compose/secrets",
                "No secret is written into a Compose file.",
            )
        }))
    })
}

fn judge(literals: &[&Literal]) -> Option<Finding> {
    let first = literals.first()?;
    let Literal {
        service,
        key,
        reason,
        source,
        ..
    } = first;
    let services = Services::of(literals.iter().map(|one| one.service.as_str()));
    let what = match reason.as_str() {
        Literal::REASON_FORM => "what looks like a secret",
        _ => "what is called a secret",
    };
    let as_default = if first.by_default {
        ", as the default of a variable that nothing sets"
    } else {
        ""
    };
    let way = match key.split_once('.') {
        Some(("environment", name)) => format!(
            "Set {name} in an environment file of mode 0600 that `env_file` of {services} names, and take \
             the line out here{}",
            and_empty("environment")
        ),
        Some(("build", _)) => format!(
            "Give it to the build as a secret (`build.secrets`), and take the argument out here{}: it stays \
             in the image",
            and_empty("args")
        ),
        Some(("labels", _)) => format!(
            "Take it out of the labels{}: anyone who can ask Docker reads them",
            and_empty("labels")
        ),
        _ => format!(
            "Set it in an environment file of mode 0600 that `env_file` of {services} names, and let the \
             command read the variable (`$$NAME` in a shell)"
        ),
    };
    let finding = Finding::fail(
        format!("compose/{service}/{key}"),
        format!(
            "`{key}` of {services} holds {what}, which is written into {}{as_default}.",
            source.name
        ),
    )
    .observed("written in the file")
    .required("an environment file or a secret of Compose")
    .fix(format!(
        "{way}. Then replace the secret with a new one: anyone who has the file, or an older copy, has this one"
    ));
    Some(finding.at(source.clone(), "holds it"))
}
