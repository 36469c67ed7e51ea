//! Chains of the depths that are measured, of layers whose types contain each other.

/// Calls `$method($layer)` on `$start` so many times.
macro_rules! layers {
    (0: $start:expr, $method:ident($($layer:expr)?)) => {
        $start
    };
    (1: $start:expr, $method:ident($($layer:expr)?)) => {
        $start.$method($($layer)?)
    };
    (2: $start:expr, $method:ident($($layer:expr)?)) => {
        $start.$method($($layer)?).$method($($layer)?)
    };
    (4: $start:expr, $method:ident($($layer:expr)?)) => {
        layers!(2: layers!(2: $start, $method($($layer)?)), $method($($layer)?))
    };
    (5: $start:expr, $method:ident($($layer:expr)?)) => {
        layers!(1: layers!(4: $start, $method($($layer)?)), $method($($layer)?))
    };
    (10: $start:expr, $method:ident($($layer:expr)?)) => {
        layers!(5: layers!(5: $start, $method($($layer)?)), $method($($layer)?))
    };
    (16: $start:expr, $method:ident($($layer:expr)?)) => {
        layers!(1: layers!(5: layers!(10: $start, $method($($layer)?)), $method($($layer)?)), $method($($layer)?))
    };
    (20: $start:expr, $method:ident($($layer:expr)?)) => {
        layers!(10: layers!(10: $start, $method($($layer)?)), $method($($layer)?))
    };
    (50: $start:expr, $method:ident($($layer:expr)?)) => {
        layers!(10: layers!(20: layers!(20: $start, $method($($layer)?)), $method($($layer)?)), $method($($layer)?))
    };
}

/// Hands `$case!` each depth in turn, with what else it takes.
macro_rules! at_depths {
    ($case:ident $more:tt $($depth:tt)*) => {
        $($case!($depth, $more);)*
    };
}

/// Adds a contender with a work at a depth.
///
/// Whether it is measured is known when the work is, so the compiler leaves out what is not.
macro_rules! entry {
    ($entries:ident, $contender:expr, $work:ty, $depth:expr, $build:expr) => {
        if <$work as crate::work::Work>::EVERY_DEPTH || $depth == 10 {
            $entries.push(crate::Entry {
                contender: $contender,
                work: <$work as crate::work::Work>::NAME,
                depth: $depth,
                build: $build,
            });
        }
    };
}
