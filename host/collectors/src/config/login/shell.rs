//! What a script of the shell makes of `umask`, `TMOUT` and `PATH`, without running it: of a branch of which it is not
//! known whether it is taken, both ways are possible.

use std::path::Path;

use muster_facts::{Fact, FactError, Source};
use muster_target::{ReadError, System, present};

use super::commands::{status, words_as_text};
use super::lexer::{Token, Word, tokens};
use super::reach::{is_listed, is_readable};
use super::state::{Assigned, State};

/// Deeper than files read each other.
const DEEPEST_FILE: usize = 8;
const MOST_FILES: usize = 300;
const DEEPEST_BLOCK: usize = 60;

/// Commands that are looked at, those of loops each time.
const MOST_COMMANDS: usize = 20_000;

/// Nobody writes as much by hand.
const LARGEST: u64 = 1 << 20;

/// Whether a command succeeds; none where that is not known.
pub(super) type Status = Option<bool>;

/// What goes through files.
pub(super) struct Shell<'a> {
    pub(super) system: &'a dyn System,
    pub(super) state: State,
    /// Whether it is root's, which reads every file.
    is_root: bool,
    /// Every assignment of `umask` and of `TMOUT`, in the order in which they are met.
    pub(super) umasks: Vec<Assigned>,
    pub(super) timeouts: Vec<Assigned>,
    file: String,
    depth: usize,
    files: usize,
    commands: usize,
}

impl<'a> Shell<'a> {
    pub(super) fn new(system: &'a dyn System, state: State, is_root: bool) -> Self {
        Self {
            system,
            state,
            is_root,
            umasks: Vec::new(),
            timeouts: Vec::new(),
            file: String::new(),
            depth: 0,
            files: 0,
            commands: 0,
        }
    }

    /// Reads a file as the shell would; one that is not there changes nothing.
    ///
    /// # Errors
    /// There is more to read than any host has.
    pub(super) fn read(&mut self, path: &Path) -> Fact<()> {
        if self.state.ended {
            return Ok(());
        }
        if self.depth >= DEEPEST_FILE || self.files >= MOST_FILES {
            return Err(too_much(path));
        }
        let bytes = match present(self.system.read(path, LARGEST)) {
            Ok(Some(bytes)) => bytes,
            // A directory is not read either.
            Ok(None) | Err(ReadError::NotRegular { .. }) => return Ok(()),
            Err(_) => {
                self.state.forget(&Source::file(path.display().to_string()));
                return Ok(());
            }
        };
        match self.reads(path) {
            Some(true) => self.text(path, &bytes),
            // The shell says so, and goes on.
            Some(false) => Ok(()),
            None => {
                let before = self.state.clone();
                self.text(path, &bytes)?;
                self.state.join(before);
                Ok(())
            }
        }
    }

    /// Whether the account may read a file; none where some accounts may.
    pub(super) fn reads(&self, path: &Path) -> Status {
        if self.is_root {
            return Some(true);
        }
        is_readable(self.system, path)
    }

    /// Whether the account sees the names in a directory.
    pub(super) fn sees(&self, directory: &Path) -> Status {
        if self.is_root {
            return Some(true);
        }
        is_listed(self.system, directory)
    }

    fn text(&mut self, path: &Path, bytes: &[u8]) -> Fact<()> {
        let shown = path.display().to_string();
        let text = String::from_utf8_lossy(bytes);
        let tokens = tokens(&text).ok_or_else(|| too_much(path))?;
        let outer = std::mem::replace(&mut self.file, shown);
        let returned = self.state.returned.take();
        self.depth += 1;
        self.files += 1;
        let mut block = Block {
            tokens: &tokens,
            at: 0,
            depth: 0,
        };
        while block.at < tokens.len() {
            self.list(&mut block)?;
            // What closes nothing is passed over.
            block.at += 1;
        }
        self.depth -= 1;
        self.file = outer;
        if let Some(left) = std::mem::replace(&mut self.state.returned, returned) {
            self.state.join(*left);
        }
        Ok(())
    }

    pub(super) fn place(&self, line: u32) -> Source {
        Source::line(&self.file, line)
    }

    /// Runs something on one way, and gives back what it makes of the state.
    fn on_a_way(
        &mut self,
        state: State,
        run: impl FnOnce(&mut Self) -> Fact<Status>,
    ) -> Fact<(State, Status)> {
        let own = std::mem::replace(&mut self.state, state);
        let status = run(self);
        let made = std::mem::replace(&mut self.state, own);
        Ok((made, status?))
    }

    /// Commands up to a word that ends a block, which comes next.
    fn list(&mut self, block: &mut Block<'_>) -> Fact<Status> {
        let mut status = Some(true);
        loop {
            while matches!(block.token(), Some(Token::End)) {
                block.at += 1;
            }
            match block.token() {
                None | Some(Token::Close | Token::CaseEnd) => return Ok(status),
                Some(Token::Word(word)) if word.keyword().is_some_and(is_end) => {
                    return Ok(status);
                }
                Some(Token::And | Token::Or | Token::Pipe) => {
                    // Nothing stands before it.
                    block.at += 1;
                    continue;
                }
                Some(Token::Word(_) | Token::Open | Token::End) => {}
            }
            status = self.and_or(block)?;
        }
    }

