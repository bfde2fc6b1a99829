// SPDX-License-Identifier: MIT OR Apache-2.0
//! The figures of the chapters that take the nine lines apart.

web::drawing!(figures::lines());
