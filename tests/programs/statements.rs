//! Statements.

use super::{Program, Returns};

impl Program {
    /// Up to `most` statements, each on a line.
    pub(super) fn statements(&mut self, most: u32) -> String {
        let count = 1 + self.choose(most);
        (0..count).map(|_| self.statement() + "\n").collect()
    }

    fn statement(&mut self) -> String {
        if !self.may_nest() {
            return self.guard();
        }
        match self.choose(20) {
            0..=2 => self.guard(),
            3 => format!("let _ = {};", self.temporary()),
            4 => {
                let (one, other) = (self.name('g'), self.name('g'));
                let made = format!("(guard(&self.log, {one:?}), guard(&self.log, {other:?}))");
                self.scopes.add_guard(one.clone());
                self.scopes.add_guard(other.clone());
                format!("let ({one}, {other}) = {made};")
            }
            5 => {
                let value = self.number();
                let name = self.name('x');
                self.scopes.add_number(name.clone());
                format!("let {name} = {value};")
            }
            // The temporaries of the value live as long as the reference.
            6 => {
                let value = self.number();
                let name = self.name('r');
                self.scopes.add_number(format!("*{name}"));
                format!("let {name} = &({value} ^ 1);")
            }
            7 | 8 if self.returns != Returns::Nowhere => self.let_else(),
            7..=9 => format!("n ^= {};", self.number()),
            10 => format!("{};", self.number()),
            11 => match self.scopes.take(&mut self.random) {
                Some(guard) => format!("drop({guard});"),
                None => self.guard(),
            },
            12 => self.repeated(),
            13 => {
                let condition = self.condition();
                format!("if {condition} {};", self.block_of_statements())
            }
            14 => format!("let _ = {};", self.at_once(Returns::Number)),
            15 | 16 => format!("{};", self.at_once(Returns::Option)),
            17 => {
                let (checked, shown) = (self.number(), self.number());
                format!("assert!({checked} < u32::MAX, \"{{}}\", {shown});")
            }
            18 => {
                let (tried, outer) = (self.option(), self.scopes.enter());
                let name = self.name('x');
                self.scopes.add_number(name.clone());
                let then = self.block_of_statements();
                self.scopes.leave(&outer);
                format!("if let Some({name}) = {tried} {then} else {}", self.block_of_statements())
            }
            _ => {
                let matched = self.option();
                let (some, none) = (self.block_of_statements(), self.block_of_statements());
                format!("match {matched} {{ Some(_) => {some} None => {none} }}")
            }
        }
    }

    /// A guard that lives to the end of the block.
    fn guard(&mut self) -> String {
        let name = self.name('g');
        self.scopes.add_guard(name.clone());
        format!("let {name} = guard(&self.log, {name:?});")
    }

    fn let_else(&mut self) -> String {
        let (value, outer) = (self.option(), self.scopes.enter());
        let otherwise = self.returned();
        self.scopes.leave(&outer);
        let name = self.name('x');
        self.scopes.add_number(name.clone());
        format!(
            "let Some({name}) = {value} else {{ self.log.note(\"else\"); return {otherwise} }};"
        )
    }

    fn repeated(&mut self) -> String {
        let outer = self.scopes.enter_loop();
        let (name, form) = (self.name('i'), self.choose(3));
        let looked = if form == 2 { self.condition() } else { String::new() };
        let statements = self.statements(2);
        let condition = self.condition();
        let value = if form == 1 { self.number() } else { String::new() };
        let end = match self.choose(2) {
            0 => format!("if {condition} {{ continue }}"),
            _ => format!("if {condition} {{ break }}"),
        };
        self.scopes.leave_loop(&outer);
        match form {
            0 => format!("for {name} in 0..2 {{ {statements}{end}\nn ^= {name}; }}"),
            1 => format!(
                "let mut {name} = 0;\nn ^= loop {{ {name} += 1; {statements}if {name} > 1 || {condition} {{ break {value} }} }};"
            ),
            _ => format!(
                "let mut {name} = 0;\nwhile {name} < 2 && {looked} {{ {name} += 1; {statements}{end}\nself.log.note(\"round\"); }}"
            ),
        }
    }

    fn block_of_statements(&mut self) -> String {
        let outer = self.scopes.enter();
        let statements = self.statements(1);
        self.scopes.leave(&outer);
        format!("{{ {statements} }}")
    }
}
