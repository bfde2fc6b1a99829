// SPDX-License-Identifier: MIT OR Apache-2.0
//! The figures of the first pages.

web::drawing!(figures::first());
