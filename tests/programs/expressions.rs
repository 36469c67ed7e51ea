//! Expressions: numbers, options and conditions.

use super::{Half, Program, Returns};

impl Program {
    /// An expression of the type `u32`.
    pub(super) fn number(&mut self) -> String {
        if !self.may_nest() {
            return self.leaf();
        }
        match self.choose(19) {
            0 => format!("{}.read()", self.temporary()),
            1 | 2 => {
                let (asked, otherwise) = (self.next(), self.leaf());
                format!("{asked}.unwrap_or({otherwise})")
            }
            3 | 4 if self.returns == Returns::Option => format!("{}?", self.option()),
            3..=5 => format!("({} ^ {})", self.number(), self.number()),
            6 => format!("({})", self.block(Self::number)),
            7 => {
                let condition = self.condition();
                let (one, other) = (self.block(Self::number), self.block(Self::number));
                format!("(if {condition} {one} else {other})")
            }
            8 => self.if_let(),
            9 => self.match_option(),
            10 | 11 => self.at_once(Returns::Number),
            12 => {
                let option = self.at_once(Returns::Option);
                format!("{option}.unwrap_or({})", self.leaf())
            }
            13 => match self.scopes.take(&mut self.random) {
                Some(guard) => format!("{guard}.end()"),
                None => format!("{}.end()", self.temporary()),
            },
            14 => format!("[{}, {}][1]", self.number(), self.number()),
            15 => format!("text(&format!(\"{{}}{{}}\", {}, {}))", self.number(), self.number()),
            16 => {
                let matched = self.option();
                format!("u32::from(matches!({matched}, Some(x) if x > 2))")
            }
            // The temporary lives to the end of the `match`.
            17 => {
                let (matched, outer) = (self.temporary(), self.scopes.enter());
                let name = self.name('v');
                self.scopes.add_number(format!("*{name}"));
                let arm = self.number();
                self.scopes.leave(&outer);
                format!("(match {matched}.value() {{ {name} => {arm} }})")
            }
            _ if self.returns == Returns::Nowhere => self.leaf(),
            _ => {
                let condition = self.condition();
                let returned = self.returned();
                format!("(if {condition} {{ return {returned} }} else {{ {} }})", self.number())
            }
        }
    }

    /// An expression of the type `Option<u32>`.
    pub(super) fn option(&mut self) -> String {
        let nests = self.may_nest();
        match self.choose(8) {
            0 | 1 if nests => self.at_once(Returns::Option),
            2 | 3 if nests => self.next(),
            4 if nests => {
                let guard = self.scopes.take(&mut self.random);
                let guard = guard.unwrap_or_else(|| self.temporary());
                // If the second argument returned early, rustc would drop the first one at another time in `ask(..)` than
                // in `ask(..).await`, where that is the last expression of a block.
                let returns = std::mem::replace(&mut self.returns, Returns::Nowhere);
                let number = self.number();
                self.returns = returns;
                match self.half {
                    Half::Call => format!("self.ask({guard}, {number})"),
                    Half::Acall => format!("self.ask({guard}, {number}).await"),
                }
            }
            5 if nests => format!("{}.then_some({})", self.condition(), self.number()),
            6 => match self.scopes.read(&mut self.random) {
                Some(guard) => format!("{guard}.some()"),
                None => format!("{}.some()", self.temporary()),
            },
            _ => format!("Some({})", self.number()),
        }
    }

    pub(super) fn condition(&mut self) -> String {
        let nests = self.may_nest();
        match self.choose(6) {
            0 if nests => format!("({} && {})", self.condition(), self.condition()),
            1 if nests => format!("({} || {})", self.condition(), self.condition()),
            2 if nests => format!("{}.is_some()", self.option()),
            3 if nests => format!("(!{})", self.condition()),
            _ => format!("({} % 3 != 0)", self.number()),
        }
    }

