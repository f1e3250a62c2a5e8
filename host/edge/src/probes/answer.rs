//! What rules compare in an answer. Nothing else of it becomes a fact: each header is brought down to a
//! word or a number, so that whatever a server puts into it stays here.
//!
//! Pure. Headers are read as browsers read them.

use std::collections::BTreeSet;

use muster_facts::probes::{Answer, Cookie, Document, Redirect};
use muster_headers::Promise;
use muster_http::{ProbeAnswer, redirect_target};

use super::{FOREIGN_ORIGIN, document};

/// More cookies than browsers keep of one answer.
const MOST_COOKIES: usize = 50;

/// What an answer is to.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The whole address.
    pub url: String,
    /// What the body may say.
    pub body: Body,
}

/// What the body of an answer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// Its content is not read.
    Unread,
    /// It may say how the application is. Some frameworks answer with a page.
    State,
    /// It is only for programs, so a page comes from someone else.
    StateForPrograms,
}

impl Asked {
    /// The answer as a fact.
    ///
    /// # Errors
    /// When all seems well, but what the body says about it cannot be read; in words that end a sentence.
    pub fn fact(&self, answer: &ProbeAnswer) -> Result<Answer, &'static str> {
        let headers = Headers(&answer.headers);
        let document = match self.document(answer, &headers) {
            // An answer that says by its status that something is wrong has said enough.
            Err(reason) if (200..300).contains(&answer.status) => return Err(reason),
            document => document.unwrap_or_default(),
        };
        Ok(Answer {
            status: answer.status,
            redirect: self.redirect(answer.status, &headers),
            challenged: headers
                .first("cf-mitigated")
                .is_some_and(|value| value.eq_ignore_ascii_case("challenge")),
            hsts: headers.first("strict-transport-security").and_then(max_age),
            nosniff: headers
                .list("x-content-type-options")
                .next()
                .is_some_and(|value| value.eq_ignore_ascii_case("nosniff")),
            framing: framing(&headers).to_owned(),
            content_security_policy: headers.first("content-security-policy").is_some(),
            referrer_policy: referrer_policy(&headers).to_owned(),
            allowed_origin: allowed_origin(&headers).to_owned(),
            allows_credentials: headers.only("access-control-allow-credentials") == Some("true"),
            cookies: headers
                .all("set-cookie")
                .take(MOST_COOKIES)
                .map(cookie)
                .collect(),
            body_size: answer.body.len().try_into().unwrap_or(u64::MAX),
            document,
        })
    }

    /// What the body says of the application's state, if anything. A body that might say something but cannot be read
    /// is not the same as one that says nothing.
    fn document(
        &self,
        answer: &ProbeAnswer,
        headers: &Headers<'_>,
    ) -> Result<Option<Document>, &'static str> {
        let body = answer.body.as_slice();
        if self.body == Body::Unread || body.is_empty() {
            return Ok(None);
        }
        let is_encoded = headers
            .list("content-encoding")
            .any(|coding| !coding.is_empty() && !coding.eq_ignore_ascii_case("identity"));
        if is_encoded {
            return Err("its body is compressed, which was not asked for");
        }
        if self.body == Body::StateForPrograms && document::is_page(body) {
            return Err("its body is a page for people, which somebody else has answered with");
        }
        let may_be_json = document::begins_object(body)
            || headers.first("content-type").is_some_and(is_json_type);
        if !may_be_json {
            return Ok(None);
        }
        if !answer.whole {
            return Err("its JSON is longer than is read");
        }
        document::document(body).map_err(|_| "its body is not valid JSON")
    }

    fn redirect(&self, status: u16, headers: &Headers<'_>) -> Option<Redirect> {
        if !matches!(status, 301 | 302 | 303 | 307 | 308) {
            return None;
        }
        let target = redirect_target(&self.url, headers.first("location")?)?;
        let own = redirect_target(&self.url, "")?;
        let scheme = match target.scheme.as_str() {
            "http" => Redirect::SCHEME_HTTP,
            "https" => Redirect::SCHEME_HTTPS,
            _ => Redirect::SCHEME_OTHER,
        };
        Some(Redirect {
            scheme: scheme.to_owned(),
            // Of another kind of address it is not known which part may hold a secret.
            host: match scheme {
                Redirect::SCHEME_OTHER => String::new(),
                _ => target.authority,
            },
            same_path: target.path == own.path,
        })
    }
}

