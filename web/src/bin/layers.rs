// SPDX-License-Identifier: MIT OR Apache-2.0
//! The figures about one layer and many layers.

web::drawing!(figures::layers());
