//! What rsyslog is configured to do: `/etc/rsyslog.conf`, and what that includes, in the order in which it reads them.
//!
//! Of its files, the hosts that it sends to and the ports that it takes messages at are facts; passwords of databases,
//! filters and templates stay here.

mod statements;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use muster_facts::rsyslog::{Forward, Input, LogFile, Program, Receiver, UnreadPart};
use muster_facts::{Fact, FactError, RsyslogFacts, Source};
use muster_target::{Collection, FileType, ReadError, System, present};

use self::statements::{What, statements};
use crate::readers::packages::{Package, Packages};
use crate::ssh::expand_pattern;

const MAIN: &str = "/etc/rsyslog.conf";
const PROGRAMS: [&str; 3] = ["/usr/sbin/rsyslogd", "/sbin/rsyslogd", "/usr/bin/rsyslogd"];

/// Nobody writes as much by hand.
const LARGEST: u64 = 1 << 20;

/// A host has some dozens.
const MOST_FILES: usize = 500;
const DEEPEST: usize = 10;
const MOST_STATEMENTS: usize = 50_000;

/// Bits of a file of which nothing says otherwise.
const DEFAULT_MODE: u32 = 0o644;

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> RsyslogFacts {
    let system = collection.context.system;
    let overview = collection
        .shared::<Packages>()
        .map(|packages| program(system, &packages));
    let mut reader = Reader::new(system);
    match reader.file(Path::new(MAIN), 0) {
        Ok(()) => {
            reader.apply_umask();
            RsyslogFacts {
                overview,
                files: Ok(reader.files),
                inputs: Ok(reader.inputs),
                receivers: Ok(reader.receivers),
                forwards: Ok(reader.forwards),
                unread_parts: Ok(reader.unread),
            }
        }
        Err(error) => RsyslogFacts {
            overview,
            files: Err(error.clone()),
            inputs: Err(error.clone()),
            receivers: Err(error.clone()),
            forwards: Err(error.clone()),
            unread_parts: Err(error),
        },
    }
}

fn program(system: &dyn System, packages: &Packages) -> Program {
    let path = PROGRAMS
        .iter()
        .find(|path| system.metadata(Path::new(path)).is_ok());
    // A package that was removed leaves its configuration.
    let installed = match packages.get("rsyslog") {
        Some(Package::Installed(_)) => true,
        Some(Package::Removed) => false,
        Some(Package::Unclear) | None => path.is_some(),
    };
    Program {
        installed,
        configuration: MAIN.to_owned(),
        source: Source::file(*path.unwrap_or(&MAIN)),
    }
}

/// A setting with the line that has it.
type Set<T> = Option<(T, Source)>;

struct Reader<'a> {
    system: &'a dyn System,
    files: Vec<LogFile>,
    inputs: Vec<Input>,
    receivers: Vec<Receiver>,
    forwards: Vec<Forward>,
    unread: Vec<UnreadPart>,
    read: usize,
    statements: usize,
    /// Of the actions of old that follow.
    mode: Set<Option<u32>>,
    /// Of the others.
    module_mode: Set<Option<u32>>,
    umask: u32,
    /// Whether TLS is what connections use by default.
    tls_driver: bool,
    tls_mode: bool,
    /// Where the next receiver of old listens.
    address: Option<String>,
}

impl<'a> Reader<'a> {
    fn new(system: &'a dyn System) -> Self {
        Self {
            system,
            files: Vec::new(),
            inputs: Vec::new(),
            receivers: Vec::new(),
            forwards: Vec::new(),
            unread: Vec::new(),
            read: 0,
            statements: 0,
            mode: None,
            module_mode: None,
            umask: 0,
            tls_driver: false,
            tls_mode: false,
            address: None,
        }
    }

    /// Reads a file; one that is not there has nothing.
    fn file(&mut self, path: &Path, depth: usize) -> Fact<()> {
        let shown = path.display().to_string();
        self.read += 1;
        if self.read > MOST_FILES || depth > DEEPEST {
            return Err(FactError::Failed(format!(
                "{shown}: rsyslog's configuration includes more files than Muster reads"
            )));
        }
        let bytes = match present(self.system.read(path, LARGEST)) {
            Ok(Some(bytes)) => bytes,
            Ok(None) | Err(ReadError::NotRegular { .. }) => return Ok(()),
            Err(error) => {
                self.unread.push(UnreadPart {
                    reason: error.to_string(),
                    source: Source::file(shown),
                });
                return Ok(());
            }
        };
        for statement in statements(&String::from_utf8_lossy(&bytes)) {
            self.statements += 1;
            if self.statements > MOST_STATEMENTS {
                return Err(FactError::Failed(format!(
                    "{shown}: rsyslog's configuration is longer than what Muster reads"
                )));
            }
            let source = Source::line(&shown, statement.line);
            match statement.what {
                What::Object(name, parameters) => self.object(&name, &parameters, source, depth)?,
                What::Directive(name, value) => self.directive(&name, &value, source, depth)?,
                What::Action(target) => self.action_of_old(&target, source),
                What::Open => self.unread.push(UnreadPart {
                    reason: "something begins here and does not end".to_owned(),
                    source,
                }),
            }
        }
        Ok(())
    }

