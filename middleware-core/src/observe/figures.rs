//! [`Figures`]: what an observed chain has done so far.

use std::{
    any::Any,
    cell::Cell,
    collections::VecDeque,
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

#[cfg(feature = "metrics")]
use super::export::Export;
use super::{
    Config, Durations, Shared, SlowLayer, SlowRequest,
    record::{CALLER, Ending, Record, Slot},
    window::Window,
};
use crate::plan::Plan;

/// How many used records wait for the next request. More than so many requests at once are rare.
const KEPT_RECORDS: usize = 1024;

/// The figures of a chain, from when it was observed.
pub(crate) struct Figures {
    pub(super) config: Arc<Config>,
    /// The observation, whose current figures these are from when the chain is built.
    observation: Weak<Shared>,
    pub(super) since: Instant,
    meters: Mutex<Vec<Arc<Meter>>>,
    plan: OnceLock<Plan>,
    #[cfg(feature = "metrics")]
    export: OnceLock<Export>,
    /// Threads write into different ones, so that they do not wait for each other.
    shards: Box<[Mutex<Shard>]>,
    slow: Mutex<VecDeque<SlowRequest>>,
    free: Mutex<Vec<Arc<Record>>>,
}

/// The slot of the view. All clones of a chain share it, like those of the layers.
pub(super) const VIEW: usize = 0;

/// The place of a layer in the figures.
#[derive(Debug)]
pub(crate) struct Meter {
    pub(crate) slot: usize,
    pub(super) in_flight: AtomicUsize,
}

impl Meter {
    const fn new(slot: usize) -> Self {
        Self { slot, in_flight: AtomicUsize::new(0) }
    }
}

#[derive(Default)]
pub(super) struct Shard {
    pub(super) total: Durations,
    pub(super) hops: u64,
    pub(super) layers: Vec<LayerFigures>,
    pub(super) window: Window,
    inner: Vec<Inner>,
}

/// The figures of one layer.
#[derive(Clone, Default)]
pub(super) struct LayerFigures {
    pub(super) endings: [u64; Ending::COUNT],
    pub(super) before: Durations,
    pub(super) after: Durations,
    pub(super) hop: Option<Box<HopFigures>>,
}

/// The figures of the hop that leads to a layer, and of the hops of its blocking hooks.
#[derive(Clone, Default)]
pub(super) struct HopFigures {
    pub(super) waiting: Durations,
    pub(super) on_thread: Durations,
    pub(super) resuming: Durations,
}

/// What the next handler of a layer took, in one request.
#[derive(Clone, Copy, Default)]
struct Inner {
    total: u64,
    first: Option<u64>,
}

/// How one layer spent a request, in nanoseconds.
struct Spent {
    /// What the layer took by itself: without the next handler, and without waiting for a thread.
    before: u64,
    after: u64,
    endings: [u32; Ending::COUNT],
    hop: Option<Hop>,
}

/// The hop to a layer, and those of its blocking hooks.
#[derive(Clone, Copy)]
struct Hop {
    waited: u64,
    ran: u64,
    resumed: u64,
}

impl Spent {
    fn of(slot: &Slot, inner: Inner) -> Self {
        let (waited, hooks_waited) = (slot.waited.load(Relaxed), slot.hooks_waited.load(Relaxed));
        let total = slot.total.load(Relaxed);
        let own = total.saturating_sub(inner.total).saturating_sub(hooks_waited);
        let entered = slot.entered.load(Relaxed);
        let before = inner.first.map_or(own, |first| first.saturating_sub(entered).min(own));
        let ran = if waited > 0 { total } else { slot.hooks_ran.load(Relaxed) };
        let hop = Hop { waited: waited + hooks_waited, ran, resumed: slot.resumed.load(Relaxed) };
        Self {
            before,
            after: own - before,
            endings: std::array::from_fn(|ending| slot.endings[ending].load(Relaxed)),
            hop: (hop.waited > 0).then_some(hop),
        }
    }
}

impl Figures {
    pub(super) fn new(config: Arc<Config>, observation: Weak<Shared>) -> Arc<Self> {
        let shards = thread::available_parallelism().map_or(1, usize::from).min(8);
        Arc::new(Self {
            config,
            observation,
            since: Instant::now(),
            meters: Mutex::new(vec![Arc::new(Meter::new(VIEW))]),
            plan: OnceLock::new(),
            #[cfg(feature = "metrics")]
            export: OnceLock::new(),
            shards: (0..shards).map(|_| Mutex::default()).collect(),
            slow: Mutex::default(),
            free: Mutex::default(),
        })
    }

    pub(super) fn add_meter(&self) -> Arc<Meter> {
        let mut meters = lock(&self.meters);
        let meter = Arc::new(Meter::new(meters.len()));
        meters.push(Arc::clone(&meter));
        meter
    }

    pub(super) fn view_meter(&self) -> Arc<Meter> {
        Arc::clone(&lock(&self.meters)[VIEW])
    }

    pub(super) fn meters(&self) -> Vec<Arc<Meter>> {
        lock(&self.meters).clone()
    }

    /// Takes the plan of the chain, which is built, if it is not known yet.
    pub(crate) fn learn(self: &Arc<Self>, plan: impl FnOnce() -> Plan) {
        self.plan.get_or_init(|| {
            if let Some(observation) = self.observation.upgrade() {
                observation.show(self);
            }
            plan()
        });
    }

    pub(super) fn plan(&self) -> Option<&Plan> {
        self.plan.get()
    }

    pub(crate) fn is_error<T: 'static>(&self, response: &T) -> bool {
        self.config.errors.iter().any(|test| test(response as &dyn Any))
    }

    pub(super) fn take_record(&self) -> Option<Arc<Record>> {
        lock(&self.free).pop()
    }

    pub(super) fn new_record_slots(&self) -> usize {
        lock(&self.meters).len()
    }

    pub(super) fn keep_record(&self, record: Arc<Record>) {
        let mut free = lock(&self.free);
        if free.len() < KEPT_RECORDS {
            free.push(record);
        }
    }

    /// Calls `read` with each shard.
    pub(super) fn shards(&self) -> impl Iterator<Item = MutexGuard<'_, Shard>> {
        self.shards.iter().map(lock)
    }

    pub(super) fn slow(&self) -> Vec<SlowRequest> {
        lock(&self.slow).iter().cloned().collect()
    }

    /// Adds a request that has ended.
    pub(super) fn write(&self, record: &Record) {
        let mut shard = lock(&self.shards[shard_of_this_thread() % self.shards.len()]);
        let shard = &mut *shard;
        if shard.layers.len() < record.slots.len() {
            shard.layers.resize_with(record.slots.len(), LayerFigures::default);
        }
        inner_times(record, &mut shard.inner);
        for (at, (slot, inner)) in record.slots.iter().zip(&shard.inner).enumerate() {
            if slot.entries.load(Relaxed) > 0 {
                let spent = Spent::of(slot, *inner);
                shard.layers[at].add(&spent);
                #[cfg(feature = "metrics")]
                self.export_layer(at, &spent);
            }
        }
        shard.hops += u64::from(record.hops.load(Relaxed));
        if let Some(outermost) = record.slots.get(record.outermost.load(Relaxed)) {
            let total = outermost.total.load(Relaxed) + outermost.waited.load(Relaxed);
            shard.total.record_nanoseconds(total);
            #[cfg(feature = "metrics")]
            self.export_request(total);
            let ended = record.start.saturating_duration_since(self.since).as_nanos();
            let second = (ended + u128::from(outermost.left.load(Relaxed))) / 1_000_000_000;
            shard.window.count(u64::try_from(second).unwrap_or(u64::MAX));
            if self.config.is_slow(total) {
                self.keep_slow(record, total, &shard.inner);
            }
        }
    }

    #[cfg(feature = "metrics")]
    fn export(&self) -> Option<&Export> {
        let plan = self.plan.get().filter(|_| self.config.is_exported)?;
        Some(self.export.get_or_init(|| Export::new(&self.config.name, plan)))
    }

    #[cfg(feature = "metrics")]
    fn export_layer(&self, slot: usize, spent: &Spent) {
        if let Some(export) = self.export() {
            export.layer(slot, spent.before, spent.after, spent.endings);
            if let Some(hop) = spent.hop {
                export.hop(slot, hop.waited, hop.ran);
            }
        }
    }

    #[cfg(feature = "metrics")]
    fn export_request(&self, total: u64) {
        if let Some(export) = self.export() {
            export.request(total);
        }
    }

    fn keep_slow(&self, record: &Record, total: u64, inner: &[Inner]) {
        let layers = record.slots.iter().zip(inner).enumerate();
        let layers = layers.filter(|(_, (slot, _))| slot.entries.load(Relaxed) > 0);
        let layers = layers.map(|(at, (slot, inner))| {
            let spent = Spent::of(slot, *inner);
            let (waited, resumed) = spent.hop.map_or((0, 0), |hop| (hop.waited, hop.resumed));
            SlowLayer {
                slot: at,
                name: String::new(),
                entered: Duration::from_nanos(slot.entered.load(Relaxed)),
                left: Duration::from_nanos(slot.left.load(Relaxed)),
                before: Duration::from_nanos(spent.before),
                after: Duration::from_nanos(spent.after),
                waited: Duration::from_nanos(waited),
                resumed: Duration::from_nanos(resumed),
            }
        });
        let mut request = SlowRequest {
            started: record.start.saturating_duration_since(self.since),
            total: Duration::from_nanos(total),
            layers: layers.collect(),
        };
        // The view has the first slot.
        request.layers.sort_by_key(|layer| layer.entered);
        let mut slow = lock(&self.slow);
        while slow.len() >= self.config.slow_kept.max(1) {
            slow.pop_front();
        }
        slow.push_back(request);
    }
}

