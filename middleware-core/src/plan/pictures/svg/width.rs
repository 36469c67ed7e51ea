//! Estimates how wide a text is, because the font of the reader is not known.

#[derive(Clone, Copy)]
pub(super) enum Font {
    /// The name of a part: bold.
    Name,
    Detail,
    Note,
}

impl Font {
    /// The size in pixels, and the width of a bold character in hundredths of a regular one.
    const fn size_and_weight(self) -> (usize, usize) {
        match self {
            Self::Name => (14, 112),
            Self::Detail => (13, 100),
            Self::Note => (11, 100),
        }
    }
}

/// Shortens a text so that it is at most this many pixels wide. The middle is left out, because the end of a reason is as
/// important as its beginning.
pub(super) fn fit(text: &str, pixels: usize, font: Font) -> String {
    let (size, weight) = font.size_and_weight();
    let most = pixels * 100 * 100 / (size * weight);
    if text.chars().map(width).sum::<usize>() <= most {
        return text.to_owned();
    }
    let room = most.saturating_sub(width('…'));
    let end = room * 2 / 5;
    let start: String = as_wide_as(text.chars(), room - end).collect();
    let end: Vec<_> = as_wide_as(text.chars().rev(), end).collect();
    start.chars().chain(['…']).chain(end.into_iter().rev()).collect()
}

/// The first characters whose widths fit into the room.
fn as_wide_as(chars: impl Iterator<Item = char>, mut room: usize) -> impl Iterator<Item = char> {
    chars.map_while(move |c| {
        room = room.checked_sub(width(c))?;
        Some(c)
    })
}

/// The width of a character in a wide sans-serif font, in hundredths of the font size.
fn width(c: char) -> usize {
    match c {
        'i' | 'j' | 'l' | '\'' | '|' | 'I' => 30,
        'f' | 'r' | 't' | '.' | ',' | ':' | ';' | '!' | '(' | ')' | '/' | '-' | ' ' => 40,
        '_' | '`' => 50,
        'M' | 'w' => 88,
        // East Asian characters and emoji fill a square.
        'W' | 'm' | '@' | '%' | '\u{1100}'.. => 100,
        'a'..='z' | '0'..='9' => 62,
        _ => 80,
    }
}
