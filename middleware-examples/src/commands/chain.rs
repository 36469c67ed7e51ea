//! [`build`]: the chain that a settings file lists, and [`Ends`]: the modes of its caller and its view.

use std::path::Path;

use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser},
};
use middleware_core::{
    BoxHandler, GetResponse, Mode,
    observe::Observation,
    settings::{Settings, SettingsErrors},
};
use middleware_examples::{Request, Response, registry, views};

/// The modes at both ends of the chain. The bridges depend on them.
#[derive(Debug, Args)]
pub(super) struct Ends {
    /// The mode of the code that calls the chain.
    #[arg(long, value_name = "MODE", default_value = "async", value_parser = mode())]
    pub(super) caller: Mode,
    /// The mode of the view, the innermost handler.
    #[arg(long, value_name = "MODE", default_value = "async", value_parser = mode())]
    pub(super) view: Mode,
}

fn mode() -> impl TypedValueParser<Value = Mode> {
    let modes = PossibleValuesParser::new(["sync", "async"]);
    modes.map(|mode| if mode == "sync" { Mode::Sync } else { Mode::Async })
}

/// Builds the chain that the file lists, around the examples' view of this mode. It is observed if there is an observation.
pub(super) fn build(
    file: &Path,
    view: Mode,
    observation: Option<&Observation>,
) -> Result<GetResponse<BoxHandler<Request, Response>>, SettingsErrors> {
    let settings = Settings::from_file(file)?;
    let mut registry = registry();
    if let Some(observation) = observation {
        registry.observe(observation);
    }
    match view {
        Mode::Sync => registry.build(&settings, views::hello_sync),
        Mode::Async => registry.build(&settings, views::hello_async),
    }
}
