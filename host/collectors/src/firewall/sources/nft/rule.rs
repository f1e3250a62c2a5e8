//! Statements of one nft rule in JSON (libnftables-json(5), section STATEMENTS) as tests and an
//! action. A statement that is not known becomes an opaque test: the rule is kept, and a verdict
//! that depends on it is unknown.

use std::sync::Arc;

use serde_json::Value;

use crate::firewall::model::marks;
use crate::firewall::model::ruleset::{Action, Field, Place, Rule, Test, Values};
use crate::firewall::sources::nft::sets::{TableSets, row_values};
use crate::firewall::sources::nft::text as nft_text;
use crate::firewall::sources::nft::values::{self as nft_values, Operand, operand, values};
use crate::intervals::Intervals;

/// Reads one rule. A statement that changes the packet and lets it go on, before a verdict, makes
/// a rule of its own with the same tests.
#[must_use]
pub(in crate::firewall) fn parse(
    expressions: &[Value],
    comment: Option<&str>,
    sets: &TableSets<'_, '_>,
) -> Vec<Rule> {
    let text = nft_text::rule(expressions, comment);
    let rule = |tests: Vec<Test>, action: Action| Rule {
        tests,
        action,
        place: Place::Line {
            name: Arc::clone(&sets.sets.command),
            is_file: false,
            line: None,
        },
        text: text.clone(),
    };
    let mut rules = Vec::new();
    let mut tests = Vec::new();
    let mut action = Action::Continue;
    for expression in expressions {
        match statement(expression, sets, &mut tests) {
            Some(Action::Continue) => {}
            Some(verdict) => {
                if matches!(action, Action::Untrack | Action::Mark(_)) {
                    rules.push(rule(tests.clone(), action));
                }
                action = verdict;
            }
            None => tests.push(Test::Opaque(
                "it has a statement that Muster does not know".into(),
            )),
        }
    }
    rules.push(rule(tests, action));
    rules
}

/// Name and body of a statement. One without arguments may also be printed as a bare word.
fn named(expression: &Value) -> Option<(&str, &Value)> {
    if let Some(word) = expression.as_str() {
        return Some((word, &Value::Null));
    }
    let (kind, body) = expression.as_object()?.iter().next()?;
    Some((kind, body))
}

/// Reads one statement. `None` when it is not known.
fn statement(
    expression: &Value,
    sets: &TableSets<'_, '_>,
    tests: &mut Vec<Test>,
) -> Option<Action> {
    let (kind, body) = named(expression)?;
    match kind {
        "match" => {
            if parse_match(body, sets, tests).is_none() {
                let left = body.get("left").map(nft_text::value).unwrap_or_default();
                tests.push(Test::Opaque(
                    format!("`{left}` cannot be known for a packet from the internet").into(),
                ));
            }
        }
        "counter" | "log" | "last" | "flow" | "ct helper" | "ct timeout" | "ct expectation"
        | "secmark" | "dup" => {}
        // Rewriting an address or port of the packet is NAT without connection tracking.
        "mangle" => {
            let field = body
                .get("key")
                .map(operand)
                .and_then(|operand| operand.field);
            let key = body.get("key")?;
            if key.get("payload").is_some() && field.is_some() {
                return None;
            }
            if field == Some(Field::Mark) {
                return Some(Action::Mark(marks::set_to(body.get("value"))));
            }
        }
        "limit" | "quota" | "ct count" | "meter" => tests.push(Test::Sometimes),
        "set" | "map" if body.get("op").is_some() => {
            if body.get("stmt").is_some() {
                tests.push(Test::Sometimes);
            }
        }
        "notrack" => return Some(Action::Untrack),
        "vmap" => return Some(verdict_map(body, sets, tests).unwrap_or(Action::Opaque)),
        "dnat" | "redirect" => {
            return Some(translation(kind, body, sets, tests).unwrap_or(Action::Opaque));
        }
        "snat" | "masquerade" => return Some(Action::Accept),
        // The kernel itself answers, and connects the client once it has answered back.
        "synproxy" => return Some(Action::Accept),
        "queue" | "tproxy" | "fwd" => return Some(Action::Opaque),
        "xt" => return xt(body),
        _ => return verdict(expression),
    }
    Some(Action::Continue)
}

/// A verdict statement.
fn verdict(expression: &Value) -> Option<Action> {
    let (kind, body) = named(expression)?;
    let target = || body.get("target")?.as_str().map(str::to_owned);
    Some(match kind {
        "accept" => Action::Accept,
        "drop" => Action::Drop,
        "reject" => Action::Reject,
        "return" => Action::Return,
        "continue" => Action::Continue,
        "jump" => Action::Jump(target()?),
        "goto" => Action::Goto(target()?),
        _ => return None,
    })
}

