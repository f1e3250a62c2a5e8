//! Which packages dnf passes over: what `excludepkgs` and `includepkgs` name. A pattern is read in several ways, as a
//! name, a name with an architecture, or one with a version, and means what the first of them means that any package of
//! the host or of its repositories fits. Pure.

use super::primary::Offered;
use muster_names::patterns::any_name_matches;

/// A way to read a pattern, in the order in which dnf tries them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    /// `NAME-EPOCH:VERSION-RELEASE.ARCHITECTURE`
    Full,
    /// `NAME.ARCHITECTURE`
    Architecture,
    Name,
    /// `NAME-EPOCH:VERSION-RELEASE`
    Release,
    /// `NAME-EPOCH:VERSION`
    Version,
    /// All that stands for a package, as one text.
    Text,
}

const FORMS: [Form; 6] = [
    Form::Full,
    Form::Architecture,
    Form::Name,
    Form::Release,
    Form::Version,
    Form::Text,
];

/// What a pattern says of each part; none where it says nothing.
#[derive(Default)]
struct Parts<'a> {
    name: Option<&'a str>,
    epoch: Option<&'a str>,
    version: Option<&'a str>,
    release: Option<&'a str>,
    architecture: Option<&'a str>,
}

impl Form {
    /// The parts of a pattern that is read so.
    fn parts(self, pattern: &str) -> Option<Parts<'_>> {
        let mut parts = Parts::default();
        let mut rest = pattern;
        if matches!(self, Self::Full | Self::Architecture) {
            let (before, architecture) = rest.rsplit_once('.')?;
            if architecture.is_empty() || architecture.contains(['-', ':']) {
                return None;
            }
            parts.architecture = Some(architecture);
            rest = before;
        }
        if matches!(self, Self::Full | Self::Release) {
            let (before, release) = rest.rsplit_once('-')?;
            parts.release = Some(release).filter(|release| !release.is_empty());
            parts.release?;
            rest = before;
        }
        if matches!(self, Self::Full | Self::Release | Self::Version) {
            let (before, version) = rest.rsplit_once('-')?;
            rest = before;
            let (epoch, version) = match version.split_once(':') {
                Some((epoch, version)) => (Some(epoch), version),
                None => (None, version),
            };
            let is_number = |epoch: &str| epoch.bytes().all(|byte| byte.is_ascii_digit());
            if version.is_empty() || !epoch.is_none_or(is_number) {
                return None;
            }
            parts.epoch = epoch;
            parts.version = Some(version);
        }
        parts.name = Some(rest).filter(|name| !name.is_empty() && !name.contains(':'));
        parts.name.is_some().then_some(parts)
    }

    fn matches(self, pattern: &str, package: &Offered) -> bool {
        let full = package.version.as_str();
        if self == Self::Text {
            let text = format!("{}-{full}.{}", package.name, package.architecture);
            return any_name_matches(&text, pattern);
        }
        let Some(parts) = self.parts(pattern) else {
            return false;
        };
        let (epoch, rest) = full.split_once(':').unwrap_or(("0", full));
        let (version, release) = rest.rsplit_once('-').unwrap_or((rest, ""));
        let fits =
            |part: Option<&str>, text: &str| part.is_none_or(|part| any_name_matches(text, part));
        fits(parts.name, &package.name)
            && fits(parts.architecture, &package.architecture)
            && parts.epoch.is_none_or(|part| part == epoch)
            && fits(parts.version, version)
            && fits(parts.release, release)
    }
}

struct Pattern {
    text: String,
    /// The first way in which any package fits, of those that were shown.
    form: Option<Form>,
}

/// The patterns of a setting.
pub(super) struct Patterns(Vec<Pattern>);

impl Patterns {
    pub(super) fn parse(list: &str) -> Self {
        let words = list.split([' ', ',', '\t', '\n']);
        let patterns = words.filter(|word| !word.is_empty()).map(|word| Pattern {
            text: word.to_owned(),
            form: None,
        });
        Self(patterns.collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Shows a package. What patterns mean is known when all have been.
    pub(super) fn show(&mut self, package: &Offered) {
        for pattern in &mut self.0 {
            let earlier = FORMS
                .into_iter()
                .take_while(|form| pattern.form.is_none_or(|known| *form < known));
            let fits = |form: &Form| form.matches(&pattern.text, package);
            if let Some(form) = earlier.into_iter().find(fits) {
                pattern.form = Some(form);
            }
        }
    }

    pub(super) fn name(&self, package: &Offered) -> bool {
        self.0.iter().any(|pattern| {
            pattern
                .form
                .is_some_and(|form| form.matches(&pattern.text, package))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, version: &str, architecture: &str) -> Offered {
        Offered {
            name: name.to_owned(),
            version: version.to_owned(),
            architecture: architecture.to_owned(),
            ..Offered::default()
        }
    }

    #[test]
    fn a_pattern_means_the_first_that_any_package_fits() {
        let curl = package("curl", "1:8.9.1-3.fc41", "x86_64");
        let bash4 = package("bash4", "5-1", "noarch");
        for (pattern, names_curl) in [
            ("curl", true),
            ("cu*", true),
            ("curl.x86_64", true),
            ("curl.noarch", false),
            ("curl-8.*", true),
            ("curl-1:8.*", true),
            ("curl-2:8.*", false),
            ("curl-8.9.1-3*", true),
            ("curl-8.9.1-3.fc41.x86_64", true),
            ("*.i686", false),
            // Of nothing else it would be the end of the architecture.
            ("*4", false),
            ("*64", true),
            ("curl*fc41*", true),
        ] {
            let mut patterns = Patterns::parse(&format!(" {pattern}, "));
            patterns.show(&curl);
            patterns.show(&bash4);
            assert_eq!(patterns.name(&curl), names_curl, "{pattern}");
        }
    }
}
