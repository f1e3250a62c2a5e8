//! A map for the few names that a rule deals with.

/// One value per name, in the order of the names.
///
/// What a `BTreeMap` is for; but its code is some 15 KB in each plugin, which has to be compiled
/// when the plugin is first used, and a rule has a handful of names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByName<T>(Vec<(String, T)>);

impl<T> Default for ByName<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> ByName<T> {
    /// The value of a name; a new one if the name has none.
    pub fn get_or_insert_with(&mut self, name: String, new: impl FnOnce() -> T) -> &mut T {
        let at = match self.0.binary_search_by(|(known, _)| known.cmp(&name)) {
            Ok(at) => at,
            Err(at) => {
                self.0.insert(at, (name, new()));
                at
            }
        };
        #[expect(clippy::indexing_slicing, reason = "found or inserted above")]
        &mut self.0[at].1
    }

    /// Whether a name has a value.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// Whether there is no name.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many names there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Names with their values, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// The values, in the order of the names.
    #[must_use]
    pub fn into_values(self) -> Vec<T> {
        self.0.into_iter().map(|(_, value)| value).collect()
    }
}

impl<T> IntoIterator for ByName<T> {
    type Item = (String, T);
    type IntoIter = std::vec::IntoIter<(String, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_one_value_per_name_in_order() {
        let mut map = ByName::default();
        for (name, value) in [("b", 1), ("a", 2), ("b", 3)] {
            map.get_or_insert_with(name.to_owned(), || value);
        }
        assert!(map.contains("a") && !map.contains("c"));
        assert_eq!(map.into_values(), [2, 1]);
    }
}
