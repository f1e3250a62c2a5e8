//! `muster doctor` says what this user can read of what the policy needs, and the way out.

use std::os::unix::fs::PermissionsExt as _;

use crate::program::{command, finish, host, muster, muster_in, write};
use crate::{folder, small_image, text};

/// Rules that ask for little, so that a new one changes nothing here.
const POLICY: &str = "name = \"small\"\nenable = [\n    \"ssh/permit-root-login\",\n    \"ssh/password-authentication\",\n    \
                      \"env/weak-secret\",\n    \"firewall/active\",\n]\n";

#[test]
fn all_that_the_policy_needs_can_be_read() {
    let folder = folder();
    let root = small_image(folder.path());
    write(&root.join("etc/os-release"), "ID=debian\nVERSION_ID=12\n");
    write(
        &folder.path().join("ssh.toml"),
        "enable = [\"ssh/permit-root-login\"]\n",
    );
    let arguments = ["doctor", "--root", text(&root), "--policy", "ssh.toml"];
    let run = muster_in(folder.path(), arguments).exits(0);
    assert!(
        run.stdout
            .contains("read  The OpenSSH server's effective configuration"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout
            .ends_with("Everything that the policy needs from small can be read. Exit code 0.\n"),
        "{}",
        run.stdout
    );
}

#[test]
fn what_cannot_be_read_is_told_with_its_rules() {
    let folder = folder();
    write(&folder.path().join("small.toml"), POLICY);
    let host = host("unprivileged");
    let arguments = [
        "doctor",
        "--recording",
        text(&host),
        "--policy",
        "small.toml",
    ];
    let run = muster_in(folder.path(), arguments).exits(3);
    for part in [
        "── Not read (",
        "denied  ",
        "fix  Record the host again as root.",
        "Exit code 3.\n",
    ] {
        assert!(run.stdout.contains(part), "{part}\n{}", run.stdout);
    }
    let scan = ["scan", "--recording", text(&host), "--policy", "small.toml"];
    muster_in(folder.path(), scan).exits(3);
}

/// Doctor and scan agree about whether everything was evaluated.
#[test]
fn the_exit_code_is_that_of_a_scan_as_far_as_the_host_goes() {
    for (name, code) in [("shop-1", 0), ("ubuntu-24.04", 0), ("unprivileged", 3)] {
        let host = host(name);
        let policy = host.join("muster.toml");
        let arguments = [
            "doctor",
            "--recording",
            text(&host),
            "--policy",
            text(&policy),
        ];
        muster(arguments).exits(code);
    }
}

#[test]
fn whoever_may_not_read_a_file_is_told_to_become_root() {
    if rustix::process::geteuid().is_root() {
        return;
    }
    let folder = folder();
    let root = small_image(folder.path());
    let file = root.join("etc/ssh/sshd_config");
    let closed = std::fs::Permissions::from_mode(0o000);
    std::fs::set_permissions(&file, closed).expect("the file is ours");
    write(
        &folder.path().join("ssh.toml"),
        "enable = [\"ssh/permit-root-login\"]\n",
    );
    let arguments = ["doctor", "--root", text(&root), "--policy", "ssh.toml"];
    let run = finish(command(folder.path()).args(arguments)).exits(3);
    assert!(
        run.stdout.contains("fix  `sudo muster scan`"),
        "{}",
        run.stdout
    );
}
