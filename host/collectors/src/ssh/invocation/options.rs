//! The options of sshd's command line, as its getopt(3) reads them. See sshd(8).

use std::path::{Path, PathBuf};

use muster_facts::Source;

/// Options of every release in reach that take no argument.
const FLAGS: &str = "46DGQRTVdeiqrt";

/// Options that take one.
const WITH_ARGUMENT: &str = "CEbcfghkopu";

/// Options of a call that serves nobody, or one connection that is there already.
const SERVES_NOBODY: &str = "CGRTVit";

/// A word of a command line, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ssh) struct Word {
    pub(in crate::ssh) text: String,
    pub(in crate::ssh) source: Source,
}

/// How the words are parted from each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parted {
    /// As they were given.
    Exactly,
    /// At blanks, which may also have stood within an argument.
    AtBlanks,
}

/// An option that decides over the configuration file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ssh) struct Given {
    /// Its letter.
    pub(in crate::ssh) letter: char,
    /// What follows it; empty where nothing does.
    pub(in crate::ssh) argument: String,
    pub(in crate::ssh) source: Source,
}

impl Given {
    /// The line of the configuration that does the same; none for an option that is not a setting.
    pub(in crate::ssh) fn line(&self) -> Option<String> {
        let argument = &self.argument;
        Some(match self.letter {
            '4' => "AddressFamily inet".to_owned(),
            '6' => "AddressFamily inet6".to_owned(),
            'c' => format!("HostCertificate {argument}"),
            'g' => format!("LoginGraceTime {argument}"),
            'h' => format!("HostKey {argument}"),
            'o' => argument.clone(),
            'p' => format!("Port {argument}"),
            'q' => "LogLevel quiet".to_owned(),
            _ => return None,
        })
    }

    /// Whether it replaces what earlier options say, rather than follow them.
    pub(in crate::ssh) fn assigns(&self) -> bool {
        "46gq".contains(self.letter)
    }

    /// The words for another call of sshd.
    pub(in crate::ssh) fn words(&self) -> Vec<String> {
        let option = format!("-{}", self.letter);
        if WITH_ARGUMENT.contains(self.letter) {
            vec![option, self.argument.clone()]
        } else {
            vec![option]
        }
    }
}

/// What a command line says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Options {
    /// Settings and `-f`, in their order.
    pub(super) given: Vec<Given>,
    /// Whether the call serves connections of its own.
    pub(super) serves: bool,
}

/// Reads the words behind the program's name.
///
/// # Errors
/// With a sentence on what sshd would not understand either, or what cannot be told for certain. It
/// holds no argument.
pub(super) fn parse(words: &[Word], parted: Parted) -> Result<Options, String> {
    let mut options = Options {
        given: Vec::new(),
        serves: true,
    };
    let mut words = words.iter().peekable();
    while let Some(word) = words.next() {
        let Some(cluster) = word.text.strip_prefix('-').filter(|rest| !rest.is_empty()) else {
            return Err("it has a word that is not an option".to_owned());
        };
        let mut letters = cluster.chars();
        while let Some(letter) = letters.next() {
            if SERVES_NOBODY.contains(letter) {
                options.serves = false;
            }
            if FLAGS.contains(letter) {
                options.keep(letter, String::new(), word);
                continue;
            }
            if !WITH_ARGUMENT.contains(letter) {
                return Err(format!(
                    "it has the option `-{letter}`, which Muster does not know"
                ));
            }
            let mut argument = letters.as_str().to_owned();
            let mut source = word;
            if argument.is_empty() {
                source = words
                    .next()
                    .ok_or_else(|| format!("nothing follows its option `-{letter}`"))?;
                argument.clone_from(&source.text);
            }
            if parted == Parted::AtBlanks {
                while let Some(more) = words.next_if(|word| !word.text.starts_with('-')) {
                    argument.push(' ');
                    argument.push_str(&more.text);
                }
            }
            options.keep(letter, argument, source);
            break;
        }
    }
    Ok(options)
}

impl Options {
    fn keep(&mut self, letter: char, argument: String, word: &Word) {
        if "46cfghopq".contains(letter) {
            self.given.push(Given {
                letter,
                argument,
                source: word.source.clone(),
            });
        }
    }

    /// The configuration file; nothing inside for `-f none`, nothing at all without `-f`.
    pub(super) fn file(&self) -> Option<Option<PathBuf>> {
        let last = self.given.iter().rfind(|given| given.letter == 'f')?;
        // A service manager starts sshd in the root directory.
        let path = Path::new("/").join(&last.argument);
        let none = last.argument.eq_ignore_ascii_case("none") || path == Path::new("/dev/null");
        Some((!none).then_some(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<Word> {
        let source = Source::file("/proc/1/cmdline");
        line.split(' ')
            .map(|text| Word {
                text: text.to_owned(),
                source: source.clone(),
            })
            .collect()
    }

    fn lines(line: &str, parted: Parted) -> Vec<String> {
        let options = parse(&words(line), parted).unwrap();
        options.given.iter().filter_map(Given::line).collect()
    }

    #[test]
    fn options_are_read_as_getopt_reads_them() {
        assert_eq!(
            lines(
                "-De4 -p2222 -o Port=3 -oUsePAM=no -g 60 -h /k -q",
                Parted::Exactly
            ),
            [
                "AddressFamily inet",
                "Port 2222",
                "Port=3",
                "UsePAM=no",
                "LoginGraceTime 60",
                "HostKey /k",
                "LogLevel quiet"
            ]
        );
        let options = parse(&words("-D -f a -f b/c"), Parted::Exactly).unwrap();
        assert_eq!(options.file(), Some(Some("/b/c".into())));
        let none = parse(&words("-f none"), Parted::Exactly).unwrap();
        assert_eq!(none.file(), Some(None));
    }

    #[test]
    fn a_title_has_lost_where_an_argument_ends() {
        assert_eq!(
            lines("-D -o Banner /etc/x -p 22", Parted::AtBlanks),
            ["Banner /etc/x", "Port 22"]
        );
    }

    #[test]
    fn what_cannot_be_understood_is_said_without_arguments() {
        for line in ["-z", "-o", "hunter2", "-D hunter2", "--hunter2", "-"] {
            let error = parse(&words(line), Parted::Exactly).unwrap_err();
            assert!(!error.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn tests_and_sessions_serve_nobody() {
        for (line, serves) in [("-D", true), ("-D -R", false), ("-T", false), ("-i", false)] {
            assert_eq!(parse(&words(line), Parted::Exactly).unwrap().serves, serves);
        }
    }
}
