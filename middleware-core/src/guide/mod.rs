#![doc = include_str!("links.md")]
#![doc = include_str!("guide.md")]

// Each chapter is a file of its own, to be read in the repository too. What its links lead to stands at its end, for who
// reads it there. `links.md` and its like come before it, and of two definitions Markdown takes the first: so in the docs
// the links lead to the items themselves, which are checked. The names of the doctests have `links.md` in them for the same
// reason, and the module tells the chapter.

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

#[cfg_attr(feature = "settings", doc = include_str!("links.md"))]
#[cfg_attr(feature = "settings", doc = include_str!("links_settings.md"))]
#[cfg_attr(feature = "settings", doc = include_str!("settings.md"))]
#[cfg_attr(not(feature = "settings"), doc = "Settings: shown with the feature `settings`.")]
pub mod settings {}

#[cfg_attr(feature = "tower", doc = include_str!("links.md"))]
#[cfg_attr(feature = "tower", doc = include_str!("links_tower.md"))]
#[cfg_attr(feature = "tower", doc = include_str!("tower.md"))]
#[cfg_attr(not(feature = "tower"), doc = "tower and axum: shown with the feature `tower`.")]
pub mod tower {}

#[cfg_attr(feature = "testing", doc = include_str!("links.md"))]
#[cfg_attr(feature = "testing", doc = include_str!("links_testing.md"))]
#[cfg_attr(feature = "testing", doc = include_str!("testing.md"))]
#[cfg_attr(not(feature = "testing"), doc = "Testing: shown with the feature `testing`.")]
pub mod testing {}

#[doc = include_str!("links.md")]
#[doc = include_str!("meeting.md")]
pub mod meeting {}

#[doc = include_str!("links.md")]
#[doc = include_str!("coming_from.md")]
pub mod coming_from {}

#[doc = include_str!("links.md")]
#[doc = include_str!("errors.md")]
pub mod errors {}
