//! What a rule asks of the parameters of the kernel, and what comes of it: for each parameter one finding, with
//! what boot makes of it and what the kernel runs with.

use muster_sdk::{Finding, Outcome};

use crate::applies::own_kernel;
use crate::condition::conditions;
use crate::demands::Demands;
use crate::explained::Unless;
use crate::parameter::Parameter;

/// What a rule that could not tell one parameter from another would be about.
const SUBJECT: &str = "sysctl";

/// Judges both halves of each parameter.
pub(crate) fn judge_parameters(values: &[(String, String)], demands: &Demands) -> Outcome {
    let conditions = conditions(values)?;
    let unless = Unless::of(&demands.unless)?;
    if conditions.is_empty() {
        return Ok(vec![Finding::not_applicable(
            SUBJECT,
            "The policy requires no kernel parameter.",
        )]);
    }
    own_kernel(SUBJECT)?;
    let judge = |(name, condition)| {
        let parameter = Parameter {
            name,
            condition,
            demands,
            unless: &unless,
        };
        parameter.judge()
    };
    Ok(conditions.into_iter().map(judge).collect())
}
