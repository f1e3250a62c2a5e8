//! `updateinfo.xml`: the advisories of a repository, with the packages that fix what they are about.

use std::collections::BTreeMap;
use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::packages::upgrades::primary::Offered;

/// What a module's packages have in their releases: `module+el8.10.0+…`, `module_el8.10.0+…`.
pub(in crate::packages) const MODULAR: &str = "module";

/// A package that an advisory for security brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fix {
    pub(super) package: String,
    /// Empty where the advisory does not say so.
    pub(super) architecture: String,
    /// With epoch and release.
    pub(super) version: String,
    /// The module and its stream that it is of.
    module: Option<(String, String)>,
}

impl Fix {
    /// The package as a repository offers it.
    pub(super) fn offered(&self) -> Offered {
        Offered {
            name: self.package.clone(),
            architecture: self.architecture.clone(),
            version: self.version.clone(),
            vendor: String::new(),
        }
    }

    /// Whether it is for the installed version: packages of modules are for hosts where their stream is on, and what is
    /// of one is not replaced by what is of none.
    pub(super) fn is_for(&self, installed: &str, streams: &BTreeMap<String, String>) -> bool {
        let is_modular = installed.contains(MODULAR);
        match &self.module {
            Some((module, stream)) => is_modular && streams.get(module) == Some(stream),
            None => !is_modular,
        }
    }
}

/// Where in the document the reader is.
#[derive(Default)]
struct Place {
    is_security: bool,
    module: Option<(String, String)>,
}

/// Shows every package of an advisory for security.
///
/// # Errors
/// When it is not a list of advisories.
pub(super) fn read_fixes(content: impl BufRead, add: &mut dyn FnMut(Fix)) -> Result<(), String> {
    let mut reader = Reader::from_reader(content);
    let mut place = Place::default();
    let mut is_list = false;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer);
        match event.map_err(unread)? {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                b"updates" => is_list = true,
                b"update" => {
                    // SUSE takes back what was wrong.
                    let is_retracted = attribute(&tag, "status").as_deref() == Some("retracted");
                    place.is_security =
                        attribute(&tag, "type").as_deref() == Some("security") && !is_retracted;
                    place.module = None;
                }
                b"collection" => place.module = None,
                b"module" => {
                    place.module = attribute(&tag, "name").zip(attribute(&tag, "stream"));
                }
                b"package" if place.is_security => {
                    let fix = fix(&tag, &place).ok_or("has a package without a version")?;
                    if fix.architecture != "src" {
                        add(fix);
                    }
                }
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == b"updates" => return Ok(()),
            Event::Eof if is_list => return Err("ends too early".to_owned()),
            Event::Eof => return Err("is not a list of advisories".to_owned()),
            _ => {}
        }
    }
}

/// Why a document cannot be read.
pub(in crate::packages) fn unread(error: quick_xml::Error) -> String {
    match error {
        quick_xml::Error::Io(error) => format!("cannot be unpacked: {error}"),
        error => format!("is not XML: {error}"),
    }
}

fn fix(tag: &BytesStart<'_>, place: &Place) -> Option<Fix> {
    let epoch = attribute(tag, "epoch").filter(|epoch| !epoch.is_empty() && epoch != "0");
    let version = attribute(tag, "version")?;
    let release = attribute(tag, "release")?;
    Some(Fix {
        package: attribute(tag, "name")?,
        architecture: attribute(tag, "arch").unwrap_or_default(),
        version: match epoch {
            Some(epoch) => format!("{epoch}:{version}-{release}"),
            None => format!("{version}-{release}"),
        },
        module: place.module.clone(),
    })
}

/// The value of an attribute, as it is written: names and versions have nothing that is.
pub(in crate::packages) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.try_get_attribute(name).ok()??;
    String::from_utf8(found.value.into_owned()).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<updates>
  <update from="a" status="final" type="security" version="2"><id>RLSA-1</id><description>a &lt;package name="no"/></description>
    <pkglist><collection short="a"><name>a</name>
      <package name="curl" version="7.76.1" release="32.el9" epoch="0" arch="x86_64" src="a"><filename>a</filename></package>
      <package name="curl" version="7.76.1" release="32.el9" epoch="0" arch="src"/>
      <package name="bind" version="9.16.23" release="25.el9" epoch="32" arch="x86_64"/>
    </collection></pkglist></update>
  <update type="bugfix"><pkglist><collection><package name="jq" version="2" release="1" epoch="0" arch="x86_64"/></collection></pkglist></update>
  <update type="security" status="retracted"><pkglist><collection><package name="git" version="2" release="1" epoch="0" arch="x86_64"/></collection></pkglist></update>
  <update type="security"><pkglist><collection><module name="nginx" stream="1.24" version="9"/>
    <package name="nginx" version="1.24.0" release="5.module+el9" epoch="1" arch="x86_64"/></collection></pkglist></update>
</updates>"#;

    fn fixes(text: &str) -> Result<Vec<Fix>, String> {
        let mut found = Vec::new();
        read_fixes(text.as_bytes(), &mut |fix| found.push(fix))?;
        Ok(found)
    }

    #[test]
    fn packages_of_advisories_for_security_are_shown() {
        let found = fixes(TEXT).unwrap();
        let all: Vec<String> = found
            .iter()
            .map(|fix| format!("{} {}", fix.package, fix.version))
            .collect();
        assert_eq!(
            all,
            [
                "curl 7.76.1-32.el9",
                "bind 32:9.16.23-25.el9",
                "nginx 1:1.24.0-5.module+el9"
            ]
        );
        let streams = BTreeMap::from([("nginx".to_owned(), "1.24".to_owned())]);
        let nginx = &found[2];
        assert!(nginx.is_for("1:1.24.0-4.module+el9", &streams));
        assert!(!nginx.is_for("1:1.20.1-20.el9", &streams));
        assert!(!nginx.is_for("1:1.24.0-4.module+el9", &BTreeMap::new()));
        assert!(!found[0].is_for("7.61-1.module+el8", &streams));
    }

    #[test]
    fn what_is_cut_off_or_something_else_is_an_error() {
        assert!(
            fixes(&TEXT[..TEXT.len() - 20])
                .unwrap_err()
                .contains("early")
        );
        assert!(fixes("").is_err());
        assert!(fixes("<html/>").is_err());
        assert!(
            fixes("<updates><update type='security'><package name='a'/></update></updates>")
                .is_err()
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(<updates>|<update type=\"security\">|<package |name=\"a\"|/>|</|>|<|<!--|\"| |a|&){0,40}") {
            let _ = fixes(&text);
        }
    }
}