/// Whether a Content-Type is JSON or a form of it (RFC 6839, 3.1).
fn is_json_type(value: &str) -> bool {
    let essence = value.split(';').next().unwrap_or_default().trim();
    let essence = essence.to_ascii_lowercase();
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

/// The headers of an answer.
struct Headers<'a>(&'a [(String, String)]);

impl<'a> Headers<'a> {
    fn all(&self, name: &'static str) -> impl Iterator<Item = &'a str> {
        let of_name = self.0.iter().filter(move |(other, _)| other == name);
        of_name.map(|(_, value)| value.trim())
    }

    fn first(&self, name: &'static str) -> Option<&'a str> {
        self.all(name).next()
    }

    /// The value, where the answer has exactly one.
    fn only(&self, name: &'static str) -> Option<&'a str> {
        let mut values = self.all(name);
        values.next().filter(|_| values.next().is_none())
    }

    /// The entries of lists that commas separate.
    fn list(&self, name: &'static str) -> impl Iterator<Item = &'a str> {
        self.all(name)
            .flat_map(|value| value.split(','))
            .map(str::trim)
    }
}

/// `max-age` of Strict-Transport-Security; none where browsers ignore the header.
fn max_age(value: &str) -> Option<u64> {
    Promise::read(value).ok()?.age.try_into().ok()
}

/// What keeps other sites from framing an answer. Where a policy has `frame-ancestors`, X-Frame-Options
/// does not count (Content Security Policy Level 3, 6.4.2).
fn framing(headers: &Headers<'_>) -> &'static str {
    let ancestors: Vec<bool> = headers
        .list("content-security-policy")
        .filter_map(frame_ancestors)
        .collect();
    if ancestors.contains(&true) {
        return Answer::FRAMING_CONTENT_SECURITY_POLICY;
    }
    // As the HTML standard has it: several values deny if one of them is known, and so do the two alone.
    let options: BTreeSet<String> = headers
        .list("x-frame-options")
        .map(str::to_ascii_lowercase)
        .collect();
    let has = |word: &str| options.contains(word);
    let denies = has("deny") || has("sameorigin") || (options.len() > 1 && has("allowall"));
    if ancestors.is_empty() && denies {
        Answer::FRAMING_X_FRAME_OPTIONS
    } else {
        Answer::FRAMING_NONE
    }
}

/// Whether the `frame-ancestors` of a policy, if it has one, leave any site out.
fn frame_ancestors(policy: &str) -> Option<bool> {
    let mut directives = policy.split(';').map(str::split_ascii_whitespace);
    let mut sources = directives.find_map(|mut words| {
        let name = words.next()?;
        name.eq_ignore_ascii_case("frame-ancestors")
            .then_some(words)
    })?;
    Some(!sources.any(|source| {
        matches!(
            source.to_ascii_lowercase().as_str(),
            "*" | "http:" | "https:" | "http://*" | "https://*"
        )
    }))
}

/// The last policy that browsers know (Referrer Policy, 8.1).
fn referrer_policy(headers: &Headers<'_>) -> &'static str {
    const KNOWN: [&str; 8] = [
        Answer::REFERRER_POLICY_NO_REFERRER,
        Answer::REFERRER_POLICY_NO_REFERRER_WHEN_DOWNGRADE,
        Answer::REFERRER_POLICY_SAME_ORIGIN,
        Answer::REFERRER_POLICY_ORIGIN,
        Answer::REFERRER_POLICY_STRICT_ORIGIN,
        Answer::REFERRER_POLICY_ORIGIN_WHEN_CROSS_ORIGIN,
        Answer::REFERRER_POLICY_STRICT_ORIGIN_WHEN_CROSS_ORIGIN,
        Answer::REFERRER_POLICY_UNSAFE_URL,
    ];
    headers
        .list("referrer-policy")
        .filter_map(|value| {
            KNOWN
                .into_iter()
                .find(|known| known.eq_ignore_ascii_case(value))
        })
        .last()
        .unwrap_or(Answer::REFERRER_POLICY_NONE)
}

/// Whom Access-Control-Allow-Origin names. Browsers compare it with the origin as it is sent, and take no
/// list.
fn allowed_origin(headers: &Headers<'_>) -> &'static str {
    if headers.first("access-control-allow-origin").is_none() {
        return Answer::ALLOWED_ORIGIN_NONE;
    }
    match headers.only("access-control-allow-origin") {
        Some("*") => Answer::ALLOWED_ORIGIN_ANY,
        Some("null") => Answer::ALLOWED_ORIGIN_NULL,
        Some(FOREIGN_ORIGIN) => Answer::ALLOWED_ORIGIN_ECHOED,
        _ => Answer::ALLOWED_ORIGIN_OTHER,
    }
}

/// The attributes of a cookie (RFC 6265, 5.2), without its name and value.
fn cookie(header: &str) -> Cookie {
    let mut cookie = Cookie {
        secure: false,
        http_only: false,
        same_site: Cookie::SAME_SITE_MISSING.to_owned(),
    };
    for attribute in header.split(';').skip(1) {
        let (name, value) = attribute.split_once('=').unwrap_or((attribute, ""));
        match name.trim().to_ascii_lowercase().as_str() {
            "secure" => cookie.secure = true,
            "httponly" => cookie.http_only = true,
            "samesite" => {
                let same_site = match value.trim().to_ascii_lowercase().as_str() {
                    "none" => Cookie::SAME_SITE_NONE,
                    "lax" => Cookie::SAME_SITE_LAX,
                    "strict" => Cookie::SAME_SITE_STRICT,
                    _ => Cookie::SAME_SITE_MISSING,
                };
                same_site.clone_into(&mut cookie.same_site);
            }
            _ => {}
        }
    }
    cookie
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn answer(status: u16, headers: &[(&str, &str)]) -> Answer {
        with_body(Body::StateForPrograms, status, headers, "").unwrap()
    }

    fn with_body(
        purpose: Body,
        status: u16,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<Answer, &'static str> {
        let asked = Asked {
            url: "https://api.shop.example/readyz".to_owned(),
            body: purpose,
        };
        asked.fact(&ProbeAnswer {
            status,
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            body: body.into(),
            whole: true,
        })
    }

    #[test]
    fn a_state_that_cannot_be_read_is_not_a_good_one() {
        let json = ("content-type", "application/health+json; charset=utf-8");
        let gzip = ("content-encoding", "gzip");
        let all = [Body::Unread, Body::State, Body::StateForPrograms];
        let page = " <!DOCTYPE html><html>";
        for (headers, body, unread_by) in [
            (vec![gzip], "\u{1f}", &all[1..]),
            (vec![json], "{\"age_seconds\": NaN}", &all[1..]),
            (vec![], "{\"ok\": false", &all[1..]),
            (vec![("content-type", "text/html")], page, &all[2..]),
            (
                vec![json, ("content-encoding", "identity")],
                "{}",
                &all[3..],
            ),
            // Frameworks call every text a page.
            (vec![("content-type", "text/html")], "ready", &all[3..]),
            (vec![json], "", &all[3..]),
            (vec![json], "[]", &all[3..]),
            (vec![json], "\u{feff}{\"ok\": true}", &all[3..]),
        ] {
            for purpose in all {
                let found = with_body(purpose, 200, &headers, body);
                assert_eq!(found.is_err(), unread_by.contains(&purpose), "{body}");
                // It says what it has to say with its status.
                assert!(with_body(purpose, 503, &headers, body).is_ok(), "{body}");
            }
        }
        let asked = Asked {
            url: "https://api.shop.example/readyz".to_owned(),
            body: Body::State,
        };
        let long = |body: &str| ProbeAnswer {
            status: 200,
            body: body.into(),
            ..ProbeAnswer::default()
        };
        assert!(asked.fact(&long("{\"checks\": [")).is_err());
        assert!(asked.fact(&long("All is well.")).is_ok());
    }

    #[test]
    fn hsts_is_read_as_browsers_do() {
        for (value, seconds) in [
            ("max-age=31536000", Some(31_536_000)),
            ("includeSubDomains; Max-Age=\"600\"; preload;", Some(600)),
            ("max-age=0", Some(0)),
            (
                "max-age=99999999999999999999999",
                Some(9_223_372_036_854_775_807),
            ),
            ("max-age=\"\\6\"", Some(6)),
            ("max-age=600; includeSubDomains=1", None),
            ("max-age=600, max-age=600", None),
            ("max-age=600 includeSubDomains", None),
            ("max-age=600; =x", None),
            ("max-age=\"600", None),
            ("max-age=600\"", None),
            ("max-age=1; max-age=2", None),
            ("max-age=1; preload; preload", None),
            ("max-age", None),
            ("max-age=-1", None),
            ("includeSubDomains", None),
        ] {
            let found = answer(200, &[("strict-transport-security", value)]);
            assert_eq!(found.hsts, seconds, "{value}");
        }
        let twice = [
            ("strict-transport-security", "max-age=0"),
            ("strict-transport-security", "max-age=600"),
        ];
        assert_eq!(answer(200, &twice).hsts, Some(0));
    }

    #[test]
    fn frame_ancestors_replace_x_frame_options() {
        let csp = "content-security-policy";
        let xfo = "x-frame-options";
        for (headers, expected) in [
            (vec![], "none"),
            (vec![(xfo, "DENY")], "x-frame-options"),
            (vec![(xfo, "SAMEORIGIN, SAMEORIGIN")], "x-frame-options"),
            (vec![(xfo, "ALLOW-FROM https://a.example")], "none"),
            (vec![(csp, "default-src 'self'")], "none"),
            (
                vec![(csp, "default-src 'self'; frame-ancestors 'none'")],
                "content-security-policy",
            ),
            (vec![(csp, "frame-ancestors *"), (xfo, "DENY")], "none"),
            (
                vec![
                    (csp, "frame-ancestors https:"),
                    (csp, "frame-ancestors 'self'"),
                ],
                "content-security-policy",
            ),
            (vec![(csp, "frame-ancestors")], "content-security-policy"),
        ] {
            assert_eq!(answer(200, &headers).framing, expected, "{headers:?}");
        }
    }

    #[test]
    fn an_origin_is_allowed_by_what_is_sent_once() {
        let acao = "access-control-allow-origin";
        for (headers, expected) in [
            (vec![], "none"),
            (vec![(acao, "*")], "any"),
            (vec![(acao, FOREIGN_ORIGIN)], "echoed"),
            (vec![(acao, "null")], "null"),
            (vec![(acao, "https://shop.example")], "other"),
            (vec![(acao, "*"), (acao, FOREIGN_ORIGIN)], "other"),
        ] {
            assert_eq!(
                answer(200, &headers).allowed_origin,
                expected,
                "{headers:?}"
            );
        }
    }

    #[test]
    fn the_last_known_referrer_policy_counts() {
        let of = |value| answer(200, &[("referrer-policy", value)]).referrer_policy;
        assert_eq!(
            of("no-referrer, strict-origin-when-cross-origin, new"),
            "strict-origin-when-cross-origin"
        );
        assert_eq!(of("new"), "none");
    }

    #[test]
    fn of_a_cookie_only_its_attributes_are_shown() {
        let found = answer(
            200,
            &[(
                "set-cookie",
                "session=s3cret; Path=/; Secure; HttpOnly; SameSite=Lax",
            )],
        );
        let text = format!("{found:?}");
        assert!(
            !text.contains("s3cret") && !text.contains("session"),
            "{text}"
        );
        let [cookie] = &found.cookies[..] else {
            panic!("{text}")
        };
        assert!(cookie.secure && cookie.http_only && cookie.same_site == "lax");
    }

    #[test]
    fn a_redirect_is_shown_without_path_and_query() {
        let found = answer(
            308,
            &[(
                "location",
                "https://me:pw@www.shop.example/readyz?token=1#x",
            )],
        );
        let redirect = found.redirect.unwrap();
        assert_eq!(
            (
                redirect.scheme.as_str(),
                redirect.host.as_str(),
                redirect.same_path
            ),
            ("https", "www.shop.example", true)
        );
        assert!(
            answer(200, &[("location", "https://www.shop.example/")])
                .redirect
                .is_none()
        );
        let other = answer(302, &[("location", "shop:token=1")])
            .redirect
            .unwrap();
        assert_eq!((other.scheme.as_str(), other.host.as_str()), ("other", ""));
    }

    proptest! {
        #[test]
        fn any_header_is_read_without_failing(name in "[a-z-]{1,30}", value in "\\PC*") {
            let _ = answer(302, &[("location", &value), ("content-security-policy", &value), (&name, &value)]);
            let _ = answer(200, &[("strict-transport-security", &value), ("set-cookie", &value)]);
        }
    }
}
