//! [`SessionKey`]: identifies a session.

use std::fmt;

/// Identifies a session in its cookie and in the store: 64 hexadecimal digits, which are 256 bits of the system's
/// secure random numbers.
///
/// Anybody with the key can act as the user, so `Debug` does not show it.
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
    /// Creates a new random key.
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

    /// Parses the value of a client, if it is in the format of a key. Only the store knows whether the session exists.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        (text.len() == 64 && text.bytes().all(is_digit)).then(|| Self(text.to_owned()))
    }

    /// Returns its digits.
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
