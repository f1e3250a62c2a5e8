//! One rule as `nft -j` would print it. What is not known becomes an expression that the reader of the
//! JSON does not know either; the verdict behind it is kept.

mod comparison;

use serde_json::{Map, Value, json};

use super::words::Word;

/// Names of priorities, nft(8), "Standard priority names".
const PRIORITIES: [(&str, i64); 6] = [
    ("raw", -300),
    ("mangle", -150),
    ("dstnat", -100),
    ("filter", 0),
    ("security", 50),
    ("srcnat", 100),
];

/// Names of ports that rulesets use, from the registry of IANA.
const PORTS: [(&str, u16); 22] = [
    ("domain", 53),
    ("ftp", 21),
    ("http", 80),
    ("http-alt", 8080),
    ("https", 443),
    ("imap", 143),
    ("imap2", 143),
    ("imaps", 993),
    ("isakmp", 500),
    ("ldap", 389),
    ("mdns", 5353),
    ("mysql", 3306),
    ("ntp", 123),
    ("pop3", 110),
    ("pop3s", 995),
    ("postgresql", 5432),
    ("smtp", 25),
    ("ssh", 22),
    ("submission", 587),
    ("submissions", 465),
    ("telnet", 23),
    ("bootps", 67),
];

/// Words that end the way of a packet through a chain, or lead on.
const VERDICTS: [&str; 14] = [
    "accept", "drop", "reject", "return", "continue", "jump", "goto", "queue", "dnat", "redirect",
    "tproxy", "synproxy", "fwd", "vmap",
];

/// Adds `type TYPE hook HOOK priority PRIORITY` to a chain.
pub(super) fn hook(words: &[Word], chain: &mut Map<String, Value>) {
    let after = |name: &str| {
        let at = words.iter().position(|word| word.text == name)?;
        words.get(at + 1)
    };
    for (word, key) in [("type", "type"), ("hook", "hook")] {
        if let Some(value) = after(word) {
            chain.insert(key.to_owned(), json!(value.text));
        }
    }
    let at = words.iter().position(|word| word.text == "priority");
    let rest = at.and_then(|at| words.get(at + 1..)).unwrap_or_default();
    // `filter + 10`, `filter+10` and `-5` are split into words in different ways, and mean the same joined.
    let text: String = rest.iter().map(|word| word.text.as_str()).collect();
    let named = PRIORITIES
        .iter()
        .find_map(|(name, base)| Some((text.strip_prefix(name)?, *base)));
    let (offset, base) = named.unwrap_or((&text, 0));
    let offset = if offset.is_empty() {
        Some(0)
    } else {
        offset.trim_start_matches('+').parse::<i64>().ok()
    };
    if let Some(offset) = offset {
        chain.insert("prio".to_owned(), json!(base + offset));
    }
    // Unless a line of its own says otherwise (nft(8), "Chains").
    chain.insert("policy".to_owned(), json!("accept"));
}

/// The elements that a block of a set declares.
pub(super) fn elements(block: &[Word]) -> Vec<Value> {
    let at = block.iter().position(|word| word.text == "elements");
    let rest = at.and_then(|at| block.get(at + 1..)).unwrap_or_default();
    let open = rest.iter().position(|word| word.text == "{");
    let Some(inner) = open.and_then(|open| rest.get(open + 1..)) else {
        return Vec::new();
    };
    let close = inner
        .iter()
        .position(|word| word.text == "}")
        .unwrap_or(inner.len());
    list(inner.get(..close).unwrap_or_default())
}

/// Values between commas; with `:` a pair, of which the second may be a verdict.
pub(super) fn list(words: &[Word]) -> Vec<Value> {
    words
        .split(|word| word.text == ",")
        .map(|words| {
            let words = words.iter().filter(|word| word.text != "\n");
            words.map(|word| word.text.as_str()).collect::<Vec<&str>>()
        })
        .filter(|words| !words.is_empty())
        .map(|words| element(&words))
        .collect()
}

fn element(words: &[&str]) -> Value {
    let mut sides = words.split(|word| *word == ":");
    let key = concatenation(sides.next().unwrap_or_default());
    match sides.next() {
        None => key,
        Some([verb @ ("jump" | "goto"), target, ..]) => {
            let mut verdict = Map::new();
            verdict.insert((*verb).to_owned(), json!({ "target": target }));
            json!([key, verdict])
        }
        Some([verdict @ ("accept" | "drop" | "return" | "continue"), ..]) => {
            let mut value = Map::new();
            value.insert((*verdict).to_owned(), Value::Null);
            json!([key, value])
        }
        Some(value) => json!([key, concatenation(value)]),
    }
}

