//! What the action is told, and by whom.

use super::*;

#[test]
fn a_host_is_asked_over_ssh() {
    if !can_run() {
        return;
    }
    let github = github();
    let mut job = Job::new(&github, "web-1");
    // As sshd does: the words become one line for the shell of the user.
    job.tool("ssh", "printf '%s\\n' \"$@\" >ssh-arguments; while [ \"$1\" != -- ]; do shift; done; shift 2; sh -c \"$*\"");
    job.tool("sudo", "[ \"$1\" = -n ] && shift; \"$@\"");
    job.tool(
        "muster",
        &format!("case $1 in collect) printf '%s\\n' \"$@\" >collect-arguments; cat host.json;; *) exec {MUSTER} \"$@\";; esac"),
    );
    job.with.remove("snapshot");
    job.with("host", "deploy@web-1.example.com").run().exits(1);
    let arguments = read(&job.workspace().join("ssh-arguments"));
    for option in [
        "BatchMode=yes",
        "StrictHostKeyChecking=yes",
        "--\ndeploy@web-1.example.com\n",
    ] {
        assert!(arguments.contains(option), "{option}: {arguments}");
    }
    assert_eq!(
        read(&job.workspace().join("collect-arguments")),
        "collect\n"
    );
    job.with("host-policy", "/etc/muster/muster.toml")
        .run()
        .exits(1);
    assert_eq!(
        read(&job.workspace().join("collect-arguments")),
        "collect\n--policy=/etc/muster/muster.toml\n"
    );
    // What cannot be collected is not judged.
    job.tool("sudo", "echo 'sudo: a password is required' >&2; exit 1");
    let ended = job
        .run()
        .exits(3)
        .says(&["nothing could be collected", "a password is required"]);
    assert_eq!(ended.output("exit-code"), "3");
    assert_eq!(github.times("POST"), 2);
    for (input, hostile) in [
        ("host", "-oProxyCommand=touch x"),
        ("host", "web-1; touch x"),
        ("host", "$(touch x)"),
        ("host", "web-1\ntouch x"),
        ("host-policy", "a; touch x"),
        ("host-policy", "a\ntouch x"),
        ("host-policy", "$(touch x)"),
        ("snapshot", "host.json"),
    ] {
        let mut job = Job::new(&github, "web-2");
        job.tool("ssh", "touch called");
        job.with.remove("snapshot");
        job.with("host", "web-1")
            .with(input, hostile)
            .run()
            .exits(2);
        assert!(!job.has("x") && !job.has("called"), "{input}: {hostile}");
    }
}

#[test]
fn no_input_is_a_part_of_a_script() {
    if !can_run() {
        return;
    }
    let github = github();
    for hostile in [
        "\"; touch x; \"'; touch x; '",
        "$(touch x)`touch x`",
        "--output=json=x",
        "a\ntouch x\nexit-code=0\nsarif=/etc/passwd",
        "* ? [a-z]",
    ] {
        let mut job = Job::new(&github, "web-2");
        job.tool("ssh", "exit 255");
        // It writes down what it is told, and a report.
        job.tool(
            "muster",
            "printf '%s\\0' \"$@\" >>arguments\n\
             for word; do case $word in --output=sarif-github=*) echo >\"${word#*github=}\";; esac; done",
        );
        let usual = job.with.clone();
        for name in INPUTS {
            job.with = usual.clone();
            let ended = job.with(name, hostile).run();
            assert!(!job.has("x"), "{name}: {hostile}");
            assert_ne!(ended.output("sarif"), "/etc/passwd", "{name}: {hostile}");
        }
        let arguments = read(&job.workspace().join("arguments"));
        for option in [
            "policy",
            "fail-on",
            "category",
            "path-prefix",
            "evidence",
            "ref",
            "commit",
        ] {
            let whole = format!("\0--{option}={hostile}\0");
            assert!(arguments.contains(&whole), "{whole:?}: {arguments:?}");
        }
        assert!(
            arguments.contains(&format!("\0--\0{hostile}\0")),
            "{arguments:?}"
        );
    }
}

#[test]
fn what_a_host_says_is_no_command_to_the_runner() {
    if !can_run() {
        return;
    }
    let github = github();
    let job = Job::new(&github, "web-2");
    job.tool(
        "muster",
        &format!("echo '::set-output name=exit-code::0'; exec {MUSTER} \"$@\""),
    );
    let said = job.run().exits(0).said();
    let stop = said
        .find("::stop-commands::")
        .expect("commands are stopped");
    let command = said.find("::set-output").expect("it is said");
    assert!(stop < command, "{said}");
    let marker: String = said[stop + "::stop-commands::".len()..]
        .lines()
        .next()
        .expect("a marker")
        .to_owned();
    assert!(marker.len() >= 32);
    let goes_on = said
        .find(&format!("\n::{marker}::\n"))
        .expect("commands go on");
    assert!(command < goes_on, "{said}");
}
