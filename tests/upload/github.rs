//! A stand-in for GitHub's API on this machine, as its reference describes it
//! (<https://docs.github.com/en/rest/code-scanning/code-scanning#upload-an-analysis-as-sarif-data>): it
//! checks what it is sent, and answers with the documented statuses. It can also misbehave, and it
//! remembers what it was sent.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use data_encoding::BASE64;
use flate2::read::GzDecoder;
use serde_json::{Value, json};

use crate::listener::Listener;

pub(crate) const REPOSITORY: &str = "octo-org/servers";

/// Number of the upload, as the reference's examples have it.
pub(crate) const UPLOAD_ID: &str = "47177e22-5596-11eb-80a1-c1e54ef945c6";

/// How one request is answered.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// As the API does where all is well.
    Api,
    /// With a status, headers and a body.
    Whole(u16, Vec<(&'static str, String)>, String),
    /// With a body that ends before its length.
    Torn,
    /// With a body that never ends.
    Endless,
    /// With a byte now and then.
    Dribble,
    /// Not at all: the connection is closed.
    Closed,
    /// Not at all: the connection stays open.
    Silence,
}

impl Reply {
    /// A refusal as GitHub writes it.
    pub(crate) fn refusal(status: u16, message: &str) -> Self {
        let body = json!({
            "message": message,
            "documentation_url": "https://docs.github.com/rest",
            "status": status.to_string(),
        });
        Self::Whole(status, Vec::new(), body.to_string())
    }

    /// How far the processing is.
    pub(crate) fn state(status: &str, errors: &[&str]) -> Self {
        let mut body = json!({ "processing_status": status });
        if !errors.is_empty() {
            body["errors"] = json!(errors);
        }
        Self::Whole(200, Vec::new(), body.to_string())
    }

    pub(crate) fn text(status: u16, body: &str) -> Self {
        Self::Whole(status, Vec::new(), body.to_owned())
    }
}

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    /// The request line and all headers, in small letters.
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Request {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }

    /// The file that was uploaded.
    pub(crate) fn sarif(&self) -> Vec<u8> {
        let body = self.json();
        unpack(body["sarif"].as_str().expect("a text")).expect("gzip in Base64")
    }
}

fn unpack(sarif: &str) -> Option<Vec<u8>> {
    let compressed = BASE64.decode(sarif.as_bytes()).ok()?;
    let mut file = Vec::new();
    GzDecoder::new(compressed.as_slice())
        .read_to_end(&mut file)
        .ok()?;
    Some(file)
}

/// The running server. Ends with the value.
pub(crate) struct GitHub {
    listener: Listener,
    shared: Arc<Shared>,
}

struct Shared {
    token: String,
    /// What stands before `/repos` in every path.
    prefix: String,
    uploads: Mutex<VecDeque<Reply>>,
    states: Mutex<VecDeque<Reply>>,
    requests: Mutex<Vec<Request>>,
}

impl GitHub {
    /// For who has the token; `prefix` is that of an Enterprise Server, or empty.
    pub(crate) fn start(token: &str, prefix: &str) -> Self {
        let shared = Arc::new(Shared {
            token: token.to_owned(),
            prefix: prefix.to_owned(),
            uploads: Mutex::new(VecDeque::from([Reply::Api])),
            states: Mutex::new(VecDeque::from([Reply::state("complete", &[])])),
            requests: Mutex::default(),
        });
        let server = Arc::clone(&shared);
        let listener = Listener::start(move |connection| server.serve(connection));
        Self { listener, shared }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.listener.address
    }

    /// Address of the API.
    pub(crate) fn api(&self) -> String {
        format!("http://{}{}", self.address(), self.shared.prefix)
    }

    /// Answers uploads with these, one after the other; the last one stays.
    pub(crate) fn uploads(&self, replies: impl IntoIterator<Item = Reply>) -> &Self {
        *lock(&self.shared.uploads) = replies.into_iter().collect();
        self
    }

    /// Answers questions about the upload with these.
    pub(crate) fn states(&self, replies: impl IntoIterator<Item = Reply>) -> &Self {
        *lock(&self.shared.states) = replies.into_iter().collect();
        self
    }

    /// Everything that was sent so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        lock(&self.shared.requests).clone()
    }

    /// How often something was asked with this method.
    pub(crate) fn times(&self, method: &str) -> usize {
        let requests = self.requests();
        requests.iter().filter(|sent| sent.method == method).count()
    }
}

