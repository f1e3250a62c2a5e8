//! Which program the action runs.

use super::*;

fn sha256(path: &Path) -> String {
    let output = Command::new("sha256sum").arg(path).output();
    let output = String::from_utf8(output.expect("sha256sum runs").stdout).expect("text");
    output[..64].to_owned()
}

#[test]
fn a_program_without_the_right_digest_is_not_run() {
    if !can_run() {
        return;
    }
    let github = github();
    let mut job = Job::new(&github, "web-2");
    // Its own word for it, and a trace when it is run.
    let script = format!("#!/bin/bash\ntouch ran\nexec {MUSTER} \"$@\"\n");
    let binary = job.workspace().join("-muster");
    write(&binary, &script);
    let right = sha256(&binary);
    for (digest, says) in [
        ("0".repeat(64), "does not have the digest"),
        (String::new(), "binary needs sha256"),
        ("abc".to_owned(), "64 hexadecimal digits"),
        (format!("{right}; touch x"), "64 hexadecimal digits"),
    ] {
        job.with("binary", "-muster").with("sha256", digest);
        let ended = job.run().exits(2).says(&[says]);
        assert_eq!(ended.output("exit-code"), "");
        assert!(!job.has("ran") && !job.has("x"));
    }
    job.with("sha256", right.to_uppercase()).run().exits(0);
    assert!(job.has("ran"));
    for (version, code) in [("9.9.9", 2), (env!("CARGO_PKG_VERSION"), 0)] {
        job.with("version", version).run().exits(code);
    }
    job.with("binary", "http://127.0.0.1/muster")
        .run()
        .exits(2)
        .says(&["only over https"]);
    job.with("binary", "nowhere")
        .run()
        .exits(2)
        .says(&["cannot be read"]);
    // What is on the path is checked, too, where a digest is named.
    job.with("binary", "")
        .with("sha256", "0".repeat(64))
        .run()
        .exits(2);
}

#[test]
fn a_program_may_come_in_an_archive() {
    if !can_run() {
        return;
    }
    let github = github();
    let mut job = Job::new(&github, "web-2");
    let folder = job.workspace().join("muster-0.1.0");
    write(
        &folder.join("muster"),
        format!("#!/bin/bash\nexec {MUSTER} \"$@\"\n"),
    );
    write(&folder.join("README.md"), "");
    let pack = |job: &Job| {
        let packed = Command::new("tar")
            .current_dir(job.workspace())
            .args(["-czf", "muster.tar.gz", "muster-0.1.0"])
            .status();
        assert!(packed.expect("tar runs").success());
        sha256(&job.workspace().join("muster.tar.gz"))
    };
    let digest = pack(&job);
    job.with("binary", "muster.tar.gz").with("sha256", digest);
    job.run().exits(0);
    write(&folder.join("other/muster"), "");
    let digest = pack(&job);
    job.with("sha256", digest)
        .run()
        .exits(2)
        .says(&["one file that is called muster"]);
}

#[test]
fn a_program_is_fetched_over_https_alone() {
    if !can_run() || !tls_front::has_certificates() {
        return;
    }
    let github = github();
    let mut job = Job::new(&github, "web-2");
    let script = format!("#!/bin/bash\ntouch fetched\nexec {MUSTER} \"$@\"\n");
    let copy = job.workspace().join("copy");
    write(&copy, &script);
    let files = Listener::start(move |mut connection| {
        let mut head = String::new();
        let mut lines = BufReader::new(connection.try_clone()?);
        while lines.read_line(&mut head)? > 2 {}
        let here = connection.local_addr()?;
        if head.starts_with("GET /elsewhere ") {
            let location = format!("location: http://{here}/muster");
            return write!(
                connection,
                "HTTP/1.1 302 Found\r\n{location}\r\ncontent-length: 0\r\n\r\n"
            );
        }
        let length = script.len();
        write!(
            connection,
            "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{script}"
        )
    });
    let front = TlsFront::start("loopback", files.address);
    let at = |path: &str| front.api().replace("/client/v4", path);
    job.with("binary", at("/muster"))
        .with("sha256", sha256(&copy));
    // An authority that nobody knows.
    job.run().exits(2).says(&["cannot be fetched"]);
    assert!(!job.has("fetched"));
    write(
        &job.workspace().join("root.pem"),
        tls_front::file("root.pem"),
    );
    let roots = job.workspace().join("root.pem").display().to_string();
    job.env.insert("CURL_CA_BUNDLE", roots);
    job.with("binary", at("/elsewhere"))
        .run()
        .exits(2)
        .says(&["cannot be fetched"]);
    assert!(!job.has("fetched"));
    job.with("binary", at("/muster")).run().exits(0);
    assert!(job.has("fetched"));
}
