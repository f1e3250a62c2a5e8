//! Which modules of a stack are asked, and what it takes to get through: as libpam walks it, for every answer that the
//! modules can give. Pure.

use super::control::{Action, Answer};
use super::stack::Module;

/// What is known of the answers so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Impression {
    Undefined,
    Positive,
    /// Positive to libpam, but with an answer other than success, which the application gets.
    Soiled,
    Negative,
}

impl Impression {
    const ALL: [Self; 4] = [
        Self::Undefined,
        Self::Positive,
        Self::Soiled,
        Self::Negative,
    ];

    const fn index(self) -> usize {
        match self {
            Self::Undefined => 0,
            Self::Positive => 1,
            Self::Soiled => 2,
            Self::Negative => 3,
        }
    }

    /// The impression after an answer that counts.
    const fn with(self, answer: Answer) -> Self {
        match (self, answer) {
            (Self::Undefined | Self::Positive, Answer::Success | Answer::Expired) => Self::Positive,
            (Self::Undefined | Self::Positive, Answer::Failure) => Self::Soiled,
            (Self::Undefined | Self::Positive, Answer::Ignore)
            | (Self::Soiled | Self::Negative, _) => self,
        }
    }
}

/// What a module can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    Anything,
    /// It always agrees.
    Yes,
    /// It always refuses: it never agrees, and never abstains.
    No,
    /// A password was wrong.
    WrongPassword,
    /// It is not installed.
    Nothing,
    /// Only this answer.
    #[cfg(test)]
    Only(&'static str),
}

impl Says {
    fn can_say(self, name: &str, answer: Answer) -> bool {
        match self {
            Self::Anything => true,
            Self::Yes => answer == Answer::Success,
            Self::No => answer == Answer::Failure,
            Self::WrongPassword => name == "auth_err",
            Self::Nothing => false,
            #[cfg(test)]
            Self::Only(only) => name == only,
        }
    }
}

/// What is known of a module in its stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reach {
    pub(super) reached: bool,
    pub(super) enforced: bool,
    pub(super) after_failure: bool,
}

/// Follows a stack. Modules of the same group can replace each other.
pub(super) fn reach(stack: &[Module]) -> Vec<Reach> {
    let seen = walk(stack, |module| module.always, |_, _, mark| Some(mark)).seen;
    let with_password = |group: Option<&str>| {
        let says = |module: &Module| match module.usually {
            usually if usually == Says::Nothing => usually,
            _ if group == Some(module.group.as_str()) => Says::No,
            usually => usually,
        };
        walk(stack, says, unix_agreed).gets_through(has_unix(stack))
    };
    let can_succeed = with_password(None);
    let uncounted = |group: &str| {
        let says = |module: &Module| match module.usually {
            Says::Anything if module.is_unix() => Says::WrongPassword,
            usually => usually,
        };
        let counted = |module: &Module, _: Answer, mark: bool| {
            if module.group == group && mark {
                return None;
            }
            Some(mark || module.is_unix())
        };
        walk(stack, says, counted).fails_marked
    };
    let mut known: Vec<(&str, bool, bool)> = Vec::new();
    let mut found = Vec::new();
    for (module, reached) in stack.iter().zip(seen) {
        let group = module.group.as_str();
        let (enforced, after_failure) = match known.iter().find(|(name, _, _)| *name == group) {
            Some((_, enforced, after)) => (*enforced, *after),
            None => {
                let enforced = can_succeed && !with_password(Some(group));
                let after = has_unix(stack) && !uncounted(group);
                known.push((group, enforced, after));
                (enforced, after)
            }
        };
        found.push(Reach {
            reached,
            enforced: reached && enforced,
            after_failure: reached && after_failure,
        });
    }
    found
}

/// Whether some way through a stack ends in success.
#[cfg(test)]
pub(super) fn succeeds(stack: &[Module]) -> bool {
    walk(stack, |module| module.always, |_, _, mark| Some(mark)).gets_through(false)
}

fn has_unix(stack: &[Module]) -> bool {
    stack.iter().any(Module::is_unix)
}

fn unix_agreed(module: &Module, answer: Answer, mark: bool) -> Option<bool> {
    let agreed = matches!(answer, Answer::Success | Answer::Expired);
    Some(mark || (module.is_unix() && agreed))
}

/// The results of the ways through a stack.
struct Walked {
    seen: Vec<bool>,
    /// Whether some way ends in success: one without the mark, and one with it.
    succeeds: [bool; 2],
    /// Whether some way with the mark ends without success.
    fails_marked: bool,
}