    fn object(
        &mut self,
        name: &str,
        parameters: &BTreeMap<String, String>,
        source: Source,
        depth: usize,
    ) -> Fact<()> {
        let value = |name: &str| parameters.get(name).map(String::as_str);
        match name {
            "include" => match value("file") {
                Some(pattern) => return self.include(pattern, &source, depth),
                None => self.unread.push(UnreadPart {
                    reason: "what it includes is not a file".to_owned(),
                    source,
                }),
            },
            "global" => {
                if let Some(umask) = value("umask") {
                    self.umask = octal(umask).unwrap_or_default();
                }
                if let Some(driver) = value("defaultnetstreamdriver") {
                    self.tls_driver = is_tls(driver);
                }
            }
            "module" => {
                let is_omfile = value("load").is_some_and(|name| name.ends_with("omfile"));
                if let Some(mode) = value("filecreatemode").filter(|_| is_omfile) {
                    self.module_mode = Some((octal(mode), source));
                } else if value("syssock.use").is_none_or(|on| !on.eq_ignore_ascii_case("off")) {
                    self.input(value("load").unwrap_or_default(), source);
                }
            }
            "input" => {
                let protocol = match value("type").map(str::to_ascii_lowercase).as_deref() {
                    Some("imudp") => Receiver::PROTOCOL_UDP,
                    Some("imtcp" | "imptcp") => Receiver::PROTOCOL_TCP,
                    Some("imrelp") => Receiver::PROTOCOL_RELP,
                    _ => return Ok(()),
                };
                // A socket of this host.
                if value("path").is_some() {
                    return Ok(());
                }
                self.receive(protocol, value("port"), value("address"), source);
            }
            "action" => self.action(parameters, source),
            _ => {}
        }
        Ok(())
    }

    fn action(&mut self, parameters: &BTreeMap<String, String>, source: Source) {
        let value = |name: &str| parameters.get(name).map(String::as_str);
        let is_on = |name: &str| value(name).is_some_and(|value| value.eq_ignore_ascii_case("on"));
        match value("type").map(str::to_ascii_lowercase).as_deref() {
            Some("omfile") => {
                let own = value("filecreatemode").map(|mode| (octal(mode), source.clone()));
                let mode = own.or_else(|| self.module_mode.clone());
                let path = value("file").or_else(|| value("dynafile"));
                self.write(path.unwrap_or_default(), mode, source);
            }
            Some("omfwd") => {
                let is_tcp = value("protocol").is_some_and(|name| name.eq_ignore_ascii_case("tcp"));
                let driver = value("streamdriver").map_or(self.tls_driver, is_tls);
                let encrypted = is_tcp && driver && value("streamdrivermode") == Some("1");
                let protocol = if is_tcp {
                    Forward::PROTOCOL_TCP
                } else {
                    Forward::PROTOCOL_UDP
                };
                self.send(protocol, value("target"), encrypted, source);
            }
            Some("omrelp") => {
                self.send(
                    Forward::PROTOCOL_RELP,
                    value("target"),
                    is_on("tls"),
                    source,
                );
            }
            _ => {}
        }
    }

    fn directive(&mut self, name: &str, value: &str, source: Source, depth: usize) -> Fact<()> {
        let value = value.split('#').next().unwrap_or_default().trim();
        match name {
            "includeconfig" => return self.include(value, &source, depth),
            "modload" => self.input(value, source),
            // The socket of the module of old.
            "omitlocallogging" if value.eq_ignore_ascii_case("on") => {
                self.inputs.retain(|input| input.kind != Input::KIND_SOCKET);
            }
            "filecreatemode" => self.mode = Some((octal(value), source)),
            "umask" => self.umask = octal(value).unwrap_or_default(),
            "resetconfigvariables" => self.mode = None,
            "defaultnetstreamdriver" => self.tls_driver = is_tls(value),
            "actionsendstreamdrivermode" => self.tls_mode = value == "1",
            "udpserveraddress" => self.address = Some(value.to_owned()),
            "udpserverrun" => {
                let address = self.address.take();
                let protocol = Receiver::PROTOCOL_UDP;
                self.receive(protocol, Some(value), address.as_deref(), source);
            }
            "inputtcpserverrun" | "inputptcpserverrun" => {
                self.receive(Receiver::PROTOCOL_TCP, Some(value), None, source);
            }
            "inputrelpserverrun" => {
                self.receive(Receiver::PROTOCOL_RELP, Some(value), None, source);
            }
            "inputgssserverrun" => {
                self.receive(Receiver::PROTOCOL_GSSAPI, Some(value), None, source);
            }
            _ => {}
        }
        Ok(())
    }