    /// A call of the next handler.
    pub(super) fn next(&mut self) -> String {
        let number = self.number();
        match self.half {
            Half::Call => format!("self.get_response.call({number})"),
            Half::Acall => format!("self.get_response.acall({number}).await"),
        }
    }

    /// A closure that is called at once, or a block that is awaited at once.
    pub(super) fn at_once(&mut self, returns: Returns) -> String {
        let moves = self.choose(3) > 0;
        let capture = if moves { "move " } else { "" };
        let outer = if moves { self.scopes.enter_move() } else { self.scopes.enter() };
        let outer_returns = std::mem::replace(&mut self.returns, returns);
        let statements = if self.choose(2) == 0 { self.statements(1) } else { String::new() };
        let used = self.scopes.read(&mut self.random);
        let used = used.map_or_else(String::new, |guard| format!("{guard}.read();\n"));
        let last = match returns {
            Returns::Number | Returns::Nowhere => format!("{}.unwrap_or(1)", self.next()),
            Returns::Option if self.choose(2) == 0 => self.next(),
            Returns::Option => self.option(),
        };
        self.returns = outer_returns;
        if moves {
            self.scopes.leave_move(&outer);
        } else {
            self.scopes.leave(&outer);
        }
        let body = format!("{{\n{statements}{used}{last}\n}}");
        let is_typed = self.choose(4) == 0;
        match (self.half, returns) {
            (Half::Acall, _) => format!("async {capture}{body}.await"),
            (Half::Call, Returns::Option) if is_typed => {
                format!("({capture}|| -> Option<u32> {body})()")
            }
            (Half::Call, _) => format!("({capture}|| {body})()"),
        }
    }

    /// A guard that lives to the end of the statement.
    pub(super) fn temporary(&mut self) -> String {
        let name = self.name('t');
        format!("guard(&self.log, {name:?})")
    }

    /// What `return` has behind it.
    pub(super) fn returned(&mut self) -> String {
        match self.returns {
            Returns::Option => self.option(),
            Returns::Number | Returns::Nowhere => self.number(),
        }
    }

    /// A block that ends with such an expression.
    pub(super) fn block(&mut self, last: fn(&mut Self) -> String) -> String {
        let outer = self.scopes.enter();
        let statements = if self.choose(3) == 0 { self.statements(1) } else { String::new() };
        let last = last(self);
        self.scopes.leave(&outer);
        format!("{{ {statements}{last} }}")
    }

    fn leaf(&mut self) -> String {
        match self.choose(4) {
            0 => format!("{}u32", self.choose(9)),
            1 => match self.scopes.read(&mut self.random) {
                Some(guard) => format!("{guard}.read()"),
                None => "n".to_owned(),
            },
            2 => {
                let numbers = self.scopes.numbers().to_vec();
                self.random.choice(numbers).unwrap_or_else(|| "n".to_owned())
            }
            _ => "n".to_owned(),
        }
    }

    fn if_let(&mut self) -> String {
        let (looked, outer) = (self.option(), self.scopes.enter());
        let name = self.name('x');
        self.scopes.add_number(name.clone());
        let further =
            if self.choose(2) == 0 { format!(" && {}", self.condition()) } else { String::new() };
        let then = self.block(Self::number);
        self.scopes.leave(&outer);
        let otherwise = self.block(Self::number);
        format!("(if let Some({name}) = {looked}{further} {then} else {otherwise})")
    }

    fn match_option(&mut self) -> String {
        let (matched, outer) = (self.option(), self.scopes.enter());
        let name = self.name('x');
        self.scopes.add_number(name.clone());
        // What a guard uses cannot be moved in it.
        let in_guard = self.scopes.enter_loop();
        let condition = self.condition();
        self.scopes.leave_loop(&in_guard);
        let first = self.block(Self::number);
        self.scopes.leave(&outer);
        let (second, third) = (self.block(Self::number), self.block(Self::number));
        format!(
            "(match {matched} {{ Some({name}) if {condition} => {first} Some(_) => {second} None => {third} }})"
        )
    }
}
