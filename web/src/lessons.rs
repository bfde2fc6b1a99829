// SPDX-License-Identifier: MIT OR Apache-2.0
//! The programs of the listing `training`.

programs! {
    short: "../../listings/training/src/bin/short.rs"
    before: "../../listings/training/src/bin/before.rs"
}
