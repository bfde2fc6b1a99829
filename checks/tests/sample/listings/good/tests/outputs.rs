// The test of the outputs, which is the same in all listings.
