//! `primary.xml`: the packages of a repository, which dnf and zypper keep as it was fetched.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::packages::updates::advisories::{attribute, unread};
use crate::readers::packages::instances::Instances;

/// Names and versions are some dozens of characters.
const LONGEST: usize = 1024;

/// A package that a repository offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Offered {
    pub(crate) name: String,
    pub(crate) architecture: String,
    /// With epoch and release.
    pub(crate) version: String,
    pub(crate) vendor: String,
}

/// Installed packages as a repository would offer them.
pub(crate) fn as_offered(installed: &Instances) -> impl Iterator<Item = Offered> {
    installed.iter().flat_map(|(name, instances)| {
        instances.iter().map(|instance| Offered {
            name: name.clone(),
            architecture: instance.architecture.clone(),
            version: instance.version.clone(),
            vendor: instance.origin.clone(),
        })
    })
}

/// The text that the reader is in.
#[derive(Clone, Copy)]
enum Field {
    Name,
    Architecture,
    Vendor,
}

/// Shows every package.
///
/// # Errors
/// It is not a list of packages, or is cut off.
pub(crate) fn read_packages(
    content: impl BufRead,
    add: &mut dyn FnMut(Offered),
) -> Result<(), String> {
    let mut reader = Reader::from_reader(content);
    let mut buffer = Vec::new();
    let mut package: Option<Offered> = None;
    let mut field = None;
    let mut is_list = false;
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer);
        match event.map_err(unread)? {
            Event::Start(tag) => {
                field = None;
                match (tag.local_name().as_ref(), package.as_mut()) {
                    (b"metadata", _) => is_list = true,
                    (b"package", _) => package = Some(Offered::default()),
                    (b"name", Some(_)) => field = Some(Field::Name),
                    (b"arch", Some(_)) => field = Some(Field::Architecture),
                    (b"vendor", Some(_)) => field = Some(Field::Vendor),
                    (b"version", Some(package)) => package.version = version(&tag)?,
                    _ => {}
                }
            }
            Event::Empty(tag) => match (tag.local_name().as_ref(), package.as_mut()) {
                (b"metadata", _) => return Ok(()),
                (b"version", Some(package)) => package.version = version(&tag)?,
                _ => {}
            },
            Event::Text(text) => {
                add_text(&mut package, field, &String::from_utf8_lossy(&text));
            }
            // `SUSE LLC &lt;https://www.suse.com/&gt;`
            Event::GeneralRef(name) => {
                let text = match name.as_ref() as &[u8] {
                    b"lt" => "<",
                    b"gt" => ">",
                    b"amp" => "&",
                    b"quot" => "\"",
                    b"apos" => "'",
                    _ => "?",
                };
                add_text(&mut package, field, text);
            }
            Event::End(tag) => {
                field = None;
                match tag.local_name().as_ref() {
                    b"package" => {
                        let whole = package.take().filter(|package| {
                            !package.name.is_empty() && !package.version.is_empty()
                        });
                        add(whole.ok_or("has a package without a name or a version")?);
                    }
                    b"metadata" => return Ok(()),
                    _ => {}
                }
            }
            Event::Eof if is_list => return Err("ends too early".to_owned()),
            Event::Eof => return Err("is not a list of packages".to_owned()),
            _ => {}
        }
    }
}

fn add_text(package: &mut Option<Offered>, field: Option<Field>, text: &str) {
    let (Some(field), Some(package)) = (field, package.as_mut()) else {
        return;
    };
    let known = match field {
        Field::Name => &mut package.name,
        Field::Architecture => &mut package.architecture,
        Field::Vendor => &mut package.vendor,
    };
    if known.len() + text.len() <= LONGEST {
        known.push_str(text);
    }
}

fn version(tag: &BytesStart<'_>) -> Result<String, String> {
    let epoch = attribute(tag, "epoch").filter(|epoch| !epoch.is_empty() && epoch != "0");
    let (Some(version), Some(release)) = (attribute(tag, "ver"), attribute(tag, "rel")) else {
        return Err("has a package without a version".to_owned());
    };
    Ok(match epoch {
        Some(epoch) => format!("{epoch}:{version}-{release}"),
        None => format!("{version}-{release}"),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<metadata xmlns="http://linux.duke.edu/metadata/common" xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="2">
<package type="rpm"><name>curl</name><arch>x86_64</arch><version epoch="0" ver="7.76.1" rel="35.el9_6.3"/>
  <summary>A &lt;b&gt; c</summary><location href="a"/><format><rpm:vendor>Rocky Linux</rpm:vendor>
  <rpm:provides><rpm:entry name="curl" flags="EQ" epoch="0" ver="9" rel="9"/></rpm:provides></format></package>
<package type="rpm"><name>bind</name><arch>noarch</arch><version epoch="32" ver="9.16.23" rel="24.el9"/></package>
</metadata>"#;

    fn packages(text: &str) -> Result<Vec<String>, String> {
        let mut found = Vec::new();
        read_packages(text.as_bytes(), &mut |one| {
            found.push(format!(
                "{} {} {} {}",
                one.name, one.version, one.architecture, one.vendor
            ));
        })?;
        Ok(found)
    }

    #[test]
    fn packages_are_shown_with_what_they_are_compared_by() {
        assert_eq!(
            packages(TEXT).unwrap(),
            [
                "curl 7.76.1-35.el9_6.3 x86_64 Rocky Linux",
                "bind 32:9.16.23-24.el9 noarch "
            ]
        );
    }

    #[test]
    fn what_is_cut_off_or_something_else_is_an_error() {
        assert!(
            packages(&TEXT[..TEXT.len() - 12])
                .unwrap_err()
                .contains("early")
        );
        assert!(packages("").is_err());
        assert!(packages("<html/>").is_err());
        assert!(packages("<metadata><package><name>a</name></package></metadata>").is_err());
        assert!(packages("<metadata packages=\"0\"/>").unwrap().is_empty());
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(<metadata>|<package>|<name>|</name>|<version ver=\"1\" rel=\"1\"/>|</package>|<|>|&|a| |\"|</){0,40}") {
            let _ = packages(&text);
        }
    }
}
