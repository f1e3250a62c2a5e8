//! A small HTTP server that answers as it is told, and remembers who asked for what.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crate::listener::Listener;

/// The running server. Ends with the value.
pub(crate) struct Application {
    listener: Listener,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    replies: Mutex<HashMap<String, Reply>>,
    asked: Mutex<Vec<String>>,
}

#[derive(Clone)]
enum Reply {
    /// These bytes, whatever they are.
    Raw(Vec<u8>),
    /// 200 with this value of Authorization, else 401.
    Protected(String),
    /// What was asked, in headers and body.
    Echo,
    /// Nothing, for longer than anybody waits.
    Silence,
}

impl Application {
    pub(crate) fn start() -> Self {
        let shared = Arc::<Shared>::default();
        let server = Arc::clone(&shared);
        let listener = Listener::start(move |connection| server.serve(connection));
        Self { listener, shared }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.listener.address
    }

    /// Answers `GET /path` with a status line without its version, headers and body.
    pub(crate) fn answer(&self, request: &str, answer: &str) {
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((answer, ""));
        let raw = format!(
            "HTTP/1.1 {head}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        self.answer_raw(request, raw.into_bytes());
    }

    pub(crate) fn answer_raw(&self, request: &str, bytes: Vec<u8>) {
        self.set(request, Reply::Raw(bytes));
    }

    pub(crate) fn protect(&self, path: &str, authorization: &str) {
        self.set(
            &format!("GET {path}"),
            Reply::Protected(authorization.to_owned()),
        );
    }

    pub(crate) fn echo(&self, path: &str) {
        self.set(&format!("GET {path}"), Reply::Echo);
    }

    pub(crate) fn hang(&self, request: &str) {
        self.set(request, Reply::Silence);
    }

    /// The head of each request.
    pub(crate) fn asked(&self) -> Vec<String> {
        lock(&self.shared.asked).clone()
    }

    fn set(&self, request: &str, reply: Reply) {
        lock(&self.shared.replies).insert(request.to_owned(), reply);
    }
}

impl Shared {
    /// One request for each connection.
    fn serve(&self, mut connection: TcpStream) -> std::io::Result<()> {
        let mut reader = BufReader::new(connection.try_clone()?);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if reader.read_line(&mut head)? == 0 {
                return Ok(());
            }
        }
        let header = |name: &str| {
            head.lines().find_map(|line| {
                let (key, value) = line.split_once(':')?;
                key.eq_ignore_ascii_case(name)
                    .then(|| value.trim().to_owned())
            })
        };
        let length = header("content-length").and_then(|length| length.parse().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        reader.read_exact(&mut body)?;
        lock(&self.asked).push(head.clone());
        let mut words = head.split(' ');
        let request = [words.next(), words.next()]
            .map(Option::unwrap_or_default)
            .join(" ");
        let reply = lock(&self.replies).get(&request).cloned();
        let close = "connection: close\r\ncontent-length: 0\r\n\r\n";
        let bytes = match reply {
            None => format!("HTTP/1.1 404 Not Found\r\n{close}").into_bytes(),
            Some(Reply::Raw(bytes)) => bytes,
            Some(Reply::Protected(expected)) => {
                let status = match header("authorization") {
                    Some(value) if value == expected => "200 OK",
                    _ => "401 Unauthorized",
                };
                format!("HTTP/1.1 {status}\r\n{close}").into_bytes()
            }
            Some(Reply::Echo) => {
                let value = header("authorization").unwrap_or_default();
                format!(
                    "HTTP/1.1 302 Found\r\nlocation: /{value}?token={value}\r\nset-cookie: session={value}\r\n\
                     access-control-allow-origin: {value}\r\nreferrer-policy: {value}\r\n\
                     content-security-policy: frame-ancestors {value}\r\ncontent-length: {}\r\n\r\n{head}",
                    head.len()
                )
                .into_bytes()
            }
            Some(Reply::Silence) => {
                thread::sleep(Duration::from_secs(15));
                return Ok(());
            }
        };
        connection.write_all(&bytes)?;
        connection.flush()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