impl Shared {
    fn serve(&self, mut connection: TcpStream) -> std::io::Result<()> {
        let mut head = String::new();
        let mut lines = BufReader::new(connection.try_clone()?);
        while lines.read_line(&mut head)? > 2 {}
        if head.is_empty() {
            return Ok(());
        }
        let mut words = head.split(' ').map(str::to_owned);
        let (method, path) = (words.next(), words.next());
        let head = head.to_lowercase();
        let length =
            header(&head, "content-length").map_or(0, |length| length.parse().expect("a number"));
        let mut body = vec![0; length];
        lines.read_exact(&mut body)?;
        let request = Request {
            method: method.unwrap_or_default(),
            path: path.unwrap_or_default(),
            head,
            body,
        };
        let reply = self.reply(&request);
        lock(&self.requests).push(request);
        match reply {
            Reply::Api => unreachable!("has become an answer"),
            Reply::Whole(status, headers, body) => {
                write!(
                    connection,
                    "HTTP/1.1 {status} Status\r\nconnection: close\r\n"
                )?;
                for (name, value) in headers {
                    write!(connection, "{name}: {value}\r\n")?;
                }
                write!(connection, "content-length: {}\r\n\r\n{body}", body.len())
            }
            Reply::Torn => write!(
                connection,
                "HTTP/1.1 202 OK\r\ncontent-length: 999\r\n\r\n{{"
            ),
            Reply::Endless => {
                write!(connection, "HTTP/1.1 202 OK\r\nconnection: close\r\n\r\n")?;
                loop {
                    connection.write_all(&[b' '; 1 << 16])?;
                }
            }
            Reply::Dribble => {
                write!(connection, "HTTP/1.1 202 OK\r\nconnection: close\r\n\r\n")?;
                loop {
                    connection.write_all(b" ")?;
                    std::thread::sleep(Duration::from_millis(100));
                }
            }
            Reply::Closed => Ok(()),
            // Until the client hangs up.
            Reply::Silence => lines.read_line(&mut String::new()).map(|_| ()),
        }
    }

    fn reply(&self, request: &Request) -> Reply {
        let uploads = format!("{}/repos/{REPOSITORY}/code-scanning/sarifs", self.prefix);
        let replies = match request.method.as_str() {
            "POST" if request.path == uploads => &self.uploads,
            "GET" if request.path == format!("{uploads}/{UPLOAD_ID}") => &self.states,
            _ => return Reply::refusal(404, "Not Found"),
        };
        let mut replies = lock(replies);
        let reply = if replies.len() > 1 {
            replies.pop_front()
        } else {
            replies.front().cloned()
        };
        match reply.expect("a reply stays") {
            Reply::Api => self.judge(request),
            reply => reply,
        }
    }

    /// What the API does with a request.
    fn judge(&self, request: &Request) -> Reply {
        let has = |name: &str, value: &str| header(&request.head, name).as_deref() == Some(value);
        if header(&request.head, "user-agent").is_none_or(|agent| agent.is_empty()) {
            return Reply::text(403, "Request forbidden by administrative rules.");
        }
        if !has(
            "authorization",
            &format!("bearer {}", self.token).to_lowercase(),
        ) {
            return Reply::refusal(401, "Bad credentials");
        }
        if !has("accept", "application/vnd.github+json")
            || !has("x-github-api-version", "2022-11-28")
        {
            return Reply::refusal(415, "Unsupported media type or version");
        }
        let Ok(body) = serde_json::from_slice::<Value>(&request.body) else {
            return Reply::refusal(400, "Problems parsing JSON");
        };
        let text = |name: &str| body[name].as_str().unwrap_or_default();
        let commit = text("commit_sha");
        if commit.len() != 40 || !commit.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Reply::refusal(422, "commit_sha does not match /^[0-9a-fA-F]+$/");
        }
        if !text("ref").starts_with("refs/") {
            return Reply::refusal(422, "ref does not match /^refs\\/(heads|tags|pull)\\/.*$/");
        }
        let sarif =
            unpack(text("sarif")).and_then(|file| serde_json::from_slice::<Value>(&file).ok());
        match sarif {
            Some(sarif) if sarif["version"] == "2.1.0" => Reply::text(
                202,
                &json!({
                    "id": UPLOAD_ID,
                    "url": format!("https://api.github.com/repos/{REPOSITORY}/code-scanning/sarifs/{UPLOAD_ID}"),
                })
                .to_string(),
            ),
            _ => Reply::refusal(400, "sarif is not valid gzip in Base64"),
        }
    }
}

/// The value of a header.
fn header(head: &str, name: &str) -> Option<String> {
    let start = format!("{name}: ");
    head.lines()
        .find_map(|line| line.strip_prefix(&start))
        .map(|value| value.trim().to_owned())
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
