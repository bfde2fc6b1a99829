// SPDX-License-Identifier: MIT OR Apache-2.0
//! The figures of the chapters about what came after.

web::drawing!(figures::after());
