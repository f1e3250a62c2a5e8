//! The image of a service.

use muster_facts::services::Definition;

use super::super::project::Project;
use super::Own;
use super::merged::last;

/// A reference to an image: `[REGISTRY[:PORT]/]NAME[:TAG][@DIGEST]`.
#[derive(Debug, PartialEq, Eq)]
struct Reference<'a> {
    name: &'a str,
    tag: Option<&'a str>,
    digest: Option<&'a str>,
}

impl<'a> Reference<'a> {
    fn parse(text: &'a str) -> Self {
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest)),
            None => (text, None),
        };
        // A colon before the last slash is that of the registry's port.
        let (name, tag) = match rest.rsplit_once(':') {
            Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
            Some(_) | None => (rest, None),
        };
        Self { name, tag, digest }
    }
}

/// What a service is.
pub(super) fn definition(own: &mut Own<'_>, project: &Project) -> Definition {
    let service = own.service;
    let waits_for = match service.waits_for(&project.profiles) {
        Ok(waits_for) => waits_for,
        Err(why) => {
            if let Some(gap) = service.gap("profiles", why) {
                own.miss("profiles", gap.source, gap.reason);
            }
            Vec::new()
        }
    };
    let image = last(service, &["image"]);
    let text = image.as_ref().and_then(|part| own.shown("image", part));
    let reference = text.as_deref().map(Reference::parse);
    let owned = |part: Option<&str>| part.map(str::to_owned);
    Definition {
        name: own.name.to_owned(),
        waits_for,
        image: owned(reference.as_ref().map(|one| one.name)),
        tag: owned(reference.as_ref().and_then(|one| one.tag)),
        digest: owned(reference.as_ref().and_then(|one| one.digest)),
        built: last(service, &["build"]).is_some(),
        source: match image {
            Some(part) => part.source(),
            None => service.source(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_has_a_name_and_may_have_a_tag_and_a_digest() {
        let parsed = |text| {
            let Reference { name, tag, digest } = Reference::parse(text);
            (name, tag, digest)
        };
        assert_eq!(parsed("postgres"), ("postgres", None, None));
        assert_eq!(
            parsed("postgres:16.2-alpine"),
            ("postgres", Some("16.2-alpine"), None)
        );
        assert_eq!(
            parsed("localhost:5000/shop/api"),
            ("localhost:5000/shop/api", None, None)
        );
        assert_eq!(
            parsed("ghcr.io:443/shop/api:v1@sha256:abc"),
            ("ghcr.io:443/shop/api", Some("v1"), Some("sha256:abc"))
        );
    }
}