fn concatenation(words: &[&str]) -> Value {
    let mut parts = words
        .split(|word| *word == ".")
        .filter_map(|part| part.first())
        .map(|word| value(word))
        .collect::<Vec<Value>>();
    match parts.len() {
        1 => parts.pop().unwrap_or_default(),
        _ => json!({ "concat": parts }),
    }
}

/// A number, a prefix, a range, or a word.
fn value(text: &str) -> Value {
    if let Ok(number) = text.parse::<u64>() {
        return json!(number);
    }
    if let Some(digits) = text.strip_prefix("0x")
        && let Ok(number) = u64::from_str_radix(digits, 16)
    {
        return json!(number);
    }
    if let Some((address, length)) = text.split_once('/')
        && let Ok(length) = length.parse::<u64>()
    {
        return json!({ "prefix": { "addr": address, "len": length } });
    }
    if let Some((first, last)) = text.split_once('-')
        && is_bound(first)
        && is_bound(last)
    {
        return json!({ "range": [value(first), value(last)] });
    }
    match PORTS.iter().find(|(name, _)| *name == text) {
        Some((_, port)) => json!(port),
        None => json!(text),
    }
}

fn is_bound(text: &str) -> bool {
    text.parse::<u64>().is_ok() || text.parse::<std::net::IpAddr>().is_ok()
}

/// The expressions of a rule, and its comment.
pub(super) fn rule(words: &[Word]) -> (Vec<Value>, Option<String>) {
    let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let mut reader = Reader {
        words: &words,
        at: 0,
    };
    let mut found = Vec::new();
    let mut comment = None;
    while let Some(word) = reader.peek() {
        if word == "comment" {
            reader.at += 1;
            comment = reader.next().map(str::to_owned);
            continue;
        }
        let begin = reader.at;
        if let Some(expression) = reader.statement() {
            found.push(expression);
            continue;
        }
        // Unknown: it may or may not hold, and what follows it is what happens then.
        found.push(json!({ "unknown": null }));
        let rest = words.get(begin + 1..).unwrap_or_default();
        match rest.iter().position(|word| VERDICTS.contains(word)) {
            Some(ahead) if rest.get(ahead) != Some(&"vmap") => reader.at = begin + 1 + ahead,
            // Whichever verdict the map gives is what counts, and nobody knows of which key: `queue` is read
            // as an end that is not known.
            Some(_) => {
                found.push(json!({ "queue": null }));
                break;
            }
            None => break,
        }
    }
    (found, comment)
}

struct Reader<'w> {
    words: &'w [&'w str],
    at: usize,
}

