// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `equation-10`.

use crate::Committed;

/// The figures of the page, by file name.
pub const COMMITTED: &[Committed] = &[];
