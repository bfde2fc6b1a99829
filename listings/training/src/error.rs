// SPDX-License-Identifier: MIT OR Apache-2.0
use crate::MAX_SIZE;

/// What cannot be built, read or trained.
#[derive(Clone, Debug, PartialEq)]
pub enum Error {
    /// A depth or width of 0, or above [`MAX_SIZE`].
    Size(usize),
    /// An n Var w that is negative or not finite.
    NVar(f64),
    /// A learning rate that is not finite.
    Rate(f64),
    /// A batch without images, or of more than there are.
    Batch(usize),
    /// A label that the scores do not have.
    Label(usize),
    /// Two lengths that do not fit.
    Fit {
        /// What would fit.
        expected: usize,
        /// What was given.
        got: usize,
    },
    /// A line of a data file that cannot be read, counted from 1.
    Line(usize),
    /// Stopped by the function that watches.
    Stopped(usize),
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::Size(n) => write!(f, "depth or width {n}; expected 1 to {MAX_SIZE}"),
            Error::NVar(v) => write!(f, "n Var w of {v}; expected 0 or more"),
            Error::Rate(r) => write!(f, "learning rate {r}; expected a finite one"),
            Error::Batch(n) => write!(f, "a batch of {n}; expected 1 to all images"),
            Error::Label(label) => write!(f, "label {label}; expected a digit"),
            Error::Fit { expected, got } => {
                write!(f, "length {got}; expected {expected}")
            }
            Error::Line(line) => write!(f, "line {line} cannot be read"),
            Error::Stopped(step) => write!(f, "stopped after {step} steps"),
        }
    }
}

impl std::error::Error for Error {}
