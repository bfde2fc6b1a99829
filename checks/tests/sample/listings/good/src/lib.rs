// ANCHOR: half
/// Not 0.75.
pub const HALF: f64 = 0.5;
// ANCHOR_END: half
