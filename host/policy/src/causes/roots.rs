//! Where chains of causes end.

/// What is known of where a finding's causes lead.
#[derive(Clone, Copy)]
enum Root {
    Unknown,
    OnTheWay,
    /// It follows from nothing.
    Itself,
    Other(usize),
}

/// Follows each finding's causes to their end. No two rules explain each other in plugins that were
/// loaded; in an evaluation that was written by hand they may, and then none of them follows.
pub(super) fn roots(direct: &[Option<usize>]) -> Vec<Option<usize>> {
    let mut roots = vec![Root::Unknown; direct.len()];
    let mut way = Vec::new();
    for start in 0..direct.len() {
        let mut at = start;
        let end = loop {
            match roots.get(at).copied().unwrap_or(Root::Itself) {
                Root::Unknown => {}
                Root::OnTheWay => break None,
                Root::Itself => break Some(at),
                Root::Other(root) => break Some(root),
            }
            match direct.get(at).copied().flatten() {
                Some(cause) => {
                    set(&mut roots, at, Root::OnTheWay);
                    way.push(at);
                    at = cause;
                }
                None => {
                    set(&mut roots, at, Root::Itself);
                    break Some(at);
                }
            }
        };
        for passed in way.drain(..) {
            set(&mut roots, passed, end.map_or(Root::Itself, Root::Other));
        }
    }
    roots
        .into_iter()
        .map(|root| match root {
            Root::Other(root) => Some(root),
            Root::Unknown | Root::OnTheWay | Root::Itself => None,
        })
        .collect()
}

fn set(roots: &mut [Root], index: usize, root: Root) {
    if let Some(place) = roots.get_mut(index) {
        *place = root;
    }
}
