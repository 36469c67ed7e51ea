//! Writes programs at random, and the same ones in each build.
//!
//! A program is a method of an impl with `both`. Its guards note when they are made, used and dropped. It calls the next
//! handler in every kind of expression and statement, above all in closures and `async` blocks that run at once.

mod expressions;
mod scopes;
mod statements;

use scopes::Scopes;

/// How many programs an impl has.
const IN_A_GROUP: u64 = 8;

/// The half that the programs are written as.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Half {
    Call,
    Acall,
}

/// What the code that is written here returns to, with `return` and `?`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Returns {
    Option,
    Number,
    /// It must not return early.
    Nowhere,
}

/// All groups, and a list of them.
pub(crate) fn file(groups: u64) -> String {
    let mut file = String::new();
    let mut names = Vec::new();
    for (half, name) in [(Half::Call, "call"), (Half::Acall, "acall")] {
        for number in 0..groups {
            let name = format!("{name}_{number}");
            file.push_str(&group(&name, half, number * IN_A_GROUP));
            names.push(format!("Group {{ name: {name:?}, wrap: {name}::wrap }}"));
        }
    }
    let names = names.join(",\n");
    format!(
        "{file}\npub(super) const PROGRAMS: usize = {IN_A_GROUP};\npub(super) const GROUPS: &[Group] = &[\n{names}\n];\n"
    )
}

fn group(name: &str, half: Half, first_seed: u64) -> String {
    let (modifier, half_name, awaited) = match half {
        Half::Call => ("", "call", ""),
        Half::Acall => ("async ", "acall", ".await"),
    };
    let arms = (0..IN_A_GROUP)
        .map(|number| format!("{number} => self.program_{number}(request.1){awaited},\n"));
    let programs = (0..IN_A_GROUP).map(|number| {
        let body = Program::new(half, first_seed + number).body();
        format!("{modifier}fn program_{number}(&self, mut n: u32) -> Option<u32> {{\n{body}}}\n\n")
    });
    let arms = arms.collect::<Vec<_>>().concat();
    let programs = programs.collect::<Vec<_>>().concat();
    format!(
        "mod {name} {{
use super::*;

#[middleware_core::middleware]
struct Case<G> {{
    get_response: middleware_core::GetResponse<G>,
    log: Log,
}}

#[middleware_core::middleware(both)]
impl<G> Case<G>
where
    G: middleware_core::Handler<u32, Response = Option<u32>>,
{{
{modifier}fn {half_name}(&self, request: (usize, u32)) -> Option<u32> {{
match request.0 {{
{arms}_ => None,
}}
}}

{modifier}fn ask(&self, given: Guard<'_>, number: u32) -> Option<u32> {{
self.get_response.{half_name}(number ^ given.read()){awaited}
}}

{programs}}}

pub(super) fn wrap(next: Next, log: Log) -> Outer {{
middleware_core::Layer::wrap(Case::layer(log), next).boxed()
}}
}}

"
    )
}

/// A program that is being written.
pub(crate) struct Program {
    random: fastrand::Rng,
    half: Half,
    /// How many expressions and statements may still be nested.
    fuel: u32,
    names: u32,
    returns: Returns,
    scopes: Scopes,
}

impl Program {
    fn new(half: Half, seed: u64) -> Self {
        Self {
            random: fastrand::Rng::with_seed(seed),
            half,
            fuel: 9,
            names: 0,
            returns: Returns::Option,
            scopes: Scopes::default(),
        }
    }

    fn body(mut self) -> String {
        let statements = self.statements(3);
        let last = self.option();
        format!("{statements}{last}\n")
    }

    /// One of the numbers below `end`.
    fn choose(&mut self, end: u32) -> u32 {
        self.random.u32(..end)
    }

    /// A name that no other value has.
    fn name(&mut self, prefix: char) -> String {
        self.names += 1;
        format!("{prefix}{}", self.names)
    }

    /// Whether another expression may be nested.
    fn may_nest(&mut self) -> bool {
        let may = self.fuel > 0;
        self.fuel = self.fuel.saturating_sub(1);
        may
    }
}
