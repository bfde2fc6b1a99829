// SPDX-License-Identifier: MIT OR Apache-2.0
//! Listing of the chapter “Equation 10”.
#![forbid(unsafe_code)]
#![warn(missing_docs)]
