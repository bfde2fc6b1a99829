// SPDX-License-Identifier: MIT OR Apache-2.0
//! Listing of the chapter “The convolution's fans”: a convolution written in
//! three ways, and its connections counted in both directions.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod arrays;
mod conv;
mod error;
mod side;
mod wiring;

pub use arrays::{by_patches, direct, filters, patches, rotated};
pub use conv::Conv;
pub use error::{Error, MAX_ELEMENTS};
pub use side::{MAX_SIDE, Side};
pub use wiring::{Connection, Wiring, fans};
