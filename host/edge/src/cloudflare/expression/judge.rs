//! What each string of an expression is compared with.

use std::ops::Range;

use super::super::tokens::{Operator, Token, Word};
use super::super::words::looks_random;
use super::fields::{Class, class, is_field, key};

/// Functions whose strings are compared with, or belong to, the fields that are beside them. A
/// string that is given to another one may be a key.
const COMPARING: [&str; 12] = [
    "all",
    "any",
    "cidr",
    "cidr6",
    "ends_with",
    "len",
    "lower",
    "starts_with",
    "substring",
    "to_string",
    "upper",
    "url_decode",
];

/// Indices, and numbers that functions take, have fewer digits than secrets.
const LONGEST_INDEX: usize = 6;

/// A string of the expression, and what it is compared with.
pub(super) struct Judged {
    /// Where it is, without its quotation marks.
    pub(super) inner: Range<usize>,
    pub(super) class: Class,
    /// Whether it is a regular expression.
    pub(super) regex: bool,
    /// Whether it may be compared with a part of the field; of a word, whether no value can stand
    /// in its place.
    pub(super) fragment: bool,
    /// Whether it has no escapes.
    pub(super) raw: bool,
    /// Whether it is between quotation marks.
    pub(super) quoted: bool,
}

/// What is between one pair of parentheses.
#[derive(Default)]
struct Frame<'a> {
    function: Option<&'a str>,
    /// What was named last, with which the next string is compared.
    operand: Option<Class>,
    /// The most secret of all that is named.
    worst: Option<Class>,
    /// Whether an operator comes before what comes next.
    compares: bool,
    /// Whether anything was compared here.
    compared: bool,
    operator: Operator,
    /// Strings that are arguments of the function.
    arguments: Vec<usize>,
}

impl Frame<'_> {
    fn name(&mut self, class: Class) {
        self.operand = Some(class);
        self.worst = self.worst.max(Some(class));
        self.compares = false;
    }

    fn begin_anew(&mut self) {
        self.operand = None;
        self.compares = false;
        self.operator = Operator::Whole;
    }

    fn compare(&mut self, operator: Operator) {
        self.compares = true;
        self.compared = true;
        self.operator = operator;
    }

    /// What the next value is; a value that no operator leads in may be anything.
    fn value_class(&self) -> Class {
        self.operand
            .filter(|_| self.compares)
            .unwrap_or(Class::Secret)
    }

    /// After a value nothing is known of what is compared next, but within a set.
    fn end_value(&mut self, set: bool) {
        if !set {
            self.begin_anew();
        }
    }

    fn word(&self, inner: Range<usize>) -> Judged {
        Judged {
            inner,
            class: self.value_class(),
            regex: false,
            fragment: !self.compares,
            raw: true,
            quoted: false,
        }
    }

    /// Whether a word cannot be a secret where it is: a truth value, the name of a list, the
    /// index of a field, or the length or place that a function takes.
    fn keeps(&self, word: &str, set: bool) -> bool {
        let index = |c: char| c.is_ascii_digit() || "[]*".contains(c);
        let short = word.len() <= LONGEST_INDEX;
        match word {
            "true" | "false" => true,
            _ if word.starts_with('$') => self.operator == Operator::List && !set,
            _ if word.starts_with('[') => short && word.chars().all(index),
            _ => {
                let number = word
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == b'-');
                self.function.is_some() && !self.compares && !set && short && number
            }
        }
    }

    /// What the function or the parentheses stand for.
    fn result(&self) -> Class {
        match (self.function, self.worst) {
            (_, Some(_)) if self.compared => Class::Secret,
            // How long a secret is, is none.
            (Some("len"), Some(_)) => Class::Public,
            (Some(function), _) if !COMPARING.contains(&function) => Class::Secret,
            (_, worst) => worst.unwrap_or(Class::Secret),
        }
    }

    /// What the strings are that are given to the function.
    fn of_arguments(&self) -> Class {
        match (self.function, self.worst) {
            (Some(function), Some(worst)) if COMPARING.contains(&function) => worst,
            _ => Class::Secret,
        }
    }
}

