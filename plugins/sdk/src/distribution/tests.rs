use super::*;

fn distribution(id: &str, like: &[&str], version: &str, init: Option<&str>) -> Distribution {
    Distribution::of(&HostIdentity {
        name: "web-1".to_owned(),
        os_id: id.to_owned(),
        os_like: like.iter().map(|name| (*name).to_owned()).collect(),
        os_version: version.to_owned(),
        os_name: String::new(),
        init_system: init.map(str::to_owned),
        kernel: None,
        privileged: true,
    })
}

fn commands(one: Distribution) -> [String; 2] {
    [one.reload(one.ssh_service()), one.install("nftables")]
}

#[test]
fn each_distribution_has_its_own_names() {
    for (id, like, version, reload, install) in [
        (
            "debian",
            &[][..],
            "12",
            "systemctl reload ssh",
            "apt-get install nftables",
        ),
        (
            "ubuntu",
            &["debian"],
            "24.04",
            "systemctl reload ssh",
            "apt-get install nftables",
        ),
        (
            "pop",
            &["ubuntu", "debian"],
            "22.04",
            "systemctl reload ssh",
            "apt-get install nftables",
        ),
        (
            "rocky",
            &["rhel", "centos", "fedora"],
            "9.4",
            "systemctl reload sshd",
            "dnf install nftables",
        ),
        (
            "fedora",
            &[],
            "42",
            "systemctl reload sshd",
            "dnf install nftables",
        ),
        (
            "centos",
            &["rhel", "fedora"],
            "7",
            "systemctl reload sshd",
            "yum install nftables",
        ),
        (
            "amzn",
            &["centos", "rhel", "fedora"],
            "2",
            "systemctl reload sshd",
            "yum install nftables",
        ),
        (
            "amzn",
            &["fedora"],
            "2023",
            "systemctl reload sshd",
            "dnf install nftables",
        ),
        (
            "opensuse-leap",
            &["suse", "opensuse"],
            "15.6",
            "systemctl reload sshd",
            "zypper install nftables",
        ),
        (
            "sles",
            &["suse"],
            "15.6",
            "systemctl reload sshd",
            "zypper install nftables",
        ),
        (
            "opensuse-microos",
            &["suse", "opensuse", "opensuse-tumbleweed"],
            "20260101",
            "systemctl reload sshd",
            "transactional-update pkg install nftables && reboot",
        ),
        (
            "ol",
            &["fedora"],
            "9.5",
            "systemctl reload sshd",
            "dnf install nftables",
        ),
        (
            "raspbian",
            &["debian"],
            "12",
            "systemctl reload ssh",
            "apt-get install nftables",
        ),
        (
            "devuan",
            &["debian"],
            "5",
            "service ssh reload",
            "apt-get install nftables",
        ),
        (
            "gentoo",
            &[],
            "2.17",
            "rc-service sshd reload",
            "emerge nftables",
        ),
        (
            "alpine",
            &[],
            "3.22.1",
            "rc-service sshd reload",
            "apk add nftables",
        ),
        (
            "manjaro",
            &["arch"],
            "",
            "systemctl reload sshd",
            "pacman -S nftables",
        ),
        (
            "void",
            &[],
            "",
            "systemctl reload sshd",
            "# install the package nftables",
        ),
    ] {
        let found = commands(distribution(id, like, version, None));
        assert_eq!(found, [reload, install], "{id} {version}");
    }
}

#[test]
fn lists_locks_and_daily_jobs_have_their_own_names_too() {
    let debian = distribution("debian", &[], "12", Some("systemd"));
    let rocky = distribution("rocky", &["rhel"], "9.4", None);
    let leap = distribution("opensuse-leap", &["suse"], "15.6", None);
    let alpine = distribution("alpine", &[], "3.22", None);
    assert_eq!(debian.refresh(), "apt-get update");
    assert_eq!(rocky.refresh(), "dnf makecache");
    assert_eq!(alpine.refresh(), "apk update");
    assert_eq!(rocky.release("nginx"), "dnf versionlock delete nginx");
    assert_eq!(leap.release("nginx"), "zypper removelock nginx");
    assert_eq!(
        debian.run_daily("logrotate"),
        "Run `systemctl enable --now logrotate.timer`, or have a script in /etc/cron.daily call logrotate"
    );
    assert_eq!(
        alpine.run_daily("logrotate"),
        "Have a script in /etc/periodic/daily call logrotate"
    );
}

#[test]
fn what_starts_services_decides_over_what_the_distribution_mostly_has() {
    let devuan = distribution("devuan", &["debian"], "5", Some("openrc"));
    assert_eq!(devuan.reload(devuan.ssh_service()), "rc-service ssh reload");
    assert_eq!(devuan.enable("nftables"), "rc-update add nftables");
    assert_eq!(
        devuan.enable_now("ufw"),
        "rc-update add ufw && rc-service ufw start"
    );
    assert_eq!(
        devuan.disable_now("cups"),
        "rc-service cups stop && rc-update del cups"
    );
    assert_eq!(devuan.mask_now("cups"), devuan.disable_now("cups"));
    assert_eq!(devuan.remove("cups"), "apt-get purge cups");
    assert_eq!(devuan.status_of("cron.service"), "rc-service cron status");
    let alpine = distribution("alpine", &[], "3.22", Some("systemd"));
    assert_eq!(alpine.restart("sshd"), "systemctl restart sshd");
    assert_eq!(alpine.mask_now("cups"), "systemctl mask --now cups");
    assert_eq!(alpine.remove("cups"), "apk del cups");
}

#[test]
fn a_container_that_runs_one_program_has_commands_that_work_there() {
    let debian = distribution("debian", &[], "13", None).without_init();
    assert_eq!(debian.reload(debian.ssh_service()), "service ssh reload");
    let rocky = distribution("rocky", &["rhel"], "9.6", None).without_init();
    assert_eq!(
        rocky.reload(rocky.ssh_service()),
        "kill -HUP \"$(cat /run/sshd.pid)\""
    );
}
