//! `compose/image-version`

use muster_sdk::services::{self, Definition};
use muster_sdk::{Finding, NotEvaluated, Outcome};

use crate::images::familiar;
use crate::project::Project;
use crate::settings::{Settings, own_name};

muster_sdk::parameters! {
    struct Parameters {
        /// The image that a service must run, such as `db = "postgres:16"`: the tag's first numbers count.
        #[needed(images)]
        #[form(Pattern("*:*"))]
        images: Vec<(String, String)> = [],
    }
}

muster_sdk::rule! {
    id: "compose/image-version",
    severity: Medium,
    tags: ["compose", "docker", "checklist", "manual"],
    explained_by: [Place("compose/service-missing"), Place("compose/file-valid")],
    documentation: "image_version.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    if parameters.images.is_empty() {
        return Ok(vec![Finding::not_applicable(
            "compose/image",
            "The policy requires no image.",
        )]);
    }
    Project::judge(|project| {
        let settings = Settings::read()?;
        let definitions = services::definitions()?;
        parameters
            .images
            .iter()
            .map(|(service, wanted)| {
                let (repository, version) = wanted.split_once(':').ok_or_else(|| {
                    NotEvaluated::because(format!(
                        "'{wanted}' in parameter `images` is not IMAGE:VERSION."
                    ))
                })?;
                let subject = format!("compose/{service}/image");
                if settings.is_unknown(service, "image") {
                    let reason = format!("The image of '{service}' is not known.");
                    return Ok(Finding::error(subject, reason));
                }
                Ok(match definitions.iter().find(|one| one.name == *service) {
                    Some(definition) => judge(subject, definition, repository, version),
                    None => Finding::fail(
                        subject,
                        format!(
                            "{} has no service '{service}', which runs {wanted}.",
                            project.file()
                        ),
                    )
                    .required(wanted)
                    .at(
                        muster_sdk::Source::file(project.file()),
                        "lacks the service",
                    ),
                })
            })
            .collect()
    })
}

fn judge(subject: String, definition: &Definition, repository: &str, version: &str) -> Finding {
    let Definition {
        name,
        image,
        tag,
        digest,
        source,
        ..
    } = definition;
    let wanted = format!("{repository}:{version}");
    let failure = |message: String, observed: String| {
        Finding::fail(subject.clone(), message)
            .observed(observed)
            .required(wanted.clone())
            .fix(format!(
                "Write `image: {wanted}` in '{name}', and run `docker compose up -d {}`; a database \
                 needs its data moved to the other version first",
                own_name(name)
            ))
            .at(source.clone(), "names the image")
    };
    let Some(image) = image else {
        return failure(
            format!("'{name}' builds its image itself, and should run {wanted}."),
            "built".to_owned(),
        );
    };
    if familiar(image) != familiar(repository) {
        return failure(
            format!("'{name}' runs {image}, not {wanted}."),
            image.clone(),
        );
    }
    match (tag, digest) {
        (Some(tag), _) if has_version(tag, version) => {
            Finding::pass(subject.clone(), format!("'{name}' runs {image}:{tag}."))
                .at(source.clone(), "names the image")
        }
        (Some(tag), _) => failure(
            format!("'{name}' runs {image}:{tag}, not {wanted}."),
            format!("{image}:{tag}"),
        ),
        (None, Some(digest)) => Finding::manual(
            subject.clone(),
            format!(
                "'{name}' runs {image}@{digest}, which does not say which version it is; look at it \
                 with `docker image inspect`."
            ),
        )
        .at(source.clone(), "names the image"),
        (None, None) => failure(
            format!("'{name}' runs {image} without a tag, which is whatever is newest when it is pulled."),
            format!("{image}:latest"),
        ),
    }
}

/// Whether a tag begins with these numbers: `16.2-alpine` has `16`, and `160` has not.
fn has_version(tag: &str, version: &str) -> bool {
    let tag = tag.strip_prefix('v').unwrap_or(tag);
    tag.strip_prefix(version.strip_prefix('v').unwrap_or(version))
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '_', '+']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_numbers_of_a_tag_count() {
        for tag in ["16", "16.2", "16-alpine", "v16.2"] {
            assert!(has_version(tag, "16"), "{tag}");
        }
        for tag in ["160", "1", "15.16", "latest", "alpine16", ""] {
            assert!(!has_version(tag, "16"), "{tag}");
        }
    }
}
