// SPDX-License-Identifier: MIT OR Apache-2.0

/// What cannot be computed or built.
#[derive(Clone, Debug, PartialEq)]
pub enum Error {
    /// An activation that passes nothing, or no finite number.
    Passed(f64),
    /// A width, depth or number of samples that is 0 or too large.
    Size(usize),
    /// A variance or scale that is negative or not finite.
    Scale(f64),
    /// An unknown activation.
    Name(String),
    /// Two lengths that do not fit.
    Fit {
        /// What would fit.
        expected: usize,
        /// What was given.
        got: usize,
    },
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::Passed(p) => write!(f, "E[f(z)²] is {p}; expected above 0 and finite"),
            Error::Size(n) => {
                write!(f, "size {n}; expected 1 to {}", crate::stack::MAX_SIZE)
            }
            Error::Scale(s) => write!(f, "scale {s}; expected 0 or more"),
            Error::Name(name) => write!(f, "no activation is called {name}"),
            Error::Fit { expected, got } => {
                write!(f, "length {got}; expected {expected}")
            }
        }
    }
}

impl std::error::Error for Error {}
