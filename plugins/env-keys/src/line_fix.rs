//! How to fix a line that not all readers understand alike.

use muster_sdk::{Source, env, shell_word};

use crate::bound_file::BoundFile;
use crate::names;

const CARRIAGE_RETURN: &str = "carriage-return";

/// Whether the line has a Windows line ending.
pub(crate) fn ends_with_carriage_return(key: &env::Key) -> bool {
    key.remarks.iter().any(|remark| remark == CARRIAGE_RETURN)
}

/// How to make all readers understand a key's line alike.
pub(crate) fn line_fix(file: &BoundFile, key: &env::Key) -> String {
    let name = &key.name;
    if ends_with_carriage_return(key) {
        return without_carriage_returns(file);
    }
    if let Some(mark) = byte_order_mark(&file.facts)
        && mark.line == key.source.line
    {
        return without_byte_order_mark(file.path());
    }
    if !is_command(file, key) {
        let is_interpolated = |reading: &env::Reading| {
            let mut remarks = reading.remarks.iter();
            remarks.any(|remark| remark == "interpolation")
        };
        if !key.derived_from.is_empty() && key.secret {
            return format!(
                "Give {name} a random value of its own in place of the reference, which not every reader follows"
            );
        }
        if !key.derived_from.is_empty() {
            return format!(
                "Write the value of {} in place of the reference, which not every reader follows",
                names::sentence(&key.derived_from)
            );
        }
        if key.quoting == env::Key::QUOTING_SINGLE {
            return if key.readings.iter().any(is_interpolated) {
                "Write the text itself in place of `${…}`: python-dotenv replaces it even inside single quotes".to_owned()
            } else {
                format!(
                    "Give {name} a value that holds no quotation marks, backslashes and line breaks"
                )
            };
        }
        return format!("Put single quotes around the value: `{name}='…'`");
    }
    if name.starts_with('<') {
        // Its name is not shown, because the line has none that ends in `=`.
        let line = key.source.location();
        format!(
            "Write {line} as `KEY='…'`: a name of letters, digits and underscores, `=`, and the value"
        )
    } else if is_shell_name(name) {
        format!(
            "Write `=` right behind the name, and the value in single quotes right behind that: `{name}='…'`"
        )
    } else {
        format!("Give {name} a name of letters, digits and underscores, which all of them take")
    }
}

/// How to remove the Windows line endings from a file.
pub(crate) fn without_carriage_returns(file: &BoundFile) -> String {
    format!("Run `sed -i 's/\\r$//' {}`", shell_word(file.path()))
}

/// Where a byte order mark stands that a reader takes for a part of the first key.
pub(crate) fn byte_order_mark(file: &env::EnvFile) -> Option<&Source> {
    let mut problems = file.problems.iter();
    problems
        .find(|problem| problem.code == env::Problem::CODE_BYTE_ORDER_MARK)
        .map(|problem| &problem.source)
}

/// How to remove the byte order mark from a file.
pub(crate) fn without_byte_order_mark(path: &str) -> String {
    format!("Run `sed -i '1s/^\\xEF\\xBB\\xBF//' {}`", shell_word(path))
}

/// Whether a shell treats the line as a command.
fn is_command(file: &BoundFile, key: &env::Key) -> bool {
    file.facts.problems.iter().any(|problem| {
        problem.dialect == env::Problem::DIALECT_SHELL
            && problem.code == env::Problem::CODE_NOT_AN_ASSIGNMENT
            && problem.source.line == key.source.line
    })
}

fn is_shell_name(name: &str) -> bool {
    !name.starts_with(|first: char| first.is_ascii_digit())
        && name
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{file, key};
    use muster_sdk::testing::sample;

    #[test]
    fn the_fix_suits_what_is_wrong_with_the_line() {
        let mut file = file([]);
        let plain = key("SHOP_TITLE");
        assert_eq!(
            line_fix(&file, &plain),
            "Put single quotes around the value: `SHOP_TITLE='…'`"
        );
        let windows = env::Key {
            remarks: vec![CARRIAGE_RETURN.to_owned()],
            ..key("SHOP_TITLE")
        };
        assert_eq!(
            line_fix(&file, &windows),
            "Run `sed -i 's/\\r$//' /etc/app.env`"
        );
        file.facts.problems = vec![env::Problem {
            dialect: env::Problem::DIALECT_SHELL.to_owned(),
            code: env::Problem::CODE_NOT_AN_ASSIGNMENT.to_owned(),
            source: plain.source.clone(),
            ..sample()
        }];
        assert!(line_fix(&file, &plain).starts_with("Write `=`"));
        assert!(line_fix(&file, &key("shop.title")).starts_with("Give shop.title a name"));
        file.facts.problems = vec![env::Problem {
            dialect: env::Problem::DIALECT_SHELL.to_owned(),
            code: env::Problem::CODE_BYTE_ORDER_MARK.to_owned(),
            source: plain.source.clone(),
            ..sample()
        }];
        assert_eq!(
            line_fix(&file, &plain),
            r"Run `sed -i '1s/^\xEF\xBB\xBF//' /etc/app.env`"
        );
    }
}
