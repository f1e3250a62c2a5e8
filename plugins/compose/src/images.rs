//! The names of images.

/// The name that an image of Docker's own registry is known by.
pub(crate) fn familiar(image: &str) -> &str {
    let image = image.strip_prefix("docker.io/").unwrap_or(image);
    image.strip_prefix("library/").unwrap_or(image)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_of_dockers_registry_has_one_name() {
        assert_eq!(familiar("docker.io/library/postgres"), "postgres");
        assert_eq!(familiar("library/postgres"), "postgres");
        assert_eq!(familiar("ghcr.io/shop/postgres"), "ghcr.io/shop/postgres");
    }
}
