//! The names that nginx and Apache serve, by the files in which they are usually configured. Only words in the place
//! of a name are taken out of these files.

use std::path::{Path, PathBuf};

use super::Look;

/// A web server on the host itself.
pub(super) struct WebServer {
    program: &'static str,
    /// Its main configuration file.
    configuration: PathBuf,
    /// The names, each with its place.
    pub(super) names: Vec<(String, String)>,
}

/// How a web server is configured.
struct Kind {
    program: &'static str,
    /// The main configuration file, on one distribution or another.
    configurations: &'static [&'static str],
    /// Directories of further files.
    directories: &'static [&'static str],
    /// Names with their lines.
    names: fn(&str) -> Vec<(usize, &str)>,
}

const KINDS: [Kind; 2] = [
    Kind {
        program: "nginx",
        configurations: &["/etc/nginx/nginx.conf"],
        directories: &[
            "/etc/nginx/conf.d",
            "/etc/nginx/http.d",
            "/etc/nginx/sites-enabled",
            "/etc/nginx/vhosts.d",
        ],
        names: of_nginx,
    },
    Kind {
        program: "Apache",
        configurations: &[
            "/etc/apache2/apache2.conf",
            "/etc/httpd/conf/httpd.conf",
            "/etc/apache2/httpd.conf",
        ],
        directories: &[
            "/etc/apache2/sites-enabled",
            "/etc/apache2/vhosts.d",
            "/etc/apache2/conf.d",
            "/etc/httpd/conf.d",
        ],
        names: of_apache,
    },
];

impl WebServer {
    /// For people.
    pub(super) fn shown(&self) -> String {
        format!("{}, by {}", self.program, self.configuration.display())
    }
}

/// Looks for them.
pub(super) fn find(look: Look<'_>) -> Vec<WebServer> {
    KINDS
        .iter()
        .filter_map(|kind| of_kind(look, kind))
        .collect()
}

fn of_kind(look: Look<'_>, kind: &Kind) -> Option<WebServer> {
    let is_there = |path: &&&str| look.system.metadata(Path::new(path)).is_ok();
    let configuration = PathBuf::from(kind.configurations.iter().find(is_there)?);
    let mut files = vec![configuration.clone()];
    for directory in kind.directories.iter().map(Path::new) {
        let names = look.names(directory);
        files.extend(names.iter().map(|name| directory.join(name)));
    }
    let mut names = Vec::new();
    for file in files {
        let Some(text) = look.text(&file) else {
            continue;
        };
        for (line, name) in (kind.names)(&text) {
            if let Some(name) = look.word(name) {
                names.push((name, format!("{}:{line}", file.display())));
            }
        }
    }
    Some(WebServer {
        program: kind.program,
        configuration,
        names,
    })
}

/// The words between `server_name` and the next semicolon.
fn of_nginx(text: &str) -> Vec<(usize, &str)> {
    let mut names = Vec::new();
    let mut within = false;
    for (number, line) in (1..).zip(text.lines()) {
        let code = line.split('#').next().unwrap_or_default();
        for word in code.split_inclusive([';', '{', '}', ' ', '\t']) {
            let bare = word.trim_end_matches([';', '{', '}', ' ', '\t']);
            if within && !bare.is_empty() {
                names.push((number, bare));
            }
            if word.ends_with([';', '{', '}']) {
                within = false;
            } else if bare == "server_name" {
                within = true;
            }
        }
    }
    names
}

/// The words after `ServerName`, without scheme and port, and after `ServerAlias`.
fn of_apache(text: &str) -> Vec<(usize, &str)> {
    let mut names = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let mut words = line.split_whitespace();
        let directive = words.next().unwrap_or_default();
        if directive.eq_ignore_ascii_case("ServerName") {
            names.extend(words.next().map(|name| (number, without_port(name))));
        } else if directive.eq_ignore_ascii_case("ServerAlias") {
            names.extend(words.map(|name| (number, name)));
        }
    }
    names
}

fn without_port(name: &str) -> &str {
    let name = name.split_once("://").map_or(name, |(_, rest)| rest);
    name.split_once(':').map_or(name, |(host, _)| host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nginx_serves_the_names_up_to_the_semicolon() {
        let text = "http { # server_name no.example;\n  server {\n    server_name a.example b.example\n  \
                    c.example;\n    proxy_set_header X token;\n  }\n  server {server_name d.example;}\n}\n";
        let names: Vec<(usize, &str)> = of_nginx(text);
        assert_eq!(
            names,
            [
                (3, "a.example"),
                (3, "b.example"),
                (4, "c.example"),
                (7, "d.example")
            ]
        );
        assert!(of_nginx("server_name").is_empty());
    }

    #[test]
    fn apache_serves_a_name_and_its_aliases() {
        let text = "<VirtualHost *:443>\n  servername https://a.example:443\n  ServerAlias b.example c.example\n\
                    #ServerName no.example\n</VirtualHost>\nServerName\n";
        assert_eq!(
            of_apache(text),
            [(2, "a.example"), (3, "b.example"), (3, "c.example")]
        );
    }
}
