//! A rule: its name, its documentation and its function.

use crate::bindings::exports::muster::policy::policy as wit;
use crate::documentation;
use crate::{
    Artifact, CauseScope, FindingRecord, Outcome, Parameter, ParameterSpec, Precision, Severity,
};

/// A rule of a plugin, made by [`rule!`](crate::rule).
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// `family/name`. Never changes once published.
    pub id: &'static str,
    /// How bad it is when the rule fails; a pack may override it.
    pub severity: Severity,
    /// How sure a failure is.
    pub precision: Precision,
    /// Words to select by.
    pub tags: &'static [&'static str],
    /// Rules whose failure explains one of this rule, and where. The first that does so counts.
    pub explained_by: &'static [(CauseScope, &'static str)],
    /// Markdown whose first line is `# ` and the title, whose third is `Failure: ` and what is the
    /// case when the rule fails, with the sections Why, How to fix and References. Without the
    /// tests.
    pub documentation: &'static str,
    /// Name of the file that has the documentation.
    pub file: &'static str,
    #[doc(hidden)]
    pub parameters: fn() -> Vec<ParameterSpec>,
    #[doc(hidden)]
    pub check: fn(&[Parameter]) -> Outcome,
}

impl Rule {
    pub(crate) fn describe(&self, artifact: Option<&Artifact>, pages: Option<&str>) -> wit::Rule {
        let page = documentation::parse(self.documentation);
        wit::Rule {
            id: self.id.to_owned(),
            title: page.title.to_owned(),
            failure_title: page.failure_title.to_owned(),
            severity: self.severity,
            precision: self.precision,
            page: pages.map(|base| format!("{base}{}", self.file)),
            parameters: (self.parameters)(),
            tags: self.tags.iter().map(|tag| (*tag).to_owned()).collect(),
            references: page.references,
            explained_by: self
                .explained_by
                .iter()
                .map(|(scope, rule)| wit::Cause {
                    rule: (*rule).to_owned(),
                    scope: *scope,
                })
                .collect(),
            artifact: artifact.cloned(),
            documentation: page.body.to_owned(),
        }
    }

    pub(crate) fn run(&self, parameters: &[Parameter]) -> Result<Vec<FindingRecord>, String> {
        match (self.check)(parameters) {
            Ok(findings) => Ok(findings.into_iter().map(FindingRecord::from).collect()),
            Err(stopped) => stopped.outcome().map(|finding| vec![finding.into()]),
        }
    }
}

/// Declares the rule of a module as `pub(crate) const RULE`, with its fields in any order.
///
/// `precision` says how sure a failure is; without it, `High`. `documentation` names the Markdown
/// file beside the module. `check` is a function from a
/// [`parameters!`](crate::parameters) type, named by `parameters`, to [`Outcome`]; a rule without
/// parameters leaves `parameters` out and takes no argument.
///
/// `explained_by` names rules whose failure explains one of this rule, of any plugin: `Host("…")`
/// wherever it is, `Place("…")` where both findings have the same subject, or one shows that of the other as a logical
/// place, or this one shows the first place of the other. Reports show such a finding as one that follows from the other, and what
/// could not be judged for a reason that names its place. Leave it out where there is none.
#[macro_export]
macro_rules! rule {
    ($($fields:tt)*) => {
        $crate::rule_fields! { [] [] [] [] [] [] [] [] $($fields)*, }
    };
}

