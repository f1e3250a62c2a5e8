//! Targets that would lead out, hang or refuse: an error for what they hide, and everything else
//! judged.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use rustix::fs::{CWD, FileType, Mode, mknodat};
use rustix::process::geteuid;
use serde_json::Value;

use crate::program::{MUSTER, Run, finish, isolated, muster_in, write};
use crate::{folder, small_image};

const POLICY: &str = "\
name = \"targets\"
enable = [\"ssh/permit-root-login\", \"env/file-present\", \"env/file-parse-error\"]
[targets]
env-files = [{ path = \"/etc/app.env\", dialects = [\"compose\"] }]
";

fn scan(folder: &Path) -> Run {
    write(&folder.join("muster.toml"), POLICY);
    muster_in(folder, ["scan", "--root", "root", "--output", "json"])
}

fn finding(run: &Run, rule: &str) -> Value {
    finding_of(&run.findings(), rule).clone()
}

fn finding_of<'a>(findings: &'a [Value], rule: &str) -> &'a Value {
    let found = findings.iter().find(|finding| finding["rule"] == rule);
    found.unwrap_or_else(|| panic!("{rule} is missing in {findings:?}"))
}

#[test]
fn a_fifo_for_a_configuration_is_an_error_and_no_hang() {
    let folder = folder();
    let root = small_image(folder.path());
    write(&root.join("etc/app.env"), "APP_ENV=prod\n");
    replace_by_fifo(&root.join("etc/ssh/sshd_config"));
    let run = scan(folder.path()).exits(3);
    let broken = finding(&run, "ssh/permit-root-login");
    assert_eq!(broken["status"], "error", "{broken}");
    let reason = broken["reason"].as_str().expect("a reason");
    assert!(reason.contains("/etc/ssh/sshd_config"), "{reason}");
    assert_eq!(finding(&run, "env/file-parse-error")["status"], "pass");
}

#[test]
fn nobody_is_asked_about_a_directory_and_the_report_says_so() {
    let folder = folder();
    let root = small_image(folder.path());
    let of_the_network = ["dns/*", "mail/*", "tls/*", "cloudflare/*"];
    let policy = |zone: &str| {
        format!(
            "name = \"edge\"\nenable = [\"ssh/permit-root-login\", \"{}\"]\n\
             [targets]\ndomain = \"example.com\"\n\
             [targets.edge.cloudflare]\n{zone}\n",
            of_the_network.join("\", \"")
        )
    };
    write(&folder.path().join("muster.toml"), policy(""));
    let arguments = ["scan", "--root", "root", "--output", "json"];
    let findings = muster_in(folder.path(), arguments).exits(0).findings();
    assert_eq!(
        finding_of(&findings, "ssh/permit-root-login")["status"],
        "pass"
    );
    for pattern in of_the_network {
        let plugin = pattern.trim_end_matches('*');
        let rules = findings.iter().filter(|finding| {
            let rule = finding["rule"].as_str().expect("a rule");
            rule.starts_with(plugin)
        });
        let mut judged = 0;
        for finding in rules {
            judged += 1;
            assert_eq!(finding["status"], "not-applicable", "{finding}");
            let reason = finding["reason"].as_str().expect("a reason");
            // That nothing in it sends mail is seen without a network.
            let is_said = reason.contains("not asked about a directory")
                || finding["rule"] == "mail/spf-provider";
            assert!(is_said, "{finding}");
        }
        assert!(judged > 5, "only {judged} rules of {plugin}");
    }
    // An export is a file, which can be read. This one is not there.
    let export = "export = \"/srv/cloudflare.json\"";
    write(&folder.path().join("muster.toml"), policy(export));
    let findings = muster_in(folder.path(), arguments).exits(3).findings();
    let strict = finding_of(&findings, "cloudflare/ssl-mode-strict");
    assert_eq!(strict["status"], "error", "{strict}");
    write(
        &root.join("srv/cloudflare.json"),
        r#"{"zone": {"success": true, "result": [{"id": "1", "name": "example.com", "status": "active"}]}}"#,
    );
    let findings = muster_in(folder.path(), arguments).exits(3).findings();
    let active = finding_of(&findings, "cloudflare/zone-active");
    assert_eq!(active["status"], "pass", "{active}");
}

#[test]
fn a_fifo_for_an_environment_file_fails_and_is_no_hang() {
    let folder = folder();
    let root = small_image(folder.path());
    write(&root.join("etc/app.env"), "");
    replace_by_fifo(&root.join("etc/app.env"));
    let run = scan(folder.path()).exits(3);
    let found = finding(&run, "env/file-present");
    assert_eq!(found["status"], "fail", "{found}");
    let message = found["message"].as_str().expect("a message");
    assert!(
        message.contains("/etc/app.env is not a regular file"),
        "{message}"
    );
    assert_eq!(finding(&run, "env/file-parse-error")["status"], "error");
    assert_eq!(finding(&run, "ssh/permit-root-login")["status"], "pass");
}

fn replace_by_fifo(file: &Path) {
    std::fs::remove_file(file).expect("the folder is ours");
    mknodat(CWD, file, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).expect("the folder is ours");
}

#[test]
fn a_link_in_an_image_does_not_lead_out() {
    let folder = folder();
    let outside = folder.path().join("outside");
    write(&outside, "PermitRootLogin no\nOUTSIDE\n");
    for target in [
        outside.clone(),
        "../../../../../../../../etc/hostname".into(),
    ] {
        let root = small_image(folder.path());
        write(&root.join("etc/app.env"), "APP_ENV=prod\n");
        let link = root.join("etc/ssh/sshd_config");
        std::fs::remove_file(&link).expect("the folder is ours");
        symlink(&target, &link).expect("the folder is ours");
        let run = scan(folder.path());
        let found = finding(&run, "ssh/permit-root-login");
        assert_ne!(found["status"], "pass", "{found}");
        assert!(!run.stdout.contains("OUTSIDE"), "{}", run.stdout);
        std::fs::remove_dir_all(&root).expect("the folder is ours");
    }
}

#[test]
fn links_that_turn_in_circles_fail() {
    let folder = folder();
    let root = small_image(folder.path());
    let link = root.join("etc/app.env");
    symlink("app.env", &link).expect("the folder is ours");
    let run = scan(folder.path()).exits(3);
    assert_eq!(finding(&run, "env/file-present")["status"], "fail");
    assert_eq!(finding(&run, "env/file-parse-error")["status"], "error");
    assert_eq!(finding(&run, "ssh/permit-root-login")["status"], "pass");
}

#[test]
fn an_include_of_itself_is_an_error() {
    let folder = folder();
    let root = small_image(folder.path());
    write(&root.join("etc/app.env"), "APP_ENV=prod\n");
    write(
        &root.join("etc/ssh/sshd_config"),
        "Include /etc/ssh/sshd_config\nPermitRootLogin no\n",
    );
    let run = scan(folder.path()).exits(3);
    assert_eq!(finding(&run, "ssh/permit-root-login")["status"], "error");
}

#[test]
fn what_this_user_may_not_read_is_an_error() {
    if !geteuid().is_root() {
        eprintln!("skipped: only root can give up root's rights");
        return;
    }
    let folder = folder();
    let root = small_image(folder.path());
    write(&root.join("etc/app.env"), "APP_ENV=prod\n");
    set_mode(&root.join("etc/app.env"), 0o600);
    write(&folder.path().join("muster.toml"), POLICY);
    let run = scan_as_nobody(folder.path(), &["--root", "root"]).exits(3);
    let denied = finding(&run, "env/file-parse-error");
    assert_eq!(denied["status"], "error", "{denied}");
    let reason = denied["reason"].as_str().expect("a reason");
    assert!(
        reason.contains("/etc/app.env: permission denied"),
        "{reason}"
    );
    assert_eq!(finding(&run, "ssh/permit-root-login")["status"], "pass");
}

#[test]
fn this_machine_can_be_scanned_by_anybody() {
    if !geteuid().is_root() {
        eprintln!("skipped: only root can give up root's rights");
        return;
    }
    let folder = folder();
    let run = scan_as_nobody(folder.path(), &[]).exits(3);
    // The packet filter is root's, whatever else there is.
    assert_eq!(finding(&run, "firewall/active")["status"], "error");
    for found in run.findings() {
        assert!(
            found["status"] != "error" || found["reason"].is_string(),
            "{found}"
        );
    }
}

/// The program without root's rights. The target directory may lie where nobody else may look, so
/// it runs as a copy.
fn scan_as_nobody(folder: &Path, target: &[&str]) -> Run {
    let program = folder.join("muster");
    std::fs::copy(MUSTER, &program).expect("the program can be copied");
    set_mode(folder, 0o755);
    let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
    finish(
        isolated("setpriv", folder)
            .args(nobody)
            .arg(&program)
            .args(["scan", "--output", "json", "--no-cache"])
            .args(target),
    )
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).expect("the folder is ours");
}

