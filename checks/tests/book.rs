// SPDX-License-Identifier: MIT OR Apache-2.0
//! The book itself.

use std::path::Path;

use checks::Book;

#[test]
fn the_book_has_no_problem() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let problems = checks::check(&Book::build(root).unwrap()).unwrap();
    let list: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(list.is_empty(), "{} problems:\n{}", list.len(), list.join("\n"));
}
