//! [`SessionKey`]: what a session is known by.

use std::fmt;

/// What a session is known by, in its cookie and in the store: 64 hexadecimal digits, 256 bits of the system's secure
/// random numbers.
///
/// Who knows it is the user, so it is not shown by `Debug`.
///
/// ```
/// use middleware_examples::session::SessionKey;
///
/// let key = SessionKey::generate()?;
/// assert_eq!(SessionKey::parse(key.as_str()), Some(key.clone()));
/// assert_eq!(format!("{key:?}"), "SessionKey(..)");
/// # Ok::<(), getrandom::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionKey(String);

impl SessionKey {
    /// A new one, that nobody has or can guess.
    ///
    /// # Errors
    ///
    /// If the system has no random numbers.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let (mut high, mut low) = ([0; 16], [0; 16]);
        getrandom::fill(&mut high)?;
        getrandom::fill(&mut low)?;
        Ok(Self(format!("{:032x}{:032x}", u128::from_ne_bytes(high), u128::from_ne_bytes(low))))
    }

    /// What a client sent, if it has the form of a key. Whether there is such a session only the store knows.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        (text.len() == 64 && text.bytes().all(is_digit)).then(|| Self(text.to_owned()))
    }

    /// Its digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionKey(..)")
    }
}