#[test]
fn a_host_whose_addresses_are_not_known_is_not_told_from_others() {
    let folder = folder();
    write(
        &folder.path().join("muster.toml"),
        "name = \"edge\"\nenable = [\"dns/origin-ip-leak\", \"dns/aaaa-mismatch\", \
         \"dns/points-to-expected\"]\n[targets]\ndomain = \"example.com\"\n\
         [rules.\"dns/origin-ip-leak\".parameters]\nedge-networks = [\"198.51.100.0/24\"]\n",
    );
    write(
        &folder.path().join("host/recording.toml"),
        "name = \"web-1\"\n",
    );
    write(
        &folder.path().join("host/network/dns.txt"),
        "$ZONE example.com.\nexample.com. A 198.51.100.1\nwww.example.com. A 203.0.113.7\n\
         www.example.com. AAAA 2001:db8::7\n",
    );
    let arguments = ["scan", "--recording", "host", "--output", "json"];
    let findings = muster_in(folder.path(), arguments).exits(3).findings();
    for rule in [
        "dns/origin-ip-leak",
        "dns/aaaa-mismatch",
        "dns/points-to-expected",
    ] {
        let found = finding_of(&findings, rule);
        assert_eq!(found["status"], "error", "{found}");
        let reason = found["reason"].as_str().expect("a reason");
        assert!(reason.contains("targets.edge.addresses"), "{found}");
    }
}
