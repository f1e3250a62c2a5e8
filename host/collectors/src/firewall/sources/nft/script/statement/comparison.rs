//! Comparisons: an expression about the packet, and the values that it is compared with.

use serde_json::{Value, json};

use super::{Reader, element, value};

/// Headers whose fields a rule may name.
const HEADERS: [&str; 14] = [
    "ip", "ip6", "tcp", "udp", "udplite", "sctp", "dccp", "th", "icmp", "icmpv6", "ether", "arp",
    "vlan", "igmp",
];

/// Keys of `meta` that need not be introduced.
const META: [&str; 10] = [
    "iif", "iifname", "oif", "oifname", "iiftype", "oiftype", "mark", "pkttype", "skuid", "skgid",
];

/// Fields that hold bits: without an operator one of them is enough.
const BITS: [&str; 3] = ["state", "status", "flags"];

impl Reader<'_> {
    /// `EXPRESSION [OPERATOR] VALUE`, `EXPRESSION vmap VALUES`, `EXPRESSION set VALUE`.
    pub(super) fn comparison(&mut self) -> Option<Value> {
        let (mut left, mut has_bits) = self.expression()?;
        if self.peek() == Some(".") {
            let mut parts = vec![left];
            while self.take(".") {
                parts.push(self.expression()?.0);
            }
            left = json!({ "concat": parts });
            has_bits = false;
        }
        if self.take("set") {
            self.at += 1;
            return Some(json!({ "mangle": { "key": left, "value": null } }));
        }
        if self.take("vmap") {
            let data = match self.peek()? {
                "{" => json!({ "set": entries(self.braces()?) }),
                _ => json!(self.next()?),
            };
            return Some(json!({ "vmap": { "key": left, "data": data } }));
        }
        let mut is_masked = false;
        if self.take("&") {
            left = json!({ "&": [left, self.bits()?] });
            is_masked = true;
        }
        let written = match self.peek()? {
            sign @ ("==" | "!=" | "<" | ">" | "<=" | ">=") => {
                self.at += 1;
                Some(sign)
            }
            "=" => {
                self.at += 1;
                Some("==")
            }
            "!" => {
                self.at += 1;
                Some("!=")
            }
            // Without an operator, what is under a mask is compared in another way.
            _ if is_masked => return None,
            "|" | "(" => return None,
            _ => None,
        };
        let right = match self.peek()? {
            "{" => json!({ "set": entries(self.braces()?) }),
            _ if is_masked => self.bits()?,
            "(" => return None,
            "exists" => {
                self.at += 1;
                json!(true)
            }
            "missing" => {
                self.at += 1;
                json!(false)
            }
            _ => {
                let mut all = vec![value(self.next()?)];
                while self.take(",") {
                    all.push(value(self.next()?));
                }
                // `tcp flags syn / fin,syn,rst,ack`
                if has_bits && self.take("/") {
                    let mut mask = vec![value(self.next()?)];
                    while self.take(",") {
                        mask.push(value(self.next()?));
                    }
                    left = json!({ "&": [left, mask] });
                    is_masked = true;
                }
                if matches!(self.peek(), Some("/" | "&" | "|" | ".")) {
                    return None;
                }
                match all.len() {
                    1 => all.pop()?,
                    _ => Value::Array(all),
                }
            }
        };
        let is_set = right.get("set").is_some();
        // What nft fills in where no operator is written. A set is a list of whole values, also of bits.
        let op = match written {
            Some(sign) => sign,
            None if has_bits && !is_set && !is_masked => "in",
            None => "==",
        };
        Some(json!({ "match": { "op": op, "left": left, "right": right } }))
    }

    /// `KEY map VALUES`; none where it is something else.
    pub(super) fn map(&mut self) -> Option<Value> {
        let (key, _) = self.expression()?;
        if !self.take("map") {
            return None;
        }
        let data = match self.peek()? {
            "{" => {
                let inner = self.braces()?;
                // Of an address and a port.
                if inner.contains(&".") {
                    return None;
                }
                json!({ "set": entries(inner) })
            }
            _ => json!(self.next()?),
        };
        self.peek()
            .is_none_or(|word| word == "comment")
            .then(|| json!({ "map": { "key": key, "data": data } }))
    }

    /// `syn`, `syn | ack`, `(syn | ack)`: one number of several bits.
    fn bits(&mut self) -> Option<Value> {
        let is_open = self.take("(");
        let mut all = vec![value(self.next()?)];
        while self.take("|") {
            all.push(value(self.next()?));
        }
        if is_open && !self.take(")") {
            return None;
        }
        match all.len() {
            1 => all.pop(),
            _ => Some(Value::Array(all)),
        }
    }

    /// What is compared, and whether it holds bits.
    fn expression(&mut self) -> Option<(Value, bool)> {
        let word = self.next()?;
        match word {
            "meta" => {
                let key = self.next()?;
                Some((json!({ "meta": { "key": key } }), false))
            }
            "ct" => {
                let direction = ["original", "reply"]
                    .into_iter()
                    .find(|direction| self.peek() == Some(direction));
                self.at += usize::from(direction.is_some());
                let mut key = self.next()?.to_owned();
                if matches!(key.as_str(), "ip" | "ip6") {
                    key = format!("{key} {}", self.next()?);
                }
                let mut ct = json!({ "key": key });
                if let (Some(direction), Some(ct)) = (direction, ct.as_object_mut()) {
                    ct.insert("dir".to_owned(), json!(direction));
                }
                Some((json!({ "ct": ct }), BITS.contains(&key.as_str())))
            }
            "fib" => {
                let mut flags = vec![self.next()?];
                while self.take(".") {
                    flags.push(self.next()?);
                }
                let result = self.next()?;
                Some((
                    json!({ "fib": { "result": result, "flags": flags } }),
                    false,
                ))
            }
            _ if META.contains(&word) => Some((json!({ "meta": { "key": word } }), false)),
            _ if HEADERS.contains(&word) => {
                let field = self.next()?;
                // `tcp option maxseg size`: more words than a field has.
                if field == "option" {
                    return None;
                }
                let payload = json!({ "payload": { "protocol": word, "field": field } });
                Some((payload, BITS.contains(&field)))
            }
            _ => None,
        }
    }
}

fn entries(words: &[&str]) -> Vec<Value> {
    words
        .split(|word| *word == ",")
        .filter(|words| !words.is_empty())
        .map(element)
        .collect()
}
