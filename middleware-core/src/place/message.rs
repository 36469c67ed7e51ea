//! [`Message`]: a text that the compiler can put together. `format!` allocates, which it cannot.

/// As many bytes as a message may have.
const MOST: usize = 1024;

pub(super) struct Message {
    bytes: [u8; MOST],
    len: usize,
}

impl Message {
    pub(super) const fn new() -> Self {
        Self { bytes: [0; MOST], len: 0 }
    }

    /// With more text at its end. What there is no room for is left out.
    pub(super) const fn add(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        if text.len() > MOST - self.len {
            return self;
        }
        let mut at = 0;
        while at < text.len() {
            self.bytes[self.len] = text[at];
            self.len += 1;
            at += 1;
        }
        self
    }

    /// With the name of a layer at its end.
    pub(super) const fn layer(self, name: &str) -> Self {
        if name.is_empty() {
            self.add("a layer without a name")
        } else {
            self.add("`").add(name).add("`")
        }
    }

    pub(super) const fn as_str(&self) -> &str {
        match std::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            // Only whole texts are added.
            Err(_) => "",
        }
    }
}
