//! How Docker is set up, and what its client says of the containers.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::{ComposeFile, EnvFile, Targets};
use muster_target::{Command, Output, Recorded};

fuzz_target!(|input: &[u8]| {
    let [settings, service, socket, command_line, inspected] = muster_fuzz::files(input);
    let printed = |stdout: &[u8]| {
        Ok(Output {
            status: 0,
            stdout: stdout.to_vec(),
            stderr: Vec::new(),
        })
    };
    let host = Recorded::new()
        .file("/usr/bin/dockerd", "")
        .file("/etc/docker/daemon.json", settings)
        .file("/usr/lib/systemd/system/docker.service", service)
        .file("/usr/lib/systemd/system/docker.socket", socket)
        .file("/proc/7/comm", "dockerd\n")
        .file("/proc/7/cmdline", command_line)
        .file(
            "/srv/compose.yaml",
            "services: {api: {image: shop, env_file: shop.env}}\n",
        )
        .file("/srv/shop.env", "MODE=quick\n")
        .outcome(
            Command::new("docker", ["ps", "--all", "--no-trunc", "--quiet"]),
            printed(b"a1\n"),
        )
        .outcome(
            Command::new("docker", ["inspect", "--type", "container", "a1"]),
            printed(inspected),
        );
    let targets = Targets {
        compose_file: ComposeFile::At(muster_fuzz::bound("compose.yaml")),
        env_files: Some(vec![EnvFile {
            path: muster_fuzz::bound("shop.env"),
            dialects: vec!["compose".to_owned()],
        }]),
        ..Targets::default()
    };
    muster_fuzz::collect_domain(&host, &targets, Domain::Daemon);
    muster_fuzz::collect_domain(&host, &targets, Domain::Containers);
});
