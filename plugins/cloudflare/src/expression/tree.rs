//! The syntax tree of an expression.

/// An expression that is true or false.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    Constant(bool),
    Not(Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    Xor(Box<Node>, Box<Node>),
    Compare(Operand, Operator, Value),
    /// `left in { … }`.
    Within(Operand, Vec<Value>),
    /// `left in $list`.
    Listed(Operand, String),
    /// A field or a function on its own.
    Test(Operand),
}

/// What is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Operand {
    /// A field, with whatever follows it in brackets.
    Field(String),
    Call(String, Vec<Operand>),
    /// A literal as the argument of a function.
    Literal(Value),
    /// A condition as the argument of a function, such as `any(… contains …)`.
    Condition(Box<Node>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Contains,
    Matches,
    Wildcard,
    StrictWildcard,
    BitwiseAnd,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Text(String),
    /// A number, an address, a network, a range: whatever is written without quotes.
    Plain(String),
}

impl Node {
    /// Whether a part of the tree is of some kind.
    pub(super) fn has(&self, kind: &impl Fn(&Self) -> bool) -> bool {
        kind(self)
            || match self {
                Self::Constant(_) => false,
                Self::Not(node) => node.has(kind),
                Self::And(left, right) | Self::Or(left, right) | Self::Xor(left, right) => {
                    left.has(kind) || right.has(kind)
                }
                Self::Compare(operand, ..)
                | Self::Within(operand, _)
                | Self::Listed(operand, _)
                | Self::Test(operand) => operand.has(kind),
            }
    }

    /// Adds the strings of this part of the tree.
    pub(super) fn literals<'a>(&'a self, literals: &mut Vec<&'a str>) {
        match self {
            Self::Constant(_) => {}
            Self::Not(node) => node.literals(literals),
            Self::And(left, right) | Self::Or(left, right) | Self::Xor(left, right) => {
                left.literals(literals);
                right.literals(literals);
            }
            Self::Compare(operand, _, value) => {
                operand.literals(literals);
                value.literals(literals);
            }
            Self::Within(operand, values) => {
                operand.literals(literals);
                for value in values {
                    value.literals(literals);
                }
            }
            Self::Listed(operand, _) | Self::Test(operand) => operand.literals(literals),
        }
    }
}

impl Operand {
    fn has(&self, kind: &impl Fn(&Node) -> bool) -> bool {
        match self {
            Self::Field(_) | Self::Literal(_) => false,
            Self::Call(_, arguments) => arguments.iter().any(|argument| argument.has(kind)),
            Self::Condition(node) => node.has(kind),
        }
    }

    fn literals<'a>(&'a self, literals: &mut Vec<&'a str>) {
        match self {
            Self::Field(_) => {}
            Self::Call(_, arguments) => {
                for argument in arguments {
                    argument.literals(literals);
                }
            }
            Self::Literal(value) => value.literals(literals),
            Self::Condition(node) => node.literals(literals),
        }
    }
}

impl Value {
    fn literals<'a>(&'a self, literals: &mut Vec<&'a str>) {
        match self {
            Self::Text(text) => literals.push(text),
            Self::Plain(_) => {}
        }
    }
}
