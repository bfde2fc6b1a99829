// SPDX-License-Identifier: MIT OR Apache-2.0
//! The book itself.

use std::path::Path;

#[test]
fn the_book_has_no_problem() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let problems = checks::check(root).unwrap();
    let list: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(list.is_empty(), "{} problems:\n{}", list.len(), list.join("\n"));
}

#[test]
fn the_tables_of_the_appendices_are_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for (name, table) in checks::tables(root).unwrap() {
        let path = root.join("src/tables").join(name);
        snapbox::assert_data_eq!(table, snapbox::Data::read_from(&path, None).raw());
    }
}
