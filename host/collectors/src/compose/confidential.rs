//! Tells the run which values of a Compose project must never be printed: what `.env` and
//! `environment:` set, by the judgement of the environment files, and what command lines, labels,
//! `content:` and extensions hold.

use std::collections::BTreeSet;

use muster_facts::{Secret, Secrets};

use super::interpolate::Variables;
use super::yaml::{Node, Value};
use crate::command_line;
use crate::env::{has_secret_form, register_value};

/// The longest value that is looked at once it is filled in. Longer ones are texts, not secrets.
const LONGEST: usize = 4096;

/// What the values below a key are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Below {
    /// Variables: `NAME: value` or `- NAME=value`.
    Variables,
    /// The words of a command line.
    Command,
    /// A text that is secret as a whole.
    Content,
    /// Anything else.
    Anything,
}

impl Below {
    fn key(self, name: &str) -> Self {
        match name {
            "environment" | "args" => Self::Variables,
            "command" | "entrypoint" | "test" => Self::Command,
            "content" => Self::Content,
            // What a variable is called says nothing about what is below it.
            _ if self == Self::Variables => self,
            _ => Self::Anything,
        }
    }
}

/// Registers what one file of a project holds.
pub(super) fn register(tree: &Node, variables: &Variables, secrets: &Secrets) {
    Walk {
        variables,
        secrets,
        seen: BTreeSet::new(),
    }
    .node("", tree, Below::Anything);
}

struct Walk<'a> {
    variables: &'a Variables,
    secrets: &'a Secrets,
    /// Lists and mappings, each once in each role: an alias may be in many places.
    seen: BTreeSet<(*const Node, Below)>,
}

impl Walk<'_> {
    /// Looks at a node that is under a key.
    fn node(&mut self, name: &str, node: &Node, below: Below) {
        if let Value::List(_) | Value::Map(_) = &node.value
            && !self.seen.insert((std::ptr::from_ref(node), below))
        {
            return;
        }
        match &node.value {
            Value::Null => {}
            Value::Scalar(text) => self.scalar(name, text, below),
            Value::Map(entries) => {
                for (name, value) in entries {
                    self.node(name, value, below.key(name));
                }
            }
            Value::List(items) => {
                let words = items.iter().filter_map(|item| match &item.value {
                    Value::Scalar(text) => Some(text.clone()),
                    Value::Null | Value::List(_) | Value::Map(_) => None,
                });
                if below == Below::Command {
                    let words: Vec<String> = words.flat_map(|word| self.forms(&word)).collect();
                    command_line::register(&words, self.secrets);
                    return;
                }
                // The lists that are called so name secrets, and do not hold them.
                let name = if name == "secrets" { "" } else { name };
                for item in items {
                    self.node(name, item, below);
                }
            }
        }
    }

    fn scalar(&self, name: &str, text: &str, below: Below) {
        for form in self.forms(text) {
            match below {
                Below::Variables => match form.split_once('=') {
                    // An item of a list, whose name the key is not.
                    Some((own, value)) if matches!(name, "environment" | "args") => {
                        register_value(own, value, self.secrets);
                    }
                    _ => register_value(name, &form, self.secrets),
                },
                Below::Command => command_line::register_text(&form, self.secrets),
                Below::Content => self.secrets.register(&Secret::new(form.as_str())),
                Below::Anything => self.anything(name, &form),
            }
        }
    }

    /// A label, a setting or an extension: only a name or a form that says so makes a secret.
    fn anything(&self, name: &str, text: &str) {
        let pair = text.split_once('=').unwrap_or((name, text));
        for (name, value) in [(name, text), pair] {
            if command_line::is_secret_option(name) || has_secret_form(value) {
                register_value(name, value, self.secrets);
                self.secrets.register(&Secret::new(value));
            }
            let lower = name.to_ascii_lowercase().replace(['_', '-'], "");
            if lower.contains("basicauth") {
                self.credentials(value);
            }
        }
    }

    /// `user:hash,user:hash`, as proxies take it in a label.
    fn credentials(&self, list: &str) {
        for user in list.split(',').map(str::trim) {
            self.secrets.register(&Secret::new(user));
            if let Some((_, hash)) = user.split_once(':') {
                self.secrets.register(&Secret::new(hash));
            }
        }
    }

    /// The text as it is written and as Compose fills it in.
    fn forms(&self, text: &str) -> Vec<String> {
        let mut forms = vec![text.to_owned()];
        if text.contains('$')
            && let Ok(filled) = self.variables.fill(text, LONGEST)
        {
            forms.push(filled.value);
        }
        forms
    }
}
