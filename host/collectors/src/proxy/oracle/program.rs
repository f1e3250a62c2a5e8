//! A release of Caddy that adapts one Caddyfile after another. Its API does what `caddy adapt` does in half a
//! millisecond, while the program takes forty to start.

use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long it may take to start.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) struct Program {
    pub(super) name: &'static str,
    child: Child,
    socket: PathBuf,
}

impl Program {
    /// Starts it in the folder that has what Caddyfiles import.
    pub(super) fn start(name: &'static str, folder: &Path) -> Self {
        let socket = folder.join(format!("{name}.sock"));
        let settings = folder.join(format!("{name}.json"));
        let admin = json!({"admin": {
            "listen": format!("unix/{}", socket.display()),
            "config": {"persist": false},
        }});
        std::fs::write(&settings, admin.to_string()).unwrap();
        let child = Command::new(name)
            .args(["run", "--config"])
            .arg(&settings)
            .current_dir(folder)
            .env_clear()
            // Where nothing is known of earlier runs.
            .env("HOME", folder.join("home"))
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("GOMAXPROCS", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let program = Self {
            name,
            child,
            socket,
        };
        let started = Instant::now();
        while UnixStream::connect(&program.socket).is_err() {
            assert!(started.elapsed() < PATIENCE, "{name} does not listen");
            std::thread::sleep(Duration::from_millis(5));
        }
        program
    }

    /// The JSON of a Caddyfile, or why Caddy refuses it.
    pub(super) fn adapt(&self, caddyfile: &str) -> Result<Value, String> {
        let mut stream = UnixStream::connect(&self.socket).unwrap();
        // An answer of HTTP/1.0 ends with the connection.
        let length = caddyfile.len();
        write!(
            stream,
            "POST /adapt HTTP/1.0\r\nContent-Type: text/caddyfile\r\nContent-Length: {length}\r\n\r\n{caddyfile}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let mut body: Value =
            serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {answer}"));
        if head.contains(" 200 ") {
            return Ok(body["result"].take());
        }
        let why = body["error"].as_str().unwrap();
        // Such as that a request is not allowed.
        assert!(why.starts_with("adapting config"), "{why}");
        Err(why.to_owned())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}
