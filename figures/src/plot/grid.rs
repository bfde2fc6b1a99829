// SPDX-License-Identifier: MIT OR Apache-2.0
//! A grid of cells: an image, a matrix.

use svg::node::element::{Group, Rectangle};

use super::{Color, number, rectangle, segment};

/// A grid of cells with its top left corner at `at`.
#[derive(Clone, Copy, Debug)]
pub struct Grid {
    /// The top left corner.
    pub at: (f64, f64),
    /// The side of a cell.
    pub cell: f64,
    /// How many rows.
    pub rows: usize,
    /// How many columns.
    pub columns: usize,
}

impl Grid {
    /// How wide it is drawn.
    pub fn width(&self) -> f64 {
        self.cell * self.columns as f64
    }

    /// How high it is drawn.
    pub fn height(&self) -> f64 {
        self.cell * self.rows as f64
    }

    /// The top left corner of a cell.
    pub fn corner(&self, row: usize, column: usize) -> (f64, f64) {
        (self.at.0 + self.cell * column as f64, self.at.1 + self.cell * row as f64)
    }

    /// The middle of a cell.
    pub fn center(&self, row: usize, column: usize) -> (f64, f64) {
        let (x, y) = self.corner(row, column);
        (x + self.cell / 2.0, y + self.cell / 2.0)
    }

    /// The lines between and around the cells.
    pub fn lines(&self) -> Group {
        let mut group = Group::new();
        let (right, bottom) = self.corner(self.rows, self.columns);
        for row in 0..=self.rows {
            let (left, y) = self.corner(row, 0);
            group = group.add(segment((left, y), (right, y), Color::Faint, 0.5));
        }
        for column in 0..=self.columns {
            let (x, top) = self.corner(0, column);
            group = group.add(segment((x, top), (x, bottom), Color::Faint, 0.5));
        }
        group
    }

    /// A block of cells, filled; `strength` is its opacity.
    pub fn block(
        &self,
        (row, column): (usize, usize),
        (rows, columns): (usize, usize),
        color: Color,
        strength: f64,
    ) -> Rectangle {
        let (from, to) =
            (self.corner(row, column), self.corner(row + rows, column + columns));
        rectangle(from, to, color).set("fill-opacity", number(strength))
    }

    /// An empty frame around a block of cells.
    pub fn frame(
        &self,
        (row, column): (usize, usize),
        (rows, columns): (usize, usize),
        color: Color,
        width: f64,
    ) -> Rectangle {
        let (from, to) =
            (self.corner(row, column), self.corner(row + rows, column + columns));
        rectangle(from, to, color)
            .set("class", format!("line {}", color.class()))
            .set("fill", "none")
            .set("stroke", color.fallback())
            .set("stroke-width", number(width))
    }

    /// What takes a tap or a click: the page's script gives the cell's row and column to the
    /// controls of these names. With one name the cells are counted in reading order, from what
    /// `data-before` says if it's there. The arrow keys move in the first of a figure's grids.
    pub fn picks(&self, controls: &str) -> Rectangle {
        rectangle(self.corner(0, 0), self.corner(self.rows, self.columns), Color::Faint)
            .set("class", "pick")
            .set("fill-opacity", "0")
            .set("data-controls", controls)
            .set("data-rows", self.rows)
            .set("data-columns", self.columns)
    }
}
