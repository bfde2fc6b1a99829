// SPDX-License-Identifier: MIT OR Apache-2.0
//! Listing of the chapter “Depth”.
#![forbid(unsafe_code)]
#![warn(missing_docs)]
