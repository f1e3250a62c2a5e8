//! The head of an HTTP/1.1 answer: asked for on `/`, read up to its empty line, and never followed.

use muster_facts::FactError;
use muster_facts::tls::{HttpAnswer, HttpsAnswer};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

use super::certificate::inert;

/// The most that a head may have. nginx and Apache send heads of at most 8 KiB and take no larger
/// ones either.
pub const LARGEST_HEAD: usize = 16 << 10;

/// The most lines in it; Apache's limit (`LimitRequestFields`).
const MOST_LINES: usize = 100;

/// What is asked about in a head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Status of the answer proper, not of an informational one before it.
    pub status: u16,
    /// The first Strict-Transport-Security, which is the one that counts (RFC 6797, 8.1).
    pub hsts: Option<String>,
    /// Server.
    pub server: Option<String>,
    /// Location, whole.
    location: Option<String>,
}

/// Reads a head.
///
/// # Errors
/// A few words when it is not one. `None` while it is incomplete.
pub fn head(mut bytes: &[u8]) -> Result<Option<Head>, String> {
    loop {
        let mut lines = [httparse::EMPTY_HEADER; MOST_LINES];
        let mut response = httparse::Response::new(&mut lines);
        let length = match response.parse(bytes) {
            Ok(httparse::Status::Complete(length)) => length,
            Ok(httparse::Status::Partial) => return Ok(None),
            Err(error) => return Err(format!("the answer is not HTTP: {error}")),
        };
        let status = response.code.unwrap_or_default();
        // Informational answers, such as 103 Early Hints, come before the one that counts.
        if (100..200).contains(&status) && status != 101 {
            bytes = bytes.get(length..).unwrap_or_default();
            continue;
        }
        let value = |name: &str| {
            let mut lines = response.headers.iter();
            let line = lines.find(|line| line.name.eq_ignore_ascii_case(name))?;
            // A tab is as good as a space (RFC 9110, 5.6.3), and does nothing to a terminal then.
            Some(inert(
                &String::from_utf8_lossy(line.value).replace('\t', " "),
            ))
        };
        return Ok(Some(Head {
            status,
            hsts: value("strict-transport-security"),
            server: value("server"),
            location: value("location"),
        }));
    }
}

impl Head {
    /// As an answer over HTTPS.
    #[must_use]
    pub fn over_https(self) -> HttpsAnswer {
        HttpsAnswer {
            status: self.status,
            hsts: self.hsts,
            server: self.server,
        }
    }

    /// As an answer of `host` over plain HTTP.
    #[must_use]
    pub fn over_http(self, host: &str) -> HttpAnswer {
        let redirects = (300..400).contains(&self.status);
        let location = self.location.filter(|_| redirects);
        HttpAnswer {
            status: self.status,
            location: location.map(|location| origin(&location, host)),
        }
    }
}

/// Scheme and host of a Location that was sent over HTTP. Paths and queries may hold tokens, and
/// what comes before an `@` always does.
fn origin(location: &str, host: &str) -> String {
    let (scheme, rest) = match location.split_once("://") {
        Some((scheme, rest)) if scheme.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
            (scheme.to_ascii_lowercase(), rest)
        }
        _ => match location.strip_prefix("//") {
            Some(rest) => ("http".to_owned(), rest),
            None => return format!("http://{host}"),
        },
    };
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let named = authority.rsplit('@').next().unwrap_or_default();
    format!("{scheme}://{}", named.to_ascii_lowercase())
}

/// Asks for `/` and reads the head of the answer.
///
/// # Errors
/// When no head comes.
pub(super) async fn ask(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    host: &str,
) -> Result<Head, FactError> {
    let failed = |message: String| FactError::Failed(message);
    let request = format!(
        "GET / HTTP/1.1\r\nHost: {host}\r\nUser-Agent: muster/{}\r\nAccept: */*\r\n\
         Connection: close\r\n\r\n",
        env!("CARGO_PKG_VERSION")
    );
    let no_answer = |error: std::io::Error| failed(format!("no answer over HTTP: {error}"));
    stream
        .write_all(request.as_bytes())
        .await
        .map_err(no_answer)?;
    stream.flush().await.map_err(no_answer)?;
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    while bytes.len() < LARGEST_HEAD {
        let length = stream.read(&mut piece).await.map_err(no_answer)?;
        if length == 0 {
            return Err(failed(
                "the connection was closed without an answer".to_owned(),
            ));
        }
        bytes.extend(piece.iter().take(length));
        if let Some(head) = head(&bytes).map_err(failed)? {
            return Ok(head);
        }
    }
    Err(failed(format!(
        "the head of the answer is larger than {} KiB",
        LARGEST_HEAD >> 10
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_early_hint_is_not_the_answer() {
        let bytes = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n\
            HTTP/1.1 301 Moved\r\nStrict-Transport-Security: max-age=1\r\nServer: a\x1b[0m\r\n\
            strict-transport-security: max-age=2\r\n\r\nbody";
        let Err(_) = head(bytes) else {
            panic!("a control character is not part of a value");
        };
        let text = String::from_utf8_lossy(bytes).replace("\x1b[0m", "");
        let head = head(text.as_bytes()).unwrap().unwrap();
        assert_eq!(head.status, 301);
        assert_eq!(head.hsts.as_deref(), Some("max-age=1"));
    }

    #[test]
    fn a_redirect_shows_where_to_and_nothing_else() {
        for (location, expected) in [
            (
                "https://User:pw@WWW.example.com/a?token=1",
                "https://www.example.com",
            ),
            (
                "https://www.example.com:8443#x",
                "https://www.example.com:8443",
            ),
            ("https:\\\\evil.example", "http://a.example"),
            (
                "https://evil.example\\@www.example.com",
                "https://evil.example",
            ),
            ("//cdn.example/x", "http://cdn.example"),
            ("/login?next=https://x", "http://a.example"),
        ] {
            assert_eq!(origin(location, "a.example"), expected, "{location}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_failing(bytes: Vec<u8>) {
            if let Ok(Some(head)) = head(&bytes) {
                let answer = head.over_http("a.example");
                prop_assert!(answer.location.is_none_or(|origin| !origin.contains('@')));
            }
        }
    }
}
