//! SARIF values that `serde-sarif` leaves as plain text, as types that cannot be wrong.

use chrono::{DateTime, SecondsFormat};
use muster_outcomes::{Severity, Status};
use serde_sarif::sarif::{ResultKind, ResultLevel};

use super::Profile;

/// A relative reference (RFC 3986, section 4.2). GitHub refuses a whole file for one URI with a
/// scheme, and SARIF forbids a leading slash (section 3.4.3).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RelativeUri(String);

impl RelativeUri {
    /// A URI whose segments decode to exactly these texts. Empty and `.` segments are left out;
    /// a segment `..` is spelt out, since also its percent-encoded form climbs.
    pub(super) fn of<'a>(segments: impl IntoIterator<Item = &'a str>) -> Self {
        let segments: Vec<String> = segments
            .into_iter()
            .filter(|segment| !matches!(*segment, "" | "."))
            .map(|segment| percent_encoded(if segment == ".." { "dot-dot" } else { segment }))
            .collect();
        Self(segments.join("/"))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The path with its characters as they are. No segment climbs, since [`of`](Self::of) lets none.
    pub(super) fn decoded(&self) -> String {
        let mut bytes = Vec::with_capacity(self.0.len());
        let mut rest = self.0.bytes();
        while let Some(byte) = rest.next() {
            if byte != b'%' {
                bytes.push(byte);
                continue;
            }
            let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
            if let (Some(high), Some(low)) = (digit(rest.next()), digit(rest.next())) {
                bytes.extend(u8::try_from(high * 16 + low));
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Whether it names nothing, as the root of a path does.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Everything but RFC 3986's unreserved characters is encoded, so that neither `:` nor `%2F`,
/// `[::]`, `?` or `#` can change what the path means.
fn percent_encoded(segment: &str) -> String {
    segment
        .bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// A GUID of the versions 1 to 5, which is what SARIF's schema accepts. Muster's own are name-based
/// (version 5) and fixed, so that no run differs from the next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guid(&'static str);

impl Guid {
    /// Muster: version 5 of `urn:muster:driver` in the URL namespace.
    pub(super) const MUSTER: Self = Self("eeeceacb-a8a4-5ff2-baeb-46885a2a3b4a");
    /// The Common Weakness Enumeration: version 5 of `urn:muster:taxonomy/cwe`.
    pub(super) const CWE: Self = Self("20298ae2-f689-5caa-bff6-4657910e13e1");
    /// NIST SP 800-53 revision 5, as in the published SARIF taxonomies.
    pub(super) const NIST_SP_800_53: Self = Self("aafbab93-5201-419e-8443-d4925c542398");

    pub(super) const fn as_str(self) -> &'static str {
        self.0
    }
}

/// How severe a rule is in the three scales that viewers use.
pub(super) struct Rating {
    /// `defaultConfiguration.level` of the rule and `level` of its failures.
    pub(super) level: ResultLevel,
    /// GitHub's `problem.severity`.
    pub(super) problem: &'static str,
    /// GitHub's `security-severity`; a number instead of a text makes it refuse the file. Above
    /// 9.0 is critical, from 7.0 high, from 4.0 medium, from 0.1 low; nothing is none.
    pub(super) security_severity: Option<&'static str>,
    /// `security-severity` times ten: SARIF's scale from 0 to 100.
    pub(super) rank: Option<f64>,
}

impl Rating {
    pub(super) const fn of(severity: Severity) -> Self {
        let (level, problem, security_severity, rank) = match severity {
            Severity::Critical => (ResultLevel::Error, "error", Some("9.5"), Some(95.0)),
            Severity::High => (ResultLevel::Error, "error", Some("8.0"), Some(80.0)),
            Severity::Medium => (ResultLevel::Warning, "warning", Some("5.5"), Some(55.0)),
            Severity::Low => (ResultLevel::Note, "recommendation", Some("2.5"), Some(25.0)),
            Severity::Info => (ResultLevel::Note, "recommendation", None, None),
        };
        Self {
            level,
            problem,
            security_severity,
            rank,
        }
    }
}

/// The `kind` of a result with the `level` and `rank` that it allows: SARIF wants the level `none`
/// and no rank wherever the kind is not `fail` (sections 3.27.9, 3.27.10, 3.27.25).
#[derive(Debug, PartialEq)]
pub(super) struct Judgement {
    pub(super) kind: ResultKind,
    pub(super) level: ResultLevel,
    pub(super) rank: Option<f64>,
}

impl Judgement {
    /// `None` where the profile leaves the result out. GitHub makes an open alert of every result
    /// whatever its kind: what passes must not be there. What could not be evaluated is there by
    /// its cause, and what it costs by what was found before. What follows from another failure is
    /// told there: where every result is an alert it is left out, and elsewhere it is not an alert.
    pub(super) const fn of(
        status: &Status,
        severity: Severity,
        follows: bool,
        profile: Profile,
    ) -> Option<Self> {
        let rating = Rating::of(severity);
        let (kind, level, rank) = match (status, profile) {
            (Status::Fail, Profile::Github) if follows => return None,
            (Status::Fail, Profile::Full) if follows => {
                (ResultKind::Informational, ResultLevel::None, None)
            }
            (Status::Fail, _) => (ResultKind::Fail, rating.level, rating.rank),
            (_, Profile::Github) => return None,
            (Status::Error(_), Profile::Full) => (ResultKind::Open, ResultLevel::None, None),
            (Status::Pass, Profile::Full) => (ResultKind::Pass, ResultLevel::None, None),
            (Status::NotApplicable(_), Profile::Full) => {
                (ResultKind::NotApplicable, ResultLevel::None, None)
            }
            (Status::Manual(_), Profile::Full) => (ResultKind::Review, ResultLevel::None, None),
        };
        Some(Self { kind, level, rank })
    }
}

/// An index as the model holds it.
pub(super) fn index(index: usize) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX)
}

/// A time in the form `2026-01-31T23:59:59Z`, with or without a fraction, or nothing: SARIF
/// readers stumble over any other.
pub(super) fn utc_time(text: &str) -> Option<&str> {
    let time = DateTime::parse_from_rfc3339(text).ok()?.to_utc();
    // chrono counts a leap second as more nanoseconds of the one before.
    let leap = time.timestamp_subsec_nanos() >= 1_000_000_000;
    (!leap && time.to_rfc3339_opts(SecondsFormat::AutoSi, true) == text).then_some(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_path_that_tries_to_leave_stays_below() {
        let uri = |path: &str| RelativeUri::of(path.split('/')).as_str().to_owned();
        assert_eq!(uri("/etc/ssh/sshd_config"), "etc/ssh/sshd_config");
        assert_eq!(uri("/a/./b//c/"), "a/b/c");
        assert_eq!(uri("/a/../../b"), "a/dot-dot/dot-dot/b");
        assert_eq!(uri("C:\\x"), "C%3A%5Cx");
        assert_eq!(uri("tcp/[::]/22"), "tcp/%5B%3A%3A%5D/22");
        assert_eq!(uri("100%/a?b#c/ü"), "100%25/a%3Fb%23c/%C3%BC");
    }

    #[test]
    fn guids_are_of_the_versions_that_the_schema_accepts() {
        for guid in [Guid::MUSTER, Guid::CWE, Guid::NIST_SP_800_53] {
            let bytes = guid.as_str().as_bytes();
            assert_eq!(bytes.len(), 36);
            assert!((b'1'..=b'5').contains(&bytes[14]), "{guid:?}");
            assert!(b"89ab".contains(&bytes[19]), "{guid:?}");
        }
    }

    #[test]
    fn severity_agrees_in_all_scales() {
        for severity in Severity::ALL {
            let rating = Rating::of(severity);
            let score = rating
                .security_severity
                .map(|text| text.parse::<f64>().unwrap());
            assert_eq!(score.map(|score| score * 10.0), rating.rank);
            let level = match score {
                Some(score) if score >= 7.0 => ResultLevel::Error,
                Some(score) if score >= 4.0 => ResultLevel::Warning,
                Some(_) | None => ResultLevel::Note,
            };
            assert_eq!(rating.level, level);
        }
    }

    #[test]
    fn each_status_becomes_one_kind_per_profile() {
        let reason = String::new;
        let kinds = |status: &Status| {
            [Profile::Full, Profile::Github].map(|profile| {
                Judgement::of(status, Severity::High, false, profile)
                    .map(|judged| (judged.kind, judged.level, judged.rank))
            })
        };
        let high = Some((ResultKind::Fail, ResultLevel::Error, Some(80.0)));
        let unrated = |kind| Some((kind, ResultLevel::None, None));
        assert_eq!(kinds(&Status::Fail), [high.clone(), high]);
        let follows = [Profile::Full, Profile::Github].map(|profile| {
            Judgement::of(&Status::Fail, Severity::High, true, profile)
                .map(|judged| (judged.kind, judged.level, judged.rank))
        });
        assert_eq!(follows, [unrated(ResultKind::Informational), None]);
        assert_eq!(
            kinds(&Status::Error(reason())),
            [unrated(ResultKind::Open), None]
        );
        assert_eq!(kinds(&Status::Pass), [unrated(ResultKind::Pass), None]);
        assert_eq!(
            kinds(&Status::NotApplicable(reason())),
            [unrated(ResultKind::NotApplicable), None]
        );
        assert_eq!(
            kinds(&Status::Manual(reason())),
            [unrated(ResultKind::Review), None]
        );
    }

    #[test]
    fn only_a_utc_time_is_a_time() {
        for time in ["2026-11-24T05:46:00Z", "2026-11-24T05:46:00.123Z"] {
            assert_eq!(utc_time(time), Some(time));
        }
        for wrong in [
            "",
            "Z",
            "yesterday",
            "2026-11-24T05:46:00",
            "2026-13-24T05:46:00Z",
            "2026-02-29T05:46:00Z",
            "2026-11-24T24:00:00Z",
            "2026-12-31T23:59:60Z",
            "2026-11-24t05:46:00z",
            "2026-11-24T05:46:00.Z",
            "2026-11-24 05:46:00Z",
            "２026-11-24T05:46:00Z",
            "2026-11-24T05:46:00+01:00",
        ] {
            assert_eq!(utc_time(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn any_path_becomes_a_relative_uri_that_decodes_to_itself(
            segments in prop::collection::vec("[^/]{1,12}|[\\s\\S&&[^/]]{1,12}", 1..6)
        ) {
            let uri = RelativeUri::of(segments.iter().map(String::as_str));
            prop_assert!(uri.as_str().bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~/%".contains(&b)));
            let expected: Vec<&str> = segments.iter().map(String::as_str)
                .filter(|segment| *segment != ".")
                .map(|segment| if segment == ".." { "dot-dot" } else { segment })
                .collect();
            prop_assert_eq!(uri.decoded(), expected.join("/"));
        }
    }
}