/// The fields of [`rule!`](crate::rule), taken in any order. Each has a place of its own: id, severity,
/// precision, tags, explained_by, documentation, parameters, check.
#[doc(hidden)]
#[macro_export]
macro_rules! rule_fields {
    // One field after the other.
    ([] $b:tt $c:tt $d:tt $e:tt $f:tt $g:tt $h:tt id: $value:literal, $($rest:tt)*) => {
        $crate::rule_fields! { [$value] $b $c $d $e $f $g $h $($rest)* }
    };
    ($a:tt [] $c:tt $d:tt $e:tt $f:tt $g:tt $h:tt severity: $value:ident, $($rest:tt)*) => {
        $crate::rule_fields! { $a [$value] $c $d $e $f $g $h $($rest)* }
    };
    ($a:tt $b:tt [] $d:tt $e:tt $f:tt $g:tt $h:tt precision: $value:ident, $($rest:tt)*) => {
        $crate::rule_fields! { $a $b [$value] $d $e $f $g $h $($rest)* }
    };
    ($a:tt $b:tt $c:tt [] $e:tt $f:tt $g:tt $h:tt tags: [$($value:literal),* $(,)?], $($rest:tt)*) => {
        $crate::rule_fields! { $a $b $c [[$($value),*]] $e $f $g $h $($rest)* }
    };
    ($a:tt $b:tt $c:tt $d:tt [] $f:tt $g:tt $h:tt
        explained_by: [$($scope:ident($cause:literal)),* $(,)?], $($rest:tt)*) => {
        $crate::rule_fields! { $a $b $c $d [[$($scope($cause)),*]] $f $g $h $($rest)* }
    };
    ($a:tt $b:tt $c:tt $d:tt $e:tt [] $g:tt $h:tt documentation: $value:literal, $($rest:tt)*) => {
        $crate::rule_fields! { $a $b $c $d $e [$value] $g $h $($rest)* }
    };
    ($a:tt $b:tt $c:tt $d:tt $e:tt $f:tt [] $h:tt parameters: $value:ty, $($rest:tt)*) => {
        $crate::rule_fields! { $a $b $c $d $e $f [$value] $h $($rest)* }
    };
    ($a:tt $b:tt $c:tt $d:tt $e:tt $f:tt $g:tt [] check: $value:expr, $($rest:tt)*) => {
        $crate::rule_fields! { $a $b $c $d $e $f $g [$value] $($rest)* }
    };
    // The comma after the last one.
    ($a:tt $b:tt $c:tt $d:tt $e:tt $f:tt $g:tt $h:tt ,) => {
        $crate::rule_fields! { $a $b $c $d $e $f $g $h }
    };
    // A rule without parameters takes no argument.
    ($a:tt $b:tt $c:tt $d:tt $e:tt $f:tt [] [$check:expr]) => {
        $crate::rule_fields! { $a $b $c $d $e $f [()] [|()| $check()] }
    };
    (
        [$id:literal] [$severity:ident] [$($precision:ident)?] [[$($tag:literal),*]]
        [$([$($scope:ident($cause:literal)),*])?] [$documentation:literal] [$parameters:ty] [$check:expr]
    ) => {
        /// The rule that this module implements.
        pub(crate) const RULE: $crate::Rule = $crate::Rule {
            id: $id,
            severity: $crate::Severity::$severity,
            precision: $crate::precision!($($precision)?),
            tags: &[$($tag),*],
            explained_by: &[$($(($crate::CauseScope::$scope, $cause)),*)?],
            documentation: const { $crate::without_tests(include_str!($documentation)) },
            file: $documentation,
            parameters: <$parameters as $crate::Parameters>::describe,
            check: |given| $check(<$parameters as $crate::Parameters>::decode(given)?),
        };
    };
    // What is wrong.
    ([] $b:tt $c:tt $d:tt $e:tt $f:tt $g:tt $h:tt) => {
        compile_error!("this rule has no `id: \"family/name\"`");
    };
    ($a:tt [] $c:tt $d:tt $e:tt $f:tt $g:tt $h:tt) => {
        compile_error!("this rule has no `severity: Medium`, or another one");
    };
    ($a:tt $b:tt $c:tt [] $e:tt $f:tt $g:tt $h:tt) => {
        compile_error!("this rule has no `tags: [\"word\"]`");
    };
    ($a:tt $b:tt $c:tt $d:tt $e:tt [] $g:tt $h:tt) => {
        compile_error!("this rule has no `documentation: \"file.md\"`");
    };
    ($a:tt $b:tt $c:tt $d:tt $e:tt $f:tt $g:tt []) => {
        compile_error!("this rule has no `check: function`");
    };
    ($a:tt $b:tt $c:tt $d:tt $e:tt $f:tt $g:tt $h:tt $field:ident: $($rest:tt)*) => {
        compile_error!(concat!(
            "`", stringify!($field), "` is not a field of a rule, appears twice, or has a value of another form"
        ));
    };
}

/// A precision, or the one of a rule that does not say.
#[doc(hidden)]
#[macro_export]
macro_rules! precision {
    () => {
        $crate::Precision::High
    };
    ($precision:ident) => {
        $crate::Precision::$precision
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Finding, NotEvaluated};

    mod sure {
        crate::rule! {
            id: "example/sure",
            severity: Medium,
            precision: VeryHigh,
            tags: ["example"],
            documentation: "example.md",
            check: super::nothing,
        }
    }

    // In another order, and with a parameter.
    mod usual {
        crate::rule! {
            check: |()| super::nothing(),
            documentation: "example.md",
            tags: ["example"],
            parameters: (),
            severity: Medium,
            id: "example/usual"
        }
    }

    fn nothing() -> Result<Vec<Finding>, NotEvaluated> {
        Ok(Vec::new())
    }

    #[test]
    fn a_rule_says_what_fails_how_sure_that_is_and_where_its_page_lies() {
        let rule = sure::RULE.describe(None, Some("https://example.org/rules/"));
        assert_eq!(rule.title, "The example holds");
        assert_eq!(rule.failure_title, "The example is broken");
        assert_eq!(rule.precision, Precision::VeryHigh);
        assert_eq!(
            rule.page.as_deref(),
            Some("https://example.org/rules/example.md")
        );
        assert!(rule.documentation.starts_with("## Why"));
        let rule = usual::RULE.describe(None, None);
        assert_eq!((rule.precision, rule.page), (Precision::High, None));
    }
}
