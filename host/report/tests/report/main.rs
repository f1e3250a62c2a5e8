//! What a reader of each format sees, through the crate's one function.

#[cfg(test)]
mod causes;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod json;
#[cfg(test)]
mod junit;
#[cfg(test)]
mod lint;
#[cfg(test)]
mod markdown;
#[cfg(test)]
mod mutations;
#[cfg(test)]
mod sarif;
#[cfg(test)]
mod sarif_rules;
#[cfg(test)]
mod terminal;
#[cfg(test)]
mod totals;
