//! Which values a program can use where, so that it compiles.

/// The values of the scopes that are open.
#[derive(Default)]
pub(crate) struct Scopes {
    guards: Vec<Guard>,
    /// Numbers are copied, so that they can be used everywhere.
    numbers: Vec<String>,
    /// How many loops this is in.
    loops: usize,
    /// Guards that were made in fewer loops would be moved once for each round.
    hidden_below: usize,
    /// The guards that were used, by their position.
    used: Vec<usize>,
}

struct Guard {
    name: String,
    loops: usize,
    is_moved: bool,
}

/// What a scope started with.
pub(crate) struct Outer {
    guards: usize,
    numbers: usize,
    used: usize,
    hidden_below: usize,
}

impl Scopes {
    pub(crate) fn enter(&self) -> Outer {
        Outer {
            guards: self.guards.len(),
            numbers: self.numbers.len(),
            used: self.used.len(),
            hidden_below: self.hidden_below,
        }
    }

    pub(crate) fn leave(&mut self, outer: &Outer) {
        self.guards.truncate(outer.guards);
        self.numbers.truncate(outer.numbers);
        self.hidden_below = outer.hidden_below;
    }

    /// Enters what moves all that it uses.
    pub(crate) fn enter_move(&mut self) -> Outer {
        let outer = self.enter();
        self.hidden_below = self.loops;
        outer
    }

    pub(crate) fn leave_move(&mut self, outer: &Outer) {
        self.leave(outer);
        for &at in &self.used[outer.used..] {
            if let Some(guard) = self.guards.get_mut(at) {
                guard.is_moved = true;
            }
        }
    }

    /// Enters what runs several times, or what cannot move.
    pub(crate) fn enter_loop(&mut self) -> Outer {
        self.loops += 1;
        self.enter()
    }

    pub(crate) fn leave_loop(&mut self, outer: &Outer) {
        self.leave(outer);
        self.loops -= 1;
    }

    pub(crate) fn add_guard(&mut self, name: String) {
        self.guards.push(Guard { name, loops: self.loops, is_moved: false });
    }

    pub(crate) fn add_number(&mut self, name: String) {
        self.numbers.push(name);
    }

    pub(crate) fn numbers(&self) -> &[String] {
        &self.numbers
    }

    /// A guard that can be read here.
    pub(crate) fn read(&mut self, random: &mut fastrand::Rng) -> Option<String> {
        let hidden_below = self.hidden_below;
        self.pick(random, |guard| guard.loops >= hidden_below)
    }

    /// A guard that can be moved here, and is.
    pub(crate) fn take(&mut self, random: &mut fastrand::Rng) -> Option<String> {
        let loops = self.loops;
        let name = self.pick(random, |guard| guard.loops == loops)?;
        if let Some(&at) = self.used.last() {
            self.guards[at].is_moved = true;
        }
        Some(name)
    }

    fn pick(
        &mut self,
        random: &mut fastrand::Rng,
        is_visible: impl Fn(&Guard) -> bool,
    ) -> Option<String> {
        let can_be_used = |(_, guard): &(usize, &Guard)| !guard.is_moved && is_visible(guard);
        let found: Vec<_> = self.guards.iter().enumerate().filter(can_be_used).collect();
        let (at, guard) = random.choice(found)?;
        let name = guard.name.clone();
        self.used.push(at);
        Some(name)
    }
}
