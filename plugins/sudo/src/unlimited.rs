//! Commands that are not one command: programs that start others or write any file as whoever runs them. A rule for
//! one of them is a rule for all.
//!
//! The names are those for which [GTFOBins](https://gtfobins.org/) (as of 2026-04-20, commit 7382261e) describes a shell, a
//! command, an inherited shell, a file that is written or a change of rights under sudo, and a few that are the same
//! program or do the same. Left out are those of systemd that only show something: since systemd 247 their pager starts
//! nothing under sudo.

use muster_names::patterns::path_may_match;
use muster_sdk::sudoers::Rule;

/// Editors and pagers: whatever they are given, whoever sits before them can start a shell or write another file.
#[rustfmt::skip]
const INTERACTIVE: &[&str] = &[
    "batcat", "ed", "emacs", "ex", "ftp", "joe", "less", "lftp", "man", "more", "nano", "nvi",
    "nvim", "pico", "ranger", "red", "rview", "rvim", "telnet", "vi", "view", "vigr", "vim",
    "vimdiff", "vipw", "visudo", "zless",
];

/// Shells, and what reads commands as a shell does: a fixed script keeps them to it.
#[rustfmt::skip]
const INTERPRETERS: &[&str] = &[
    "R", "ash", "bash", "csh", "dash", "debugfs", "elvish", "expect", "fish", "gdb", "ghci",
    "guile", "irb", "jjs", "jrunscript", "jshell", "julia", "ksh", "ksu", "lksh", "lua", "mksh",
    "mysql", "node", "octave", "perl", "php", "pry", "psql", "pwsh", "python", "rc", "ruby",
    "sash", "sg", "sh", "slsh", "sqlite3", "su", "tclsh", "tcsh", "wish", "yash", "zsh",
];

/// What takes another command or another file as an argument: fixed arguments keep them to it.
#[rustfmt::skip]
const BY_ARGUMENTS: &[&str] = &[
    "aa-exec", "acr", "ansible-playbook", "ansible-test", "aoss", "apt", "apt-get", "aptitude",
    "arch-nspawn", "aria2c", "arj", "asterisk", "at", "autoconf", "autoheader", "autoreconf",
    "awk", "aws", "bashbug", "bconsole", "bee", "borg", "bpftrace", "bundle", "bundler", "busctl",
    "busybox", "byebug", "c89", "c99", "cabal", "capsh", "cargo", "cc", "cdist", "certbot",
    "check_by_ssh", "check_log", "check_ssl_cert", "chmod", "choom", "chown", "chpasswd",
    "chroot", "chrt", "clisp", "cmake", "cobc", "codex", "composer", "cowsay", "cowthink", "cp",
    "cpan", "cpio", "cpulimit", "crash", "crontab", "csplit", "csvtool", "ctr", "curl", "dc",
    "dd", "dhclient", "distcc", "dmesg", "dmsetup", "dnf", "dnsmasq", "doas", "docker",
    "dos2unix", "dosbox", "dotnet", "dpkg", "dstat", "dvips", "easy_install", "easyrsa", "eb",
    "enscript", "env", "exiftool", "facter", "fail2ban-client", "fastfetch", "find", "firejail",
    "flock", "forge", "fzf", "g++", "gawk", "gcc", "gcloud", "gem", "genie", "ghc", "gimp",
    "ginsh", "git", "gnuplot", "go", "grc", "gtester", "hashcat", "hg", "hping3", "iconv",
    "iftop", "install", "ionice", "ip", "iptables-save", "ispell", "java", "jtag", "knife",
    "kubectl", "latex", "latexmk", "ld.so", "ln", "loginctl", "logrotate", "logsave", "ltrace",
    "lualatex", "luatex", "lwp-download", "lxd", "m4", "mail", "make", "mawk", "minicom",
    "mosh-server", "mount", "msfconsole", "msgfilter", "multitime", "mv", "mypy", "nawk", "ncdu",
    "ncftp", "needrestart", "neofetch", "nice", "nmap", "nohup", "npm", "nroff", "nsenter",
    "opencode", "openssl", "openvpn", "openvt", "opkg", "pandoc", "passwd", "pdb", "pdflatex",
    "pdftex", "perf", "perlbug", "pexec", "pg", "pic", "pidstat", "pip", "pipx", "pkexec", "pkg",
    "plymouth", "podman", "poetry", "posh", "procmail", "psftp", "puppet", "rake", "redis",
    "restic", "rlwrap", "rpm", "rpmdb", "rpmquery", "rpmverify", "rsync", "rsyslogd", "rtorrent",
    "run-mailcap", "run-parts", "runscript", "rustc", "rustdoc", "rustup", "scanmem", "scp",
    "screen", "script", "scrot", "sed", "service", "setarch", "setcap", "setfacl", "setlock",
    "sftp", "shred", "shuf", "smbclient", "snap", "socat", "softlimit", "sort", "split", "sqlmap",
    "ssh", "ssh-agent", "ssh-copy-id", "sshfs", "sshpass", "sshuttle", "start-stop-daemon",
    "stdbuf", "strace", "sudo", "sysctl", "systemctl", "systemd-run", "tar", "task", "taskset",
    "tasksh", "tcpdump", "tdbtool", "tee", "tex", "time", "timeout", "tmate", "tmux", "top",
    "torify", "torsocks", "tsc", "tshark", "unshare", "unsquashfs", "unzip",
    "update-alternatives", "useradd", "usermod", "uv", "vagrant", "valgrind", "varnishncsa",
    "virsh", "volatility", "watch", "wg-quick", "wget", "wireshark", "xargs", "xdg-user-dir",
    "xdotool", "xelatex", "xetex", "xxd", "yarn", "yt-dlp", "yum", "zathura", "zic", "zip",
    "zypper",
];

