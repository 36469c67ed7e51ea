//! What a misspelt word may have meant.

/// The candidate that is nearest to `written`, if it is near: one edit per three letters, and two at most.
pub(crate) fn nearest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let most = |candidate: &str| (written.len().max(candidate.len()) / 3).clamp(1, 2);
    let distances =
        candidates.into_iter().map(|candidate| (distance(written, candidate), candidate));
    let near = distances.filter(|&(distance, candidate)| distance <= most(candidate));
    near.min_by_key(|&(distance, _)| distance).map(|(_, candidate)| candidate)
}

pub(crate) fn did_you_mean(word: &str) -> String {
    format!("did you mean `{word}`?")
}

/// How many letters are inserted, removed, replaced or swapped with their neighbour.
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<_>, Vec<_>) = (one.chars().collect(), other.chars().collect());
    let mut rows = vec![(0..=other.len()).collect::<Vec<_>>()];
    for (i, a) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let replaced = rows[i][j] + usize::from(a != b);
            let mut least = replaced.min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == other[j - 1] && one[i - 1] == *b {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[one.len()][other.len()]
}
