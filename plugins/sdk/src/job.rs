//! What a job of the host does when its time comes.

use crate::jobs::Job;

impl Job {
    /// Whether something starts it when its time comes, be it for nothing: what it runs may not be there.
    #[must_use]
    pub fn is_started(&self) -> bool {
        matches!(
            self.state.as_str(),
            Self::STATE_ENABLED | Self::STATE_NO_PROGRAM | Self::STATE_PROGRAM_NOT_EXECUTABLE
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_started_whatever_is_wrong_with_what_it_runs() {
        let is_started = |state: &str| {
            Job {
                state: state.to_owned(),
                ..crate::testing::sample()
            }
            .is_started()
        };
        assert!(is_started(Job::STATE_ENABLED));
        assert!(is_started(Job::STATE_NO_PROGRAM));
        assert!(!is_started(Job::STATE_DISABLED));
        assert!(!is_started(Job::STATE_NOT_EXECUTABLE));
    }
}
