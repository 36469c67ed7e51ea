#![doc = include_str!("links.md")]
#![doc = include_str!("guide.md")]

// Each chapter is a file of its own, written to be read in the repository too. A link there is defined at the end of the
// file, for who reads it there; `links.md`, which comes first and so holds here, leads to the item itself, and is checked.

#[doc = include_str!("links.md")]
#[doc = include_str!("first.md")]
pub mod first {}

#[doc = include_str!("links.md")]
#[doc = include_str!("halves.md")]
pub mod halves {}

#[doc = include_str!("links.md")]
#[doc = include_str!("hooks.md")]
pub mod hooks {}

#[doc = include_str!("links.md")]
#[doc = include_str!("chains.md")]
pub mod chains {}

#[cfg_attr(feature = "settings", doc = include_str!("links.md"), doc = include_str!("settings.md"))]
#[cfg_attr(not(feature = "settings"), doc = "Settings: shown with the feature `settings`.")]
pub mod settings {}

#[cfg_attr(feature = "tower", doc = include_str!("links.md"), doc = include_str!("tower.md"))]
#[cfg_attr(not(feature = "tower"), doc = "tower and axum: shown with the feature `tower`.")]
pub mod tower {}

#[cfg_attr(feature = "testing", doc = include_str!("links.md"), doc = include_str!("testing.md"))]
#[cfg_attr(not(feature = "testing"), doc = "Testing: shown with the feature `testing`.")]
pub mod testing {}

#[doc = include_str!("links.md")]
#[doc = include_str!("meeting.md")]
pub mod meeting {}

#[doc = include_str!("links.md")]
#[doc = include_str!("coming_from.md")]
pub mod coming_from {}
