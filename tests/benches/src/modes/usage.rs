//! How much of the machine was used.

use std::{fs, time::Duration};

use rustix::time::{ClockId, clock_gettime};

/// The processor time that this process has used.
#[must_use]
pub fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// The threads that this process has, where the system tells.
pub(super) fn threads() -> usize {
    fs::read_dir("/proc/self/task").map_or(0, Iterator::count)
}
