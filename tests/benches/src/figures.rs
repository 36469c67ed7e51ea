//! What was measured, and how it is looked up.

use std::{collections::HashMap, io, num::NonZero, sync::Mutex, thread};

use crate::{
    Entry,
    allocations::{self, Allocations},
    gates, instructions,
    nanoseconds::{self, Time},
};

/// What was measured of one entry.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// Of which.
    pub entry: Entry,
    /// A request, if they were counted.
    pub instructions: Option<f64>,
    /// A request.
    pub allocations: Option<Allocations>,
    /// Of a request, if it is answered by a future.
    pub future_size: Option<f64>,
    /// A request, if that was measured.
    pub time: Option<Time>,
}

impl Figure {
    /// The instructions of a request.
    #[must_use]
    pub fn instructions(&self) -> Option<f64> {
        self.instructions
    }

    /// How often a request allocates.
    #[must_use]
    pub fn allocations(&self) -> Option<f64> {
        Some(self.allocations?.count)
    }

    /// How many bytes a request allocates.
    #[must_use]
    pub fn bytes(&self) -> Option<f64> {
        Some(self.allocations?.bytes)
    }

    /// How large the future is, if there is one.
    #[must_use]
    pub fn future_size(&self) -> Option<f64> {
        self.future_size
    }

    /// How long a request takes.
    #[must_use]
    pub fn nanoseconds(&self) -> Option<f64> {
        Some(self.time?.nanoseconds)
    }

    /// How long a request takes, beside hand-written code.
    #[must_use]
    pub fn ratio(&self) -> Option<f64> {
        self.time?.ratio
    }
}

/// Why nothing was measured.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// One of the columns of a [`Figure`].
pub type Column = fn(&Figure) -> Option<f64>;

/// All that was measured.
#[derive(Debug)]
pub struct Figures(Vec<Figure>);

impl Figures {
    /// Everything. `allocations` is where the program of that name is.
    ///
    /// # Errors
    ///
    /// If valgrind or the program does not run.
    pub fn of_all(entries: &[Entry], allocations: &str) -> Result<Self, Error> {
        let times = nanoseconds::measure(entries);
        let mut figures = Self::counted(entries, allocations, |_| true)?;
        for (figure, time) in figures.0.iter_mut().zip(times) {
            figure.time = Some(time);
        }
        Ok(figures)
    }

    /// Counts, of which the [gates] ask; of instructions, which take longest, no more than that.
    ///
    /// # Errors
    ///
    /// If valgrind or the program does not run.
    pub fn of_gates(entries: &[Entry], allocations: &str) -> Result<Self, Error> {
        let is_asked_for =
            |entry: &Entry| gates::asks_for(entry.contender, entry.work, entry.depth);
        Self::counted(entries, allocations, is_asked_for)
    }

    fn counted(
        entries: &[Entry],
        allocations: &str,
        with_instructions: impl Fn(&Entry) -> bool,
    ) -> Result<Self, Error> {
        let allocated = allocations::count(allocations)?;
        if allocated.len() != entries.len() {
            return Err(io::Error::other("`allocations` has another list").into());
        }
        let counted = entries.iter().enumerate().filter(|(_, entry)| with_instructions(entry));
        let instructions = count_all(entries, counted.map(|(at, _)| at).collect())?;
        let figure = |(at, entry): (usize, &Entry)| Figure {
            entry: *entry,
            instructions: instructions.get(&at).copied(),
            allocations: Some(allocated[at]),
            future_size: (entry.build)().future_size().map(to_f64),
            time: None,
        };
        Ok(Self(entries.iter().enumerate().map(figure).collect()))
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Figure> {
        self.0.iter()
    }

    /// The one of this contender with this work at this depth, if that was measured.
    #[must_use]
    pub fn get(&self, contender: &str, work: &str, depth: usize) -> Option<&Figure> {
        self.0.iter().find(|figure| {
            let entry = &figure.entry;
            (entry.contender, entry.work, entry.depth) == (contender, work, depth)
        })
    }

    /// What one more layer makes of this column: between depths 10 and 20, or the two deepest that there are.
    #[must_use]
    pub fn per_layer(&self, contender: &str, work: &str, column: Column) -> Option<f64> {
        let of = |depth| Some((to_f64(depth), column(self.get(contender, work, depth)?)?));
        let (less, more) = of(10).zip(of(20)).or_else(|| of(20).zip(of(50)))?;
        Some((more.1 - less.1) / (more.0 - less.0))
    }

    /// The contenders with this work, in order.
    #[must_use]
    pub fn contenders(&self, work: &str) -> Vec<&'static str> {
        let mut contenders = Vec::new();
        for figure in self.0.iter().filter(|figure| figure.entry.work == work) {
            if !contenders.contains(&figure.entry.contender) {
                contenders.push(figure.entry.contender);
            }
        }
        contenders
    }
}

/// The instructions of these, counted on all cores: they are the same on a busy machine.
fn count_all(
    entries: &[Entry],
    which: Vec<usize>,
) -> Result<HashMap<usize, f64>, instructions::Error> {
    let left = Mutex::new(which.into_iter());
    let take = || left.lock().ok()?.next();
    let count = || -> Result<Vec<(usize, f64)>, instructions::Error> {
        std::iter::from_fn(take).map(|at| Ok((at, instructions::count(entries, at)?))).collect()
    };
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    let mut counted = HashMap::new();
    thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(count)).collect();
        for worker in workers {
            counted.extend(worker.join().expect("counting does not panic")?);
        }
        Ok(counted)
    })
}

#[allow(clippy::cast_precision_loss, reason = "some thousands")]
fn to_f64(number: usize) -> f64 {
    number as f64
}
