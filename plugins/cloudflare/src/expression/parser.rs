//! From tokens to a tree. Precedence: `not`, `and`, `xor`, `or`
//! (<https://developers.cloudflare.com/ruleset-engine/rules-language/operators/>).

use super::lexer::{self, Token};
use super::tree::{Node, Operand, Operator, Value};

/// Cloudflare takes 4,096 characters.
const LONGEST: usize = 16 << 10;

/// More parentheses, functions and negations inside each other than anybody writes.
const DEEPEST: usize = 50;

/// Reads an expression.
pub(super) fn parse(text: &str) -> Result<Node, String> {
    if text.len() > LONGEST {
        return Err(format!("the expression is longer than {LONGEST} bytes"));
    }
    let tokens = lexer::tokens(text)?;
    let mut parser = Parser {
        tokens: tokens.into_iter().peekable(),
        depth: 0,
    };
    let node = parser.or()?;
    match parser.tokens.next() {
        None => Ok(node),
        Some(token) => Err(format!("nothing can follow before {}", shown(&token))),
    }
}

struct Parser {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
    depth: usize,
}

impl Parser {
    fn or(&mut self) -> Result<Node, String> {
        let mut node = self.xor()?;
        while self.takes(&["or", "||"]) {
            node = Node::Or(Box::new(node), Box::new(self.xor()?));
        }
        Ok(node)
    }

    fn xor(&mut self) -> Result<Node, String> {
        let mut node = self.and()?;
        while self.takes(&["xor", "^^"]) {
            node = Node::Xor(Box::new(node), Box::new(self.and()?));
        }
        Ok(node)
    }

    fn and(&mut self) -> Result<Node, String> {
        let mut node = self.not()?;
        while self.takes(&["and", "&&"]) {
            node = Node::And(Box::new(node), Box::new(self.not()?));
        }
        Ok(node)
    }

    fn not(&mut self) -> Result<Node, String> {
        if self.takes(&["not", "!"]) {
            return self.deeper(|parser| Ok(Node::Not(Box::new(parser.not()?))));
        }
        if self.takes(&["("]) {
            let node = self.deeper(Self::or)?;
            self.expect(")")?;
            return Ok(node);
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<Node, String> {
        let operand = self.operand()?;
        if let Operand::Field(name) = &operand {
            match name.as_str() {
                "true" => return Ok(Node::Constant(true)),
                "false" => return Ok(Node::Constant(false)),
                _ => {}
            }
        }
        if self.takes(&["in"]) {
            return self.within(operand);
        }
        Ok(match self.operator()? {
            Some(operator) => Node::Compare(operand, operator, self.value()?),
            None => Node::Test(operand),
        })
    }

    fn within(&mut self, operand: Operand) -> Result<Node, String> {
        if let Some(Token::List(name)) = self.tokens.peek() {
            let name = name.clone();
            self.tokens.next();
            return Ok(Node::Listed(operand, name));
        }
        self.expect("{")?;
        let mut values = Vec::new();
        while !self.takes(&["}"]) {
            values.push(self.value()?);
            // Written between the values by some, and without a meaning.
            self.takes(&[","]);
        }
        Ok(Node::Within(operand, values))
    }

    fn operand(&mut self) -> Result<Operand, String> {
        match self.tokens.next() {
            Some(Token::Word(name)) => {
                if self.takes(&["("]) {
                    return self.deeper(|parser| parser.arguments(name));
                }
                Ok(Operand::Field(name))
            }
            Some(Token::Text(text)) => Ok(Operand::Literal(Value::Text(text))),
            other => Err(missing("a field", other.as_ref())),
        }
    }

    fn arguments(&mut self, name: String) -> Result<Operand, String> {
        let mut arguments = Vec::new();
        while !self.takes(&[")"]) {
            arguments.push(match self.or()? {
                Node::Test(operand) => operand,
                node => Operand::Condition(Box::new(node)),
            });
            if !self.takes(&[","]) {
                self.expect(")")?;
                break;
            }
        }
        Ok(Operand::Call(name, arguments))
    }

    fn operator(&mut self) -> Result<Option<Operator>, String> {
        let operator = match self.tokens.peek() {
            Some(Token::Word(word)) => match word.as_str() {
                "eq" => Operator::Equal,
                "ne" => Operator::NotEqual,
                "lt" => Operator::Less,
                "le" => Operator::LessOrEqual,
                "gt" => Operator::Greater,
                "ge" => Operator::GreaterOrEqual,
                "contains" => Operator::Contains,
                "matches" => Operator::Matches,
                "wildcard" => Operator::Wildcard,
                "bitwise_and" => Operator::BitwiseAnd,
                "strict" => {
                    self.tokens.next();
                    return if self.takes(&["wildcard"]) {
                        Ok(Some(Operator::StrictWildcard))
                    } else {
                        Err("`wildcard` must follow `strict`".to_owned())
                    };
                }
                _ => return Ok(None),
            },
            Some(Token::Symbol(symbol)) => match *symbol {
                "==" => Operator::Equal,
                "!=" => Operator::NotEqual,
                "<" => Operator::Less,
                "<=" => Operator::LessOrEqual,
                ">" => Operator::Greater,
                ">=" => Operator::GreaterOrEqual,
                "~" => Operator::Matches,
                "&" => Operator::BitwiseAnd,
                _ => return Ok(None),
            },
            Some(Token::Text(_) | Token::List(_)) | None => return Ok(None),
        };
        self.tokens.next();
        Ok(Some(operator))
    }

    fn value(&mut self) -> Result<Value, String> {
        match self.tokens.next() {
            Some(Token::Text(text)) => Ok(Value::Text(text)),
            Some(Token::Word(word)) => Ok(Value::Plain(word)),
            other => Err(missing("a value", other.as_ref())),
        }
    }

    /// Takes the next token if it is one of these words or symbols.
    fn takes(&mut self, names: &[&str]) -> bool {
        let found = match self.tokens.peek() {
            Some(Token::Word(word)) => names.contains(&word.as_str()),
            Some(Token::Symbol(symbol)) => names.contains(symbol),
            Some(Token::Text(_) | Token::List(_)) | None => false,
        };
        if found {
            self.tokens.next();
        }
        found
    }

    fn expect(&mut self, symbol: &str) -> Result<(), String> {
        if self.takes(&[symbol]) {
            return Ok(());
        }
        Err(missing(&format!("`{symbol}`"), self.tokens.peek()))
    }

    /// One level further down, if that is not too deep.
    fn deeper<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, String>,
    ) -> Result<T, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("the expression is nested more than {DEEPEST} deep"));
        }
        let read = read(self);
        self.depth -= 1;
        read
    }
}

fn missing(expected: &str, found: Option<&Token>) -> String {
    match found {
        Some(token) => format!("{expected} is missing before {}", shown(token)),
        None => format!("{expected} is missing at the end"),
    }
}

fn shown(token: &Token) -> String {
    match token {
        Token::Word(word) => format!("`{word}`"),
        Token::Text(text) => format!("{text:?}"),
        Token::List(name) => format!("`${name}`"),
        Token::Symbol(symbol) => format!("`{symbol}`"),
    }
}