impl<'w> Reader<'w> {
    fn peek(&self) -> Option<&'w str> {
        self.words.get(self.at).copied()
    }

    fn next(&mut self) -> Option<&'w str> {
        let word = self.peek()?;
        self.at += 1;
        Some(word)
    }

    fn take(&mut self, word: &str) -> bool {
        let is_it = self.peek() == Some(word);
        self.at += usize::from(is_it);
        is_it
    }

    /// Passes over words with their values, as long as they are among the names.
    fn skip(&mut self, names: &[(&str, usize)]) {
        while let Some((_, values)) = self
            .peek()
            .and_then(|word| names.iter().find(|(name, _)| *name == word))
        {
            self.at += 1 + values;
        }
    }

    fn braces(&mut self) -> Option<&'w [&'w str]> {
        self.take("{").then_some(())?;
        let begin = self.at;
        let mut depth = 1_usize;
        while let Some(word) = self.next() {
            match word {
                "{" => depth += 1,
                "}" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return self.words.get(begin..self.at - 1);
            }
        }
        None
    }

    /// One statement; none where it is not known.
    fn statement(&mut self) -> Option<Value> {
        let begin = self.at;
        let word = self.next()?;
        Some(match word {
            "counter" => {
                self.skip(&[("packets", 1), ("bytes", 1), ("name", 1)]);
                json!({ "counter": null })
            }
            "log" => {
                self.skip(&[
                    ("prefix", 1),
                    ("level", 1),
                    ("group", 1),
                    ("snaplen", 1),
                    ("queue-threshold", 1),
                ]);
                if self.take("flags") {
                    while self.peek().is_some_and(|word| {
                        !VERDICTS.contains(&word) && word != "comment" && word != "counter"
                    }) {
                        self.at += 1;
                    }
                }
                json!({ "log": null })
            }
            // Holds for some packets, whether it counts up to a rate or over it, so that the numbers do not
            // matter.
            "limit" => {
                if !self.take("name") {
                    self.take("rate");
                    self.take("over");
                }
                self.at += 1;
                // A unit of bytes may be a word of its own.
                if self.peek().is_some_and(|word| word.contains('/')) {
                    self.at += 1;
                }
                self.skip(&[
                    ("burst", 1),
                    ("packets", 0),
                    ("bytes", 0),
                    ("kbytes", 0),
                    ("mbytes", 0),
                ]);
                json!({ "limit": {} })
            }
            // Counts connections: not a comparison, but a limit.
            "ct" if self.take("count") => {
                self.take("over");
                self.at += 1;
                json!({ "ct count": {} })
            }
            "quota" => {
                self.skip(&[("name", 1), ("over", 1), ("until", 1), ("used", 1)]);
                self.skip(&[("bytes", 0), ("kbytes", 0), ("mbytes", 0), ("gbytes", 0)]);
                json!({ "quota": {} })
            }
            "accept" | "drop" | "return" | "continue" | "notrack" => {
                let mut verdict = Map::new();
                verdict.insert(word.to_owned(), Value::Null);
                Value::Object(verdict)
            }
            "jump" | "goto" => {
                let mut verdict = Map::new();
                verdict.insert(word.to_owned(), json!({ "target": self.next()? }));
                Value::Object(verdict)
            }
            "reject" => {
                if self.take("with") {
                    self.at += 1;
                    self.take("type");
                    self.at += 1;
                }
                json!({ "reject": null })
            }
            "queue" | "tproxy" | "synproxy" | "fwd" => {
                self.at = self.words.len();
                json!({ "queue": null })
            }
            // Changes where packets come from as they leave: nothing to those that arrive.
            "masquerade" | "snat" => {
                self.at = self.words.len();
                json!({ "masquerade": null })
            }
            "dnat" | "redirect" => self.translation(word),
            "flow" | "dup" => {
                self.at = self.words.len();
                json!({ "flow": null })
            }
            "add" | "update" | "delete" => {
                let name = self.next()?;
                let inner = self.braces()?;
                let mut set = json!({ "op": word, "set": name, "elem": inner.join(" ") });
                // These can refuse a packet; an element alone is only noted.
                if inner
                    .iter()
                    .any(|word| matches!(*word, "limit" | "quota" | "ct"))
                    && let Some(set) = set.as_object_mut()
                {
                    set.insert("stmt".to_owned(), json!([]));
                }
                json!({ "set": set })
            }
            _ => {
                self.at = begin;
                return self.comparison();
            }
        })
    }

    /// `dnat [ip|ip6] to ADDRESS[:PORT]`, `redirect [to :PORT]`.
    fn translation(&mut self, word: &str) -> Value {
        let mut family = None;
        for name in ["ip", "ip6"] {
            if self.take(name) {
                family = Some(name);
            }
        }
        self.take("addr");
        let is_led = self.take("to");
        let begin = self.at;
        if let Some(map) = (word == "dnat" && is_led).then(|| self.map()).flatten() {
            let mut body = json!({ "addr": map });
            if let (Some(family), Some(body)) = (family, body.as_object_mut()) {
                body.insert("family".to_owned(), json!(family));
            }
            return json!({ "dnat": body });
        }
        self.at = begin;
        let target = if is_led { self.next() } else { None };
        let is_last = self.peek().is_none_or(|word| {
            matches!(word, "comment" | "persistent" | "random" | "fully-random")
        });
        self.skip(&[("persistent", 0), ("random", 0), ("fully-random", 0)]);
        let mut body = Map::new();
        let number = |text: &str| text.trim_start_matches(':').parse::<u16>().ok();
        let understood = match (word, target) {
            ("redirect", None) => true,
            (_, Some(text)) if number(text).is_some() => {
                body.insert("port".to_owned(), json!(number(text)));
                true
            }
            ("dnat", Some(text)) => {
                let address = text.parse::<std::net::IpAddr>().ok().map(|ip| (ip, None));
                let found = address.or_else(|| {
                    let socket: std::net::SocketAddr = text.parse().ok()?;
                    Some((socket.ip(), Some(socket.port())))
                });
                if let Some((address, port)) = found {
                    body.insert("addr".to_owned(), json!(address.to_string()));
                    if let Some(port) = port {
                        body.insert("port".to_owned(), json!(port));
                    }
                    if let Some(family) = family {
                        body.insert("family".to_owned(), json!(family));
                    }
                }
                found.is_some()
            }
            _ => false,
        };
        // Where the packet goes is not known then, so neither is what lets it in.
        if !understood || !is_last {
            self.at = self.words.len();
            return json!({ "queue": null });
        }
        let mut found = Map::new();
        let body = if body.is_empty() {
            Value::Null
        } else {
            Value::Object(body)
        };
        found.insert(word.to_owned(), body);
        Value::Object(found)
    }
}
