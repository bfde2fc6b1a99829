// ANCHOR: solution
#[test]
fn twice_a_half_is_one() {
    assert_eq!(2.0 * good::HALF, 1.0);
}
// ANCHOR_END: solution
