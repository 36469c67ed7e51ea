//! [`Record`]: what one request did, until its figures are written.

use std::{
    ops::Deref,
    sync::{
        Arc,
        atomic::{
            AtomicU32, AtomicU64, AtomicUsize,
            Ordering::{AcqRel, Relaxed, Release},
        },
    },
    time::Instant,
};

use super::figures::Figures;

/// The slot of a request before the outermost layer, and the parent of the outermost layer.
pub(super) const CALLER: usize = usize::MAX;

/// How a layer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Response,
    ShortCircuit,
    Error,
    Panic,
    Dropped,
}

impl Ending {
    pub(super) const ALL: [Self; 5] =
        [Self::Response, Self::ShortCircuit, Self::Error, Self::Panic, Self::Dropped];
    pub(super) const COUNT: usize = Self::ALL.len();

    /// The value of the label `outcome`.
    #[cfg(feature = "metrics")]
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Response => "response",
            Self::ShortCircuit => "short_circuit",
            Self::Error => "error",
            Self::Panic => "panic",
            Self::Dropped => "dropped",
        }
    }
}

/// The times of one request, in nanoseconds since its start.
///
/// Threads share it, because a request can hop. Each field is written by the thread that runs the layer, and is read by the
/// thread that drops the last share.
pub(super) struct Record {
    /// `None` while it waits for the next request, because the figures keep it.
    figures: Option<Arc<Figures>>,
    pub(super) start: Instant,
    /// How many [`Share`]s there are.
    shares: AtomicUsize,
    pub(super) slots: Box<[Slot]>,
    /// The slot of the outermost layer, when it is entered. Otherwise [`CALLER`]: a layer that spawns the next handler
    /// makes a request of it that has no outermost layer.
    pub(super) outermost: AtomicUsize,
    /// When the job of the last hop ended, or 0. The caller takes it when it resumes.
    returned: AtomicU64,
    /// The slot to which that hop led.
    hopped_to: AtomicUsize,
    pub(super) hops: AtomicU32,
}

/// The times of one layer.
#[derive(Default)]
pub(super) struct Slot {
    pub(super) entries: AtomicU32,
    /// How often this layer called the next handler.
    pub(super) calls: AtomicU32,
    /// The slot of the layer around it.
    pub(super) outer: AtomicUsize,
    pub(super) entered: AtomicU64,
    pub(super) left: AtomicU64,
    /// From entering to leaving, of all entries together.
    pub(super) total: AtomicU64,
    pub(super) endings: [AtomicU32; Ending::COUNT],
    /// The hop that led to it: waiting for a thread, and waiting for the caller to resume.
    pub(super) waited: AtomicU64,
    pub(super) resumed: AtomicU64,
    /// The hops of its own blocking hooks: waiting for a thread, and on it.
    pub(super) hooks_waited: AtomicU64,
    pub(super) hooks_ran: AtomicU64,
}

impl Slot {
    fn clear(&mut self) {
        *self = Self::default();
    }
}

/// A share in a [`Record`]. The last one that is dropped writes the figures.
pub(super) struct Share(Option<Arc<Record>>);

impl Share {
    /// Starts the record of a request. It allocates only if no used record is free.
    pub(super) fn start(figures: &Arc<Figures>) -> Self {
        let slots = figures.new_record_slots();
        let used = figures.take_record().and_then(|mut record| {
            let free = Arc::get_mut(&mut record)?;
            if free.slots.len() < slots {
                return None;
            }
            free.restart(figures);
            Some(record)
        });
        Self(Some(used.unwrap_or_else(|| Arc::new(Record::new(figures, slots)))))
    }

    /// Whether the request belongs to this chain.
    pub(super) fn is_of(&self, figures: &Arc<Figures>) -> bool {
        self.figures.as_ref().is_some_and(|mine| Arc::ptr_eq(mine, figures))
    }
}

impl Deref for Share {
    type Target = Record;

    fn deref(&self) -> &Record {
        self.0.as_ref().expect("it is taken only by `drop`")
    }
}

impl Clone for Share {
    fn clone(&self) -> Self {
        self.shares.fetch_add(1, Relaxed);
        Self(self.0.clone())
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        // The count of the `Arc` cannot say who is the last: of two threads that drop their shares at once, neither might
        // see itself alone.
        if self.shares.fetch_sub(1, AcqRel) == 1
            && let Some(record) = self.0.take()
        {
            finish(record);
        }
    }
}

fn finish(mut record: Arc<Record>) {
    if let Some(alone) = Arc::get_mut(&mut record) {
        if let Some(figures) = alone.figures.take() {
            figures.write(alone);
            figures.keep_record(record);
        }
    } else if let Some(figures) = &record.figures {
        // Another thread has given its share back, and is about to release the `Arc`.
        figures.write(&record);
    }
}

impl Record {
    fn new(figures: &Arc<Figures>, slots: usize) -> Self {
        Self {
            figures: Some(Arc::clone(figures)),
            start: Instant::now(),
            shares: AtomicUsize::new(1),
            slots: (0..slots).map(|_| Slot::default()).collect(),
            outermost: AtomicUsize::new(CALLER),
            returned: AtomicU64::new(0),
            hopped_to: AtomicUsize::new(CALLER),
            hops: AtomicU32::new(0),
        }
    }

    fn restart(&mut self, figures: &Arc<Figures>) {
        self.figures = Some(Arc::clone(figures));
        self.start = Instant::now();
        self.shares = AtomicUsize::new(1);
        self.slots.iter_mut().for_each(Slot::clear);
        self.outermost = AtomicUsize::new(CALLER);
        self.returned = AtomicU64::new(0);
        self.hops = AtomicU32::new(0);
    }

    /// Nanoseconds since the start.
    pub(super) fn now(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }

    /// Notes that the job of a hop to this slot has ended.
    pub(super) fn returns(&self, slot: usize, now: u64) {
        self.hopped_to.store(slot, Relaxed);
        self.returned.store(now.max(1), Release);
    }

    /// Notes that the caller goes on after a hop, if there was one.
    pub(super) fn resumes(&self) {
        if self.returned.load(Relaxed) == 0 {
            return;
        }
        let returned = self.returned.swap(0, AcqRel);
        if let Some(slot) = self.slots.get(self.hopped_to.load(Relaxed)).filter(|_| returned > 0) {
            slot.resumed.fetch_add(self.now().saturating_sub(returned), Relaxed);
        }
    }
}