    fn action_of_old(&mut self, target: &str, source: Source) {
        if let Some(host) = target.strip_prefix('@') {
            let (host, is_tcp) = match host.strip_prefix('@') {
                Some(host) => (host, true),
                None => (host, false),
            };
            // Options are in brackets before it.
            let host = match host.strip_prefix('(') {
                Some(rest) => rest.split_once(')').map_or(rest, |(_, host)| host),
                None => host,
            };
            let host = match host.strip_prefix('[') {
                Some(rest) => rest.split(']').next(),
                None => host.split(':').next(),
            };
            let protocol = if is_tcp {
                Forward::PROTOCOL_TCP
            } else {
                Forward::PROTOCOL_UDP
            };
            let encrypted = is_tcp && self.tls_driver && self.tls_mode;
            self.send(protocol, host, encrypted, source);
        } else {
            let path = target.strip_prefix('?').unwrap_or(target);
            let mode = self.mode.clone();
            self.write(path, mode, source);
        }
    }

    fn include(&mut self, pattern: &str, source: &Source, depth: usize) -> Fact<()> {
        let paths = if pattern.ends_with('/') {
            let directory = Path::new(pattern);
            present(self.system.list(directory)).map(|names| {
                let names = names.unwrap_or_default().into_iter();
                let shown = names.filter(|name| !name.starts_with('.'));
                shown.map(|name| directory.join(name)).collect()
            })
        } else if pattern.starts_with('/') {
            self.listed(pattern)
        } else {
            // Relative to where it was started, which is the root.
            self.listed(&format!("/{pattern}"))
        };
        match paths {
            Ok(paths) => {
                for path in paths {
                    self.file(&path, depth + 1)?;
                }
            }
            Err(error) => self.unread.push(UnreadPart {
                reason: error.to_string(),
                source: source.clone(),
            }),
        }
        Ok(())
    }

    fn listed(&self, pattern: &str) -> Result<Vec<PathBuf>, ReadError> {
        let mut found = Vec::new();
        for path in expand_pattern(self.system, pattern)? {
            let is_directory = present(self.system.metadata(&path)).is_ok_and(|found| {
                found.is_some_and(|found| found.file_type == FileType::Directory)
            });
            if !is_directory {
                found.push(path);
            }
        }
        Ok(found)
    }

    fn write(&mut self, path: &str, mode: Set<Option<u32>>, source: Source) {
        // Devices, such as a console, are there already.
        if path.starts_with("/dev/") {
            return;
        }
        let (bits, decided_by) = match mode {
            Some((bits, line)) => (bits, Some(line)),
            None => (Some(DEFAULT_MODE), None),
        };
        self.files.push(LogFile {
            path: shown(path).unwrap_or("a file").to_owned(),
            mode: bits.map(|bits| format!("{bits:04o}")),
            decided_by,
            source,
        });
    }

    /// Takes off what the mask of the process takes off, which holds for all files.
    fn apply_umask(&mut self) {
        for file in &mut self.files {
            let bits = file.mode.as_deref().and_then(octal);
            file.mode = bits.map(|bits| format!("{:04o}", bits & !self.umask));
        }
    }

    /// A loaded module, by its name, file or path.
    fn input(&mut self, module: &str, source: Source) {
        let name = module.rsplit('/').next().unwrap_or_default();
        let kind = match name.strip_suffix(".so").unwrap_or(name) {
            "imjournal" => Input::KIND_JOURNAL,
            "imuxsock" => Input::KIND_SOCKET,
            _ => return,
        };
        self.inputs.push(Input {
            kind: kind.to_owned(),
            source,
        });
    }

    fn receive(
        &mut self,
        protocol: &str,
        port: Option<&str>,
        address: Option<&str>,
        source: Source,
    ) {
        let is_number =
            |port: &&str| port.len() < 6 && port.bytes().all(|byte| byte.is_ascii_digit());
        self.receivers.push(Receiver {
            protocol: protocol.to_owned(),
            port: port.filter(is_number).map(str::to_owned),
            loopback: address.is_some_and(is_loopback),
            source,
        });
    }

    fn send(&mut self, protocol: &str, host: Option<&str>, encrypted: bool, source: Source) {
        self.forwards.push(Forward {
            protocol: protocol.to_owned(),
            host: host.and_then(shown).map(str::to_owned),
            encrypted,
            source,
        });
    }
}

/// A path or a name that may be shown.
fn shown(text: &str) -> Option<&str> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-:%$".contains(c);
    (!text.is_empty() && text.len() < 200 && text.chars().all(is_plain)).then_some(text)
}

fn octal(text: &str) -> Option<u32> {
    let text = text.trim();
    let bits = u32::from_str_radix(text, 8).ok()?;
    (text.len() <= 5 && bits <= 0o7777).then_some(bits)
}

fn is_tls(driver: &str) -> bool {
    matches!(
        driver.to_ascii_lowercase().as_str(),
        "gtls" | "ossl" | "mbedtls"
    )
}

fn is_loopback(address: &str) -> bool {
    address == "localhost"
        || address
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}
