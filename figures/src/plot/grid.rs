// SPDX-License-Identifier: MIT OR Apache-2.0
//! A grid of cells: an image, a matrix.

use svg::node::element::{Group, Path, Rectangle, path::Data};

use super::{Color, number, rectangle, segment};

/// How many shades [`Grid::shaded`] has.
const SHADES: usize = 6;

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

    /// The cells, each as strong as its `share` from 0 to 1, in six shades. All cells of one shade are
    /// one shape.
    pub fn shaded(&self, color: Color, share: impl Fn(usize, usize) -> f64) -> Group {
        let mut shades = vec![Data::new(); SHADES];
        let cell = self.cell as f32;
        for place in 0..self.rows * self.columns {
            let (row, column) = (place / self.columns, place % self.columns);
            let shade =
                (share(row, column) * SHADES as f64).round().clamp(0.0, SHADES as f64);
            let shade = (shade as usize).checked_sub(1);
            if let Some(data) = shade.and_then(|shade| shades.get_mut(shade)) {
                let (x, y) = self.corner(row, column);
                *data = std::mem::take(data)
                    .move_to((x as f32, y as f32))
                    .horizontal_line_by(cell)
                    .vertical_line_by(cell)
                    .horizontal_line_by(-cell)
                    .close();
            }
        }
        (1..).zip(shades).filter(|(_, data)| !data.is_empty()).fold(
            Group::new(),
            |group, (shade, data)| {
                let cells = Path::new()
                    .set("class", color.class())
                    .set("fill", color.fallback())
                    .set("fill-opacity", number(f64::from(shade) / SHADES as f64))
                    .set("d", data);
                group.add(cells)
            },
        )
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
