// SPDX-License-Identifier: MIT OR Apache-2.0
//! The figures of the chapters that write the nine lines again.

web::drawing!(figures::lines());