    /// Commands with `&&` and `||` between them.
    fn and_or(&mut self, block: &mut Block<'_>) -> Fact<Status> {
        let mut status = self.pipeline(block)?;
        loop {
            let wanted = match block.token() {
                Some(Token::And) => true,
                Some(Token::Or) => false,
                _ => return Ok(status),
            };
            block.at += 1;
            while matches!(block.token(), Some(Token::End)) {
                block.at += 1;
            }
            let before = self.state.clone();
            let (made, then) = self.on_a_way(before, |shell| shell.pipeline(block))?;
            match status {
                Some(found) if found == wanted => {
                    self.state = made;
                    status = then;
                }
                Some(_) => {}
                None => {
                    self.state.join(made);
                    status = None;
                }
            }
        }
    }

    fn pipeline(&mut self, block: &mut Block<'_>) -> Fact<Status> {
        let mut negated = false;
        while block.keyword() == Some("!") {
            negated = !negated;
            block.at += 1;
        }
        let mut status = self.command(block)?;
        while matches!(block.token(), Some(Token::Pipe)) {
            block.at += 1;
            // Each is a shell of its own.
            let before = self.state.clone();
            (_, status) = self.on_a_way(before, |shell| shell.command(block))?;
            status = status.filter(|_| false);
        }
        Ok(status.map(|status| status != negated))
    }

    fn command(&mut self, block: &mut Block<'_>) -> Fact<Status> {
        self.commands += 1;
        let is_too_deep = block.depth > DEEPEST_BLOCK;
        if self.commands > MOST_COMMANDS || is_too_deep || self.state.is_too_large() {
            return Err(too_much(Path::new(&self.file)));
        }
        block.depth += 1;
        let status = self.any_command(block);
        block.depth -= 1;
        status
    }

    fn any_command(&mut self, block: &mut Block<'_>) -> Fact<Status> {
        if matches!(block.token(), Some(Token::Open)) {
            block.at += 1;
            // A shell of its own.
            let before = self.state.clone();
            let (_, status) = self.on_a_way(before, |shell| shell.list(block))?;
            block.at += 1;
            return Ok(status);
        }
        match block.keyword() {
            Some("if") => self.condition(block),
            Some("for" | "select") => self.repetition(block),
            Some("while" | "until") => self.open_loop(block),
            Some("case") => self.case(block),
            Some("{") => {
                block.at += 1;
                let status = self.list(block)?;
                block.at += 1;
                Ok(status)
            }
            Some("function") => {
                block.at += 2;
                self.function(block)
            }
            // The end of something that has not begun here.
            Some(word) if is_end(word) => Ok(None),
            _ => {
                let is_function = matches!(
                    block.tokens.get(block.at + 1..block.at + 3),
                    Some([Token::Open, Token::Close])
                );
                if is_function {
                    block.at += 1;
                    return self.function(block);
                }
                let words = block.words();
                status(self, &words)
            }
        }
    }

    /// The body of a function, which runs when it is called: that it does nothing here is the best guess.
    fn function(&mut self, block: &mut Block<'_>) -> Fact<Status> {
        while matches!(block.token(), Some(Token::Open | Token::Close | Token::End)) {
            block.at += 1;
        }
        let before = self.state.clone();
        let counts = (self.umasks.len(), self.timeouts.len());
        self.on_a_way(before, |shell| shell.command(block))?;
        self.umasks.truncate(counts.0);
        self.timeouts.truncate(counts.1);
        Ok(Some(true))
    }

    fn condition(&mut self, block: &mut Block<'_>) -> Fact<Status> {
        // What is so at the end of each branch.
        let mut ends: Option<State> = None;
        let mut end = |state: State| match &mut ends {
            Some(all) => all.join(state),
            None => ends = Some(state),
        };
        // Whether the branches before may all have been passed over.
        let mut is_open = true;
        loop {
            block.at += 1;
            let asked = self.list(block)?;
            block.skip("then");
            let before = self.state.clone();
            let (made, _) = self.on_a_way(before, |shell| shell.list(block))?;
            if is_open && asked != Some(false) {
                end(made);
            }
            is_open &= asked != Some(true);
            match block.keyword() {
                Some("elif") => {}
                Some("else") => {
                    block.at += 1;
                    let before = self.state.clone();
                    let (made, _) = self.on_a_way(before, |shell| shell.list(block))?;
                    if is_open {
                        end(made);
                    }
                    is_open = false;
                    break;
                }
                _ => break,
            }
        }
        block.skip("fi");
        if is_open {
            end(self.state.clone());
        }
        if let Some(state) = ends {
            self.state = state;
        }
        Ok(None)
    }

