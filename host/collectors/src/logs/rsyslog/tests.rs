use muster_facts::targets::Targets;
use muster_facts::{Domain, Secrets};
use muster_target::{Context, Recorded, collect as collect_all};

use super::*;

fn facts(system: &Recorded) -> RsyslogFacts {
    let (targets, secrets) = (Targets::default(), Secrets::default());
    let context = Context::recorded(system, &targets, &secrets);
    let facts = collect_all(context, &[crate::COLLECTORS], &[Domain::Rsyslog], &|_| ());
    facts.rsyslog.clone().unwrap()
}

fn files(system: &Recorded) -> Vec<String> {
    let files = facts(system).files.unwrap();
    files
        .into_iter()
        .map(|file| format!("{} {}", file.path, file.mode.unwrap_or_default()))
        .collect()
}

#[test]
fn each_file_has_the_mode_of_its_place() {
    let system = Recorded::new()
        .file(
            "/etc/rsyslog.conf",
            "*.emerg /var/log/early\n$FileCreateMode 0640\n$IncludeConfig /etc/rsyslog.d/*.conf\n*.* /var/log/late\n",
        )
        .file(
            "/etc/rsyslog.d/50.conf",
            "kern.* -/var/log/kern.log\naction(type=\"omfile\" file=\"/var/log/own\")\n",
        )
        .file(
            "/etc/rsyslog.d/60.conf",
            "$FileCreateMode 0600\naction(type=\"omfile\" dynaFile=\"Host\" fileCreateMode=\"0644\")\n",
        )
        .file("/etc/rsyslog.d/x.off", "*.* /var/log/no\n");
    assert_eq!(
        files(&system),
        [
            "/var/log/early 0644",
            "/var/log/kern.log 0640",
            "/var/log/own 0644",
            "Host 0644",
            "/var/log/late 0600",
        ]
    );
    let masked = system.file("/etc/rsyslog.d/70.conf", "$Umask 0077\n");
    assert!(files(&masked).iter().all(|file| file.ends_with(" 0600")));
}

#[test]
fn receivers_and_forwards_are_those_of_both_languages() {
    let system = Recorded::new().file(
        "/etc/rsyslog.conf",
        "module(load=\"imtcp\")\n$ModLoad imudp\ninput(type=\"imtcp\" port=\"514\")\n$UDPServerAddress 127.0.0.1\n$UDPServerRun 514\n\
         *.* @logs.example\n*.* @@(o)[2001:db8::1]:514;x\n$DefaultNetstreamDriver gtls\n\
         action(type=\"omfwd\" target=\"tls.example\" protocol=\"tcp\" StreamDriverMode=\"1\")\n",
    );
    let found = facts(&system);
    let receivers = found.receivers.unwrap();
    assert_eq!(receivers.len(), 2);
    assert!(!receivers[0].loopback && receivers[1].loopback);
    let forwards = found.forwards.unwrap();
    let told: Vec<(&str, Option<&str>, bool)> = forwards
        .iter()
        .map(|one| (one.protocol.as_str(), one.host.as_deref(), one.encrypted))
        .collect();
    assert_eq!(
        told,
        [
            ("udp", Some("logs.example"), false),
            ("tcp", Some("2001:db8::1"), false),
            ("tcp", Some("tls.example"), true),
        ]
    );
}

#[test]
fn what_is_not_read_is_said() {
    let system = Recorded::new()
        .file(
            "/etc/rsyslog.conf",
            "include(file=\"/etc/rsyslog.d/\")\naction(",
        )
        .file("/etc/rsyslog.d/a", "x")
        .denied("/etc/rsyslog.d/a");
    assert_eq!(facts(&system).unread_parts.unwrap().len(), 2);
    let circle = Recorded::new().file("/etc/rsyslog.conf", "$IncludeConfig /etc/rsyslog.conf\n");
    assert!(facts(&circle).files.is_err());
}

#[test]
fn no_secret_leaves_the_configuration() {
    let system = Recorded::new().file(
        "/etc/rsyslog.conf",
        "action(type=\"ommysql\" pwd=\"hunter2\")\naction(type=\"omfwd\" target=\"u:hunter2@x\")\n*.* :ommysql:db,logs,u,hunter2\n\
         if $msg contains 'hunter2' then /var/log/x\n",
    );
    assert!(!format!("{:?}", facts(&system)).contains("hunter2"));
}

#[test]
fn messages_of_this_host_come_from_the_journal_or_a_socket() {
    let inputs = |text: &str| -> Vec<String> {
        let system = Recorded::new().file("/etc/rsyslog.conf", text);
        let inputs = facts(&system).inputs.unwrap().into_iter();
        inputs.map(|input| input.kind).collect()
    };
    assert_eq!(
        inputs(
            "module(load=\"imuxsock\" SysSock.Use=\"off\")\nmodule(load=\"imjournal\" StateFile=\"imjournal.state\")\n"
        ),
        ["journal"]
    );
    assert_eq!(inputs("module(load=\"imuxsock\") # local\n"), ["socket"]);
    assert_eq!(
        inputs("$ModLoad imuxsock.so\n$ModLoad imklog\n"),
        ["socket"]
    );
    assert_eq!(
        inputs("$ModLoad imuxsock\n$OmitLocalLogging on\n$ModLoad imjournal\n"),
        ["journal"]
    );
}
