//! Writes a snapshot as text.

use std::{fmt, time::Duration};

use super::{LayerSnapshot, Snapshot};

impl fmt::Display for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, total, rates, hops, pool, .. } = self;
        writeln!(
            f,
            "{name}: {} requests, {:.1} per second, p50 {}, p99 {}, {hops} hops",
            total.count(),
            rates.ten_seconds,
            Short(total.quantile(0.5)),
            Short(total.quantile(0.99)),
        )?;
        writeln!(
            f,
            "pool: at most {} threads, {} busy, {} waiting",
            pool.max_threads, pool.busy, pool.waiting
        )?;
        let rows = || self.layers.iter().chain([&self.view]);
        let width = rows().map(|row| row.name.chars().count()).max().unwrap_or_default().max(5);
        writeln!(
            f,
            "{:width$}   mode    requests   before p50   before p99   after p50   after p99   errors   panics   dropped   waiting p50",
            "layer"
        )?;
        for row in rows() {
            row.write(f, width)?;
        }
        for skipped in &self.skipped {
            writeln!(f, "{:width$}   skipped: {}", skipped.name, skipped.reason)?;
        }
        Ok(())
    }
}

impl LayerSnapshot {
    fn write(&self, f: &mut fmt::Formatter<'_>, width: usize) -> fmt::Result {
        write!(f, "{:width$}   {:5}", self.name, self.mode)?;
        if !self.is_observed {
            return writeln!(f, "   not observed");
        }
        let outcomes = self.outcomes;
        write!(
            f,
            "   {:8}   {:>10}   {:>10}   {:>9}   {:>9}   {:6}   {:6}   {:7}",
            outcomes.requests(),
            Short(self.before.quantile(0.5)),
            Short(self.before.quantile(0.99)),
            Short(self.after.quantile(0.5)),
            Short(self.after.quantile(0.99)),
            outcomes.errors,
            outcomes.panics,
            outcomes.dropped,
        )?;
        match &self.hop {
            Some(hop) => writeln!(f, "   {:>11}", Short(hop.waiting.quantile(0.5))),
            None => writeln!(f),
        }
    }

    /// The figures beside a row of the plan.
    pub(super) fn note(&self) -> String {
        if !self.is_observed {
            return String::new();
        }
        let waiting =
            self.hop.as_ref().map(|hop| format!(", waiting {}", Short(hop.waiting.quantile(0.5))));
        format!(
            "{} requests, self {}{}",
            self.outcomes.requests(),
            Short(self.before.mean() + self.after.mean()),
            waiting.unwrap_or_default(),
        )
    }
}

/// A duration with three digits and its unit.
struct Short(Duration);

impl fmt::Display for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanoseconds = self.0.as_secs_f64() * 1e9;
        let (value, unit) = match nanoseconds {
            0.0..1e3 => (nanoseconds, "ns"),
            1e3..1e6 => (nanoseconds / 1e3, "µs"),
            1e6..1e9 => (nanoseconds / 1e6, "ms"),
            _ => (nanoseconds / 1e9, "s"),
        };
        let decimals = if value >= 99.95 || unit == "ns" {
            0
        } else if value >= 9.995 {
            1
        } else {
            2
        };
        f.pad(&format!("{value:.decimals$} {unit}"))
    }
}
