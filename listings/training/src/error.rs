// SPDX-License-Identifier: MIT OR Apache-2.0
use crate::MAX_SIZE;

/// What cannot be built, read or trained.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    /// A depth or width of 0, or above [`MAX_SIZE`].
    #[error("depth or width {0}; expected 1 to {MAX_SIZE}")]
    Size(usize),
    /// An n Var w that is negative or not finite.
    #[error("n Var w of {0}; expected 0 or more")]
    NVar(f64),
    /// A learning rate that is not finite.
    #[error("learning rate {0}; expected a finite one")]
    Rate(f64),
    /// A batch without images, or of more than there are.
    #[error("a batch of {0}; expected 1 to all images")]
    Batch(usize),
    /// A label that the scores do not have.
    #[error("label {0}; expected a digit")]
    Label(usize),
    /// Two lengths that do not fit.
    #[error("length {got}; expected {expected}")]
    Fit {
        /// What would fit.
        expected: usize,
        /// What was given.
        got: usize,
    },
    /// A line of a data file that cannot be read, counted from 1.
    #[error("line {0} cannot be read")]
    Line(usize),
    /// Stopped by the function that watches.
    #[error("stopped after {0} steps")]
    Stopped(usize),
}