/// Where the programs of a distribution are.
const DIRECTORIES: [&str; 4] = ["/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/"];

/// Whether whoever may use a rule for a command can thereby run every command, or write every file.
pub(crate) fn is_unlimited(rule: &Rule) -> bool {
    let path = rule.command.as_deref().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or(path);
    match rule.kind.as_str() {
        Rule::KIND_ALL => true,
        Rule::KIND_EDIT => {
            matches!(
                rule.arguments.as_str(),
                Rule::ARGUMENTS_ANY | Rule::ARGUMENTS_OPEN
            )
        }
        Rule::KIND_DIRECTORY => DIRECTORIES
            .iter()
            .any(|directory| path_may_match(directory, path)),
        Rule::KIND_PATH if rule.wildcard && name.contains(['*', '?', '[']) => {
            let names = || {
                [INTERACTIVE, INTERPRETERS, BY_ARGUMENTS]
                    .into_iter()
                    .flatten()
            };
            DIRECTORIES.iter().any(|directory| {
                names().any(|name| {
                    path_may_match(&format!("{directory}{name}"), path)
                        && leaves_open(name, &rule.arguments)
                })
            })
        }
        Rule::KIND_PATH => leaves_open(name, &rule.arguments),
        _ => false,
    }
}

/// Whether a program with such arguments does what its user wants.
fn leaves_open(name: &str, arguments: &str) -> bool {
    let is_one = |names: &[&str]| {
        names.contains(&name)
            || names.contains(&without_variant(name))
            || names.contains(&without_version(name))
    };
    match arguments {
        Rule::ARGUMENTS_OPEN => true,
        Rule::ARGUMENTS_ANY => [INTERACTIVE, INTERPRETERS, BY_ARGUMENTS]
            .into_iter()
            .any(is_one),
        Rule::ARGUMENTS_NONE | Rule::ARGUMENTS_WILDCARD => {
            is_one(INTERACTIVE) || is_one(INTERPRETERS)
        }
        _ => is_one(INTERACTIVE),
    }
}

/// `python` for `python3.11`, and `gcc` for `gcc-12`.
fn without_version(name: &str) -> &str {
    name.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-'))
}

/// `vim` for `vim.tiny`.
fn without_variant(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_sdk::testing::sample;

    fn is_open(command: &str, arguments: &str) -> bool {
        is_unlimited(&Rule {
            kind: Rule::KIND_PATH.to_owned(),
            command: Some(command.to_owned()),
            arguments: arguments.to_owned(),
            wildcard: command.contains(['*', '?', '[']),
            ..sample()
        })
    }

    #[test]
    fn arguments_decide_what_a_program_is_kept_to() {
        for (command, any, none, fixed) in [
            ("/bin/bash", true, true, false),
            ("/usr/bin/python3", true, true, false),
            ("/usr/bin/python3.11", true, true, false),
            ("/usr/bin/su", true, true, false),
            ("/usr/bin/vim.tiny", true, true, true),
            ("/usr/bin/less", true, true, true),
            ("/usr/bin/env", true, false, false),
            ("/usr/bin/find", true, false, false),
            ("/usr/bin/tar", true, false, false),
            ("/usr/bin/systemctl", true, false, false),
            ("/usr/bin/journalctl", false, false, false),
            ("/usr/bin/id", false, false, false),
            ("/usr/local/bin/deploy", false, false, false),
            ("/usr/bin/*", true, true, true),
            ("/usr/*/python3", true, true, false),
            ("/bin/[bd]ash", true, true, false),
            ("/opt/shop/bin/*", false, false, false),
        ] {
            assert_eq!(is_open(command, Rule::ARGUMENTS_ANY), any, "{command}");
            assert_eq!(
                is_open(command, Rule::ARGUMENTS_NONE),
                none,
                "{command} alone"
            );
            assert_eq!(
                is_open(command, Rule::ARGUMENTS_FIXED),
                fixed,
                "{command} fixed"
            );
        }
    }
}