/// An iptables extension, of which nft prints nothing but the name. Only what follows from the
/// name is used; the rest is opaque.
fn xt(body: &Value) -> Option<Action> {
    let name = body.get("name").and_then(Value::as_str).unwrap_or_default();
    let is_target = body.get("type").and_then(Value::as_str) == Some("target");
    match (is_target, name) {
        (true, "REJECT") => Some(Action::Reject),
        (true, "MARK" | "CONNMARK" | "HMARK" | "SET") => Some(Action::Mark(u32::MAX)),
        (true, name) if crate::firewall::sources::iptables::targets::passes_on(name) => {
            Some(Action::Continue)
        }
        (true, _) => Some(Action::Opaque),
        (false, "comment") => Some(Action::Continue),
        (false, _) => None,
    }
}

fn parse_match(body: &Value, sets: &TableSets<'_, '_>, tests: &mut Vec<Test>) -> Option<()> {
    let operator = body.get("op").and_then(Value::as_str).unwrap_or("==");
    let (left, right) = (body.get("left")?, body.get("right")?);
    let negated = operator == "!=";
    if let Some(parts) = left.get("concat").and_then(Value::as_array) {
        let fields = key(parts, tests)?;
        tests.push(Test::Row {
            rows: sets.rows(&fields, right),
            fields: fields.into(),
            negated,
        });
        return Some(());
    }
    if let Some(masked) = left.get("&").and_then(Value::as_array) {
        let (inner, mask) = (masked.first()?, masked.get(1)?);
        tests.extend(parse_masked(operand(inner), mask, operator, right, sets)?);
        return Some(());
    }
    let operand = operand(left);
    tests.extend(operand.implied);
    let named_or_inline = sets.elements(right);
    let Some(field) = operand.field else {
        let one = std::slice::from_ref(right);
        let numbers = nft_values::plain_numbers(operator, named_or_inline.unwrap_or(one));
        tests.extend(operand.header?.test(u128::MAX, numbers.as_ref(), negated));
        return Some(());
    };
    let whole = matches!(operator, "==" | "!=" | "in");
    if is_bitmask(field) && named_or_inline.is_none() && whole {
        let bits = nft_values::bits(field, right)?;
        // `in` asks for any of the bits; `==` and `!=` compare the whole.
        let (mask, value) = match operator {
            "in" => (bits, None),
            _ => (u128::MAX, Some(bits)),
        };
        tests.push(Test::masked(field, mask, value, negated));
        return Some(());
    }
    let values = match operator {
        "==" | "!=" | "in" => sets.values(field, right),
        _ => Values::numbers(Intervals::new([nft_values::comparison(
            field, operator, right,
        )?])),
    };
    tests.push(Test::Field {
        field,
        values,
        negated,
    });
    Some(())
}

/// `FIELD & MASK`, compared with a number or looked up in a set.
fn parse_masked(
    operand: Operand,
    mask: &Value,
    operator: &str,
    right: &Value,
    sets: &TableSets<'_, '_>,
) -> Option<Vec<Test>> {
    let negated = operator == "!=";
    let one = std::slice::from_ref(right);
    let elements = sets.elements(right).unwrap_or(one);
    let version = operand.implied.as_ref().and_then(Test::only_version);
    let mut tests: Vec<Test> = operand.implied.into_iter().collect();
    let Some(field) = operand.field else {
        let numbers = nft_values::plain_numbers(operator, elements);
        let mask = nft_values::plain_numbers("==", std::slice::from_ref(mask))?.only()?;
        tests.extend(operand.header?.test(mask, numbers.as_ref(), negated));
        return Some(tests);
    };
    if is_bitmask(field) {
        let mask = nft_values::bits(field, mask)?;
        let value = nft_values::bits(field, right)?;
        tests.push(Test::masked(field, mask, Some(value), negated));
        return Some(tests);
    }
    let width = nft_values::width(field, version)?;
    let mask = match values(field, mask) {
        Values::Numbers(numbers) => numbers.only()?,
        Values::Names(_) | Values::Opaque => return None,
    };
    let wanted = match operator {
        "==" | "!=" | "in" => sets.values(field, right),
        _ => Values::numbers(Intervals::new([nft_values::comparison(
            field, operator, right,
        )?])),
    };
    let Values::Numbers(wanted) = wanted.as_ref() else {
        return None;
    };
    let found = match wanted.masked(mask, width) {
        Some(found) => found,
        // Ports are few enough to look at each.
        None if width == 16 => Intervals::new(
            (0..=u128::from(u16::MAX))
                .filter(|port| wanted.contains(port & mask))
                .map(|port| (port, port)),
        ),
        None if wanted.size() == 0 => Intervals::default(),
        // Bits from the middle of an address: some senders have them, in every network.
        None => {
            tests.push(Test::Sometimes);
            return Some(tests);
        }
    };
    tests.push(Test::numbers(field, found, negated));
    Some(tests)
}