impl LayerFigures {
    fn add(&mut self, spent: &Spent) {
        for (sum, ending) in self.endings.iter_mut().zip(spent.endings) {
            *sum += u64::from(ending);
        }
        self.before.record_nanoseconds(spent.before);
        self.after.record_nanoseconds(spent.after);
        if let Some(Hop { waited, ran, resumed }) = spent.hop {
            let hop = self.hop.get_or_insert_default();
            hop.waiting.record_nanoseconds(waited);
            hop.on_thread.record_nanoseconds(ran);
            hop.resuming.record_nanoseconds(resumed);
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (sum, count) in self.endings.iter_mut().zip(other.endings) {
            *sum += count;
        }
        self.before.merge(&other.before);
        self.after.merge(&other.after);
        if let Some(other) = &other.hop {
            let hop = self.hop.get_or_insert_default();
            hop.waiting.merge(&other.waiting);
            hop.on_thread.merge(&other.on_thread);
            hop.resuming.merge(&other.resuming);
        }
    }
}

/// Sums up what the next handler of each layer took, in `inner`, which keeps its memory.
fn inner_times(record: &Record, inner: &mut Vec<Inner>) {
    inner.clear();
    inner.resize(record.slots.len(), Inner::default());
    for slot in record.slots.iter().filter(|slot| slot.entries.load(Relaxed) > 0) {
        let outer = slot.outer.load(Relaxed);
        if outer == CALLER {
            continue;
        }
        let waited = slot.waited.load(Relaxed);
        let called = slot.entered.load(Relaxed).saturating_sub(waited);
        let outer = &mut inner[outer];
        outer.total += slot.total.load(Relaxed) + waited + slot.resumed.load(Relaxed);
        outer.first = Some(outer.first.map_or(called, |first| first.min(called)));
    }
}

/// The number of this thread, which chooses the shard.
fn shard_of_this_thread() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static NUMBER: Cell<usize> = Cell::new(NEXT.fetch_add(1, Relaxed));
    }
    NUMBER.try_with(Cell::get).unwrap_or_default()
}

// A panic while the figures are locked leaves them as they are: each is a number.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Figures").field("name", &self.config.name).finish_non_exhaustive()
    }
}
