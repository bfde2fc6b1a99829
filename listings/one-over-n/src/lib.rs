// SPDX-License-Identifier: MIT OR Apache-2.0
//! Listing of the chapter “One over n”.
#![forbid(unsafe_code)]
#![warn(missing_docs)]