/// The strings of an expression, in order.
pub(super) fn judged(expression: &str, tokens: &[Token]) -> Vec<Judged> {
    let mut judged: Vec<Judged> = Vec::new();
    let mut frames = vec![Frame::default()];
    let mut called = None;
    let mut set = false;
    let mut tokens = tokens.iter().peekable();
    while let Some(token) = tokens.next() {
        let function = called.take();
        let Some(frame) = frames.last_mut() else {
            break;
        };
        match token {
            Token::Word(span) => {
                let text = expression.get(span.clone()).unwrap_or_default();
                match Word::of(text) {
                    Word::Connective => frame.begin_anew(),
                    Word::Operator(operator) => frame.compare(operator),
                    Word::Plain if frame.keeps(text, set) => {}
                    Word::Name if is_field(text) => {
                        judged.extend(secret_key(text, span.start));
                        frame.name(class(text));
                    }
                    Word::Name if is_function(text, tokens.peek().copied()) => {
                        called = Some(text);
                        frame.name(Class::Secret);
                    }
                    Word::Plain | Word::Name => {
                        if frame.value_class() > Class::Public {
                            judged.push(frame.word(span.clone()));
                        }
                        frame.end_value(set);
                    }
                }
            }
            Token::Symbol("(") => {
                if function.is_some() {
                    // The name was not that of a field.
                    frame.operand = None;
                }
                frames.push(Frame {
                    function,
                    ..Frame::default()
                });
            }
            Token::Symbol(")") => {
                if let Some(closed) = frames.pop() {
                    let class = closed.of_arguments();
                    for index in &closed.arguments {
                        if let Some(one) = judged.get_mut(*index) {
                            one.class = class;
                            one.fragment = closed.function != Some("starts_with");
                        }
                    }
                    if frames.is_empty() {
                        // A parenthesis that nothing opened.
                        frames.push(Frame::default());
                    }
                    if let Some(outer) = frames.last_mut() {
                        outer.name(closed.result());
                        outer.worst = outer.worst.max(closed.worst);
                    }
                }
            }
            Token::Symbol("{") => set = frame.compares,
            Token::Symbol("}") => {
                set = false;
                frame.end_value(set);
            }
            Token::Symbol(",") if !set => frame.begin_anew(),
            Token::Symbol("==" | "!=" | "<=" | ">=" | "<" | ">" | "=" | "&") => {
                frame.compare(Operator::Whole);
            }
            Token::Symbol("~") => frame.compare(Operator::Regex),
            Token::Symbol("&&" | "||" | "^^" | "!") => frame.begin_anew(),
            Token::Symbol(_) => {}
            Token::Text { inner, raw } => {
                if frame.function.is_some() && !frame.compares {
                    frame.arguments.push(judged.len());
                }
                judged.push(Judged {
                    inner: inner.clone(),
                    class: frame.value_class(),
                    regex: frame.operator == Operator::Regex,
                    fragment: matches!(frame.operator, Operator::Part | Operator::Regex),
                    raw: *raw,
                    quoted: true,
                });
                frame.end_value(set);
            }
        }
    }
    judged
}

fn is_function(name: &str, next: Option<&Token>) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    next == Some(&Token::Symbol("(")) && name.bytes().all(plain)
}

/// The name in the brackets of a field, where it looks like a secret.
fn secret_key(field: &str, start: usize) -> Option<Judged> {
    let key = key(field)?;
    let name = field.get(key.clone())?;
    looks_random(name).then_some(Judged {
        inner: start + key.start..start + key.end,
        class: Class::Secret,
        regex: false,
        fragment: false,
        raw: true,
        quoted: true,
    })
}