const fn is_bitmask(field: Field) -> bool {
    matches!(
        field,
        Field::ConnectionState | Field::ConnectionStatus | Field::TcpFlags | Field::Mark
    )
}

fn key(parts: &[Value], tests: &mut Vec<Test>) -> Option<Vec<Field>> {
    parts
        .iter()
        .map(|part| {
            let operand = operand(part);
            tests.extend(operand.implied);
            operand.field
        })
        .collect()
}

/// Fields of a key, and each row with what it maps to.
type MapRows<'e> = (Vec<Field>, Vec<(Vec<Values>, &'e Value)>);

/// Key and rows of `{"key": ..., "data": {"set": [[element, data], ...]}}`.
fn map_rows<'e>(
    body: &'e Value,
    sets: &'e TableSets<'_, '_>,
    tests: &mut Vec<Test>,
) -> Option<MapRows<'e>> {
    let left = body.get("key")?;
    let one = std::slice::from_ref(left);
    let parts = left
        .get("concat")
        .and_then(Value::as_array)
        .map_or(one, Vec::as_slice);
    let fields = key(parts, tests)?;
    let rows = sets
        .elements(body.get("data")?)?
        .iter()
        .map(|pair| Some((row_values(&fields, pair.get(0)?), pair.get(1)?)))
        .collect::<Option<Vec<_>>>()?;
    // The kernel looks a wildcard up last, wherever it is written.
    let (wild, named): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(row, _)| is_wild(row));
    Some((fields, named.into_iter().chain(wild).collect()))
}

fn is_wild(row: &[Values]) -> bool {
    let all = Intervals::new([(0, u128::MAX)]);
    row.iter()
        .all(|values| matches!(values, Values::Numbers(numbers) if *numbers == all))
}

fn verdict_map(body: &Value, sets: &TableSets<'_, '_>, tests: &mut Vec<Test>) -> Option<Action> {
    let (fields, rows) = map_rows(body, sets, tests)?;
    Some(Action::Map {
        fields: fields.into(),
        rows: Arc::new(
            rows.into_iter()
                .map(|(row, data)| (row, verdict(data).unwrap_or(Action::Opaque)))
                .collect(),
        ),
    })
}

fn translation(
    kind: &str,
    body: &Value,
    sets: &TableSets<'_, '_>,
    tests: &mut Vec<Test>,
) -> Option<Action> {
    let make = |address: Option<std::net::IpAddr>, port: Option<u16>| match (kind, address) {
        ("redirect", None) => Action::Redirect { port },
        _ => Action::Translate { address, port },
    };
    // `dnat ip6 to` in a table for both families leaves IPv4 packets alone.
    match body.get("family").and_then(Value::as_str) {
        Some("ip") => tests.push(Test::is(Field::IpVersion, 4)),
        Some("ip6") => tests.push(Test::is(Field::IpVersion, 6)),
        _ => {}
    }
    let fixed_port = body.get("port");
    if let Some(map) = body.get("addr").and_then(|address| address.get("map")) {
        let (fields, rows) = map_rows(map, sets, tests)?;
        let rows = rows.into_iter().map(|(row, data)| {
            let action = match data.get("concat") {
                Some(pair) => pair
                    .get(0)
                    .and_then(nft_values::address)
                    .map(|address| make(Some(address), pair.get(1).and_then(nft_values::port))),
                None => nft_values::address(data)
                    .map(|address| make(Some(address), fixed_port.and_then(nft_values::port))),
            };
            (row, action.unwrap_or(Action::Opaque))
        });
        return Some(Action::Map {
            fields: fields.into(),
            rows: Arc::new(rows.collect()),
        });
    }
    let address = match body.get("addr") {
        Some(address) => Some(nft_values::address(address)?),
        None => None,
    };
    if let Some(map) = fixed_port.and_then(|port| port.get("map")) {
        let (fields, rows) = map_rows(map, sets, tests)?;
        let rows = rows.into_iter().map(|(row, data)| {
            let action =
                nft_values::port(data).map_or(Action::Opaque, |port| make(address, Some(port)));
            (row, action)
        });
        return Some(Action::Map {
            fields: fields.into(),
            rows: Arc::new(rows.collect()),
        });
    }
    let port = match fixed_port {
        Some(port) => Some(nft_values::port(port)?),
        None => None,
    };
    Some(make(address, port))
}
