//! Finds similar names for "did you mean".

/// Returns the names that are similar to `written`, the nearest first, three at most.
pub(crate) fn nearest<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let names = names.into_iter().filter(|name| is_near(name, written));
    let mut near: Vec<_> = names.map(|name| (distance(name, written), name)).collect();
    near.sort_unstable();
    near.into_iter().take(3).map(|(_, name)| name.to_owned()).collect()
}

/// Returns whether at most a third of the name differs, or its last part is the same.
pub(super) fn is_near(name: &str, written: &str) -> bool {
    let last = |name: &str| name.rsplit('.').next().unwrap_or_default().to_lowercase();
    let longer = name.chars().count().max(written.chars().count());
    distance(name, written) * 3 <= longer || distance(&last(name), &last(written)) == 0
}

fn distance(a: &str, b: &str) -> usize {
    strsim::damerau_levenshtein(&a.to_lowercase(), &b.to_lowercase())
}