    /// `for NAME in WORDS`, as often as there are words.
    fn repetition(&mut self, block: &mut Block<'_>) -> Fact<Status> {
        block.at += 1;
        let name = block.keyword().unwrap_or_default().to_owned();
        block.at += 1;
        let mut words = Vec::new();
        if block.keyword() == Some("in") {
            block.at += 1;
            words = block.words();
        }
        while matches!(block.token(), Some(Token::End)) {
            block.at += 1;
        }
        block.skip("do");
        let begin = block.at;
        let values = words_as_text(self, &words);
        match values {
            Some(values) if !values.is_empty() => {
                for value in values {
                    block.at = begin;
                    self.state.set_variable(&name, Some(value));
                    self.list(block)?;
                }
            }
            // With no word it is passed over; with words that are not known it may be run.
            values => {
                self.state.set_variable(&name, None);
                let before = self.state.clone();
                let (made, _) = self.on_a_way(before, |shell| shell.list(block))?;
                if values.is_none() || words.is_empty() {
                    self.state.join(made);
                }
            }
        }
        block.skip("done");
        Ok(None)
    }

    fn open_loop(&mut self, block: &mut Block<'_>) -> Fact<Status> {
        block.at += 1;
        self.list(block)?;
        block.skip("do");
        let before = self.state.clone();
        let (made, _) = self.on_a_way(before, |shell| shell.list(block))?;
        self.state.join(made);
        block.skip("done");
        Ok(None)
    }

    fn case(&mut self, block: &mut Block<'_>) -> Fact<Status> {
        block.at += 1;
        let value = match block.token() {
            Some(Token::Word(word)) => super::commands::value(self, word),
            _ => None,
        };
        block.at += 1;
        while matches!(block.token(), Some(Token::End)) {
            block.at += 1;
        }
        block.skip("in");
        let mut ends: Option<State> = None;
        let mut is_open = true;
        loop {
            while matches!(
                block.token(),
                Some(Token::End | Token::CaseEnd | Token::Open)
            ) {
                block.at += 1;
            }
            if block.token().is_none() || block.keyword() == Some("esac") {
                break;
            }
            let mut fits = Some(false);
            while let Some(token) = block.token() {
                match token {
                    Token::Close | Token::End => break,
                    Token::Word(word) => {
                        let pattern = super::commands::value(self, word);
                        let one = match (&value, pattern) {
                            (_, Some(pattern)) if pattern == "*" => Some(true),
                            (Some(value), Some(pattern)) => {
                                Some(muster_names::patterns::any_name_matches(value, &pattern))
                            }
                            _ => None,
                        };
                        fits = match (fits, one) {
                            (Some(true), _) | (_, Some(true)) => Some(true),
                            (None, _) | (_, None) => None,
                            _ => Some(false),
                        };
                    }
                    _ => {}
                }
                block.at += 1;
            }
            block.at += 1;
            let before = self.state.clone();
            let (made, _) = self.on_a_way(before, |shell| shell.list(block))?;
            if is_open && fits != Some(false) {
                match &mut ends {
                    Some(all) => all.join(made),
                    None => ends = Some(made),
                }
            }
            is_open &= fits != Some(true);
            // A word that ends another block.
            if !matches!(block.token(), Some(Token::CaseEnd)) && block.keyword() != Some("esac") {
                block.at += 1;
            }
        }
        block.skip("esac");
        if let Some(mut state) = ends {
            if is_open {
                state.join(self.state.clone());
            }
            self.state = state;
        }
        Ok(None)
    }
}

fn too_much(path: &Path) -> FactError {
    FactError::Failed(format!(
        "{}: there is more in it, or in what it reads, than Muster looks at",
        path.display()
    ))
}

/// Whether a word ends a list of commands.
fn is_end(word: &str) -> bool {
    matches!(
        word,
        "then" | "elif" | "else" | "fi" | "do" | "done" | "esac" | "}"
    )
}

/// The tokens of a file, and where they are looked at.
struct Block<'a> {
    tokens: &'a [Token],
    at: usize,
    depth: usize,
}

impl<'a> Block<'a> {
    fn token(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    fn keyword(&self) -> Option<&'a str> {
        match self.token()? {
            Token::Word(word) => word.keyword(),
            _ => None,
        }
    }

    /// Goes past a word where it comes next.
    fn skip(&mut self, word: &str) {
        if self.keyword() == Some(word) {
            self.at += 1;
        }
    }

    /// The words of one command.
    fn words(&mut self) -> Vec<&'a Word> {
        let mut words = Vec::new();
        // Operators between these brackets are the test's own.
        let is_test = self.keyword() == Some("[[");
        while let Some(token) = self.token() {
            match token {
                Token::Word(word) => {
                    words.push(word);
                    self.at += 1;
                    if is_test && word.keyword() == Some("]]") {
                        break;
                    }
                }
                Token::And | Token::Or | Token::Open | Token::Close if is_test => {
                    self.at += 1;
                }
                _ => break,
            }
        }
        words
    }
}