impl Walked {
    fn gets_through(&self, marked: bool) -> bool {
        let [unmarked, is_marked] = self.succeeds;
        is_marked || (!marked && unmarked)
    }
}

/// `mark` says what a way remembers after an answer; none if the way no longer matters.
fn walk(
    stack: &[Module],
    says: impl Fn(&Module) -> Says,
    mark: impl Fn(&Module, Answer, bool) -> Option<bool>,
) -> Walked {
    const STATES: usize = Impression::ALL.len() * 2;
    let mut seen = vec![[false; STATES]; stack.len()];
    let mut asked = vec![false; stack.len()];
    let mut waiting = vec![(0, Impression::Undefined, false)];
    let mut succeeds = [false; 2];
    let mut fails_marked = false;
    while let Some((at, impression, marked)) = waiting.pop() {
        let Some(module) = stack.get(at) else {
            let [unmarked, is_marked] = &mut succeeds;
            match (impression, marked) {
                (Impression::Positive, true) => *is_marked = true,
                (Impression::Positive, false) => *unmarked = true,
                (_, true) => fails_marked = true,
                (_, false) => {}
            }
            continue;
        };
        let state = impression.index() * 2 + usize::from(marked);
        let known = seen.get_mut(at).and_then(|known| known.get_mut(state));
        let Some(known) = known else { continue };
        if *known {
            continue;
        }
        *known = true;
        let said = says(module);
        if module.is_substack || said == Says::Nothing {
            waiting.push((at + 1, impression, marked));
            continue;
        }
        if let Some(asked) = asked.get_mut(at) {
            *asked = true;
        }
        for (answer, action) in module
            .control
            .steps(|name, answer| said.can_say(name, answer))
        {
            let Some(marked) = mark(module, answer, marked) else {
                continue;
            };
            follow(stack, at, action, answer, impression, |next, impression| {
                waiting.push((next, impression, marked));
            });
        }
    }
    Walked {
        seen: asked,
        succeeds,
        fails_marked,
    }
}

/// Says where a way goes on, and with which impression.
fn follow(
    stack: &[Module],
    at: usize,
    action: Action,
    answer: Answer,
    before: Impression,
    mut goes_on: impl FnMut(usize, Impression),
) {
    let after = before.with(answer);
    match action {
        Action::Ignore => goes_on(at + 1, before),
        Action::Ok => goes_on(at + 1, after),
        Action::Bad => goes_on(at + 1, Impression::Negative),
        Action::Die => goes_on(behind(stack, at), Impression::Negative),
        // What was known when a substack began; which that was is not followed.
        Action::Reset if stack.get(at).is_some_and(|module| module.level > 0) => {
            for one in Impression::ALL {
                goes_on(at + 1, one);
            }
        }
        Action::Reset => goes_on(at + 1, Impression::Undefined),
        // After a failure the rest is asked as well.
        Action::Done => match after {
            Impression::Positive | Impression::Soiled => goes_on(behind(stack, at), after),
            Impression::Undefined | Impression::Negative => goes_on(at + 1, after),
        },
        Action::Jump(count) => match jump(stack, at, count) {
            (target, false) => goes_on(target, Impression::Negative),
            // When a password is changed, a jump counts as the answer does.
            (target, true) if stack.get(at).is_some_and(Module::changes_password) => {
                goes_on(target, before);
                goes_on(target, after);
            }
            (target, true) => goes_on(target, before),
        },
    }
}

/// The place after the substack that a module is in, or after the whole stack.
fn behind(stack: &[Module], at: usize) -> usize {
    let level = stack.get(at).map_or(0, |module| module.level);
    let rest = stack.iter().enumerate().skip(at);
    let mut outside = rest.filter(|(_, module)| module.level < level);
    outside.next().map_or(stack.len(), |(next, _)| next)
}

/// Where a jump ends, and whether enough modules follow for it. A substack counts as one module, and a jump does not
/// leave its own substack.
fn jump(stack: &[Module], at: usize, count: usize) -> (usize, bool) {
    let level = stack.get(at).map_or(0, |module| module.level);
    let mut left = count;
    for (next, module) in stack.iter().enumerate().skip(at + 1) {
        if module.level > level {
            continue;
        }
        if left == 0 || module.level < level {
            return (next, left == 0);
        }
        left -= 1;
    }
    (stack.len(), left == 0)
}
