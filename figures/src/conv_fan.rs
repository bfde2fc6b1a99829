// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `conv-fan`.

use std::ops::RangeInclusive;

use conv_fan::{Conv, Side, Wiring, fans, patches};
use ndarray::Array3;
use rand::{SeedableRng, rngs::ChaCha8Rng};
use svg::node::element::{Group, Rectangle};

use crate::{
    Committed,
    live::{Live, number as slider, seed},
    plot::{
        Anchor, Axis, Color, Error, Figure, LINE, Panel, WIDTH, number, rectangle,
        segment, text,
    },
};

/// The figures of the page, by file name.
pub const COMMITTED: &[Committed] = &[
    ("conv-fan-patch", || patch(5, 3, 2, 4, 1, 5)),
    ("conv-fan-matrix", || matrix(&layer(1, 2, 3, 5), 13, 12)),
    ("conv-fan-positions", || positions(3, 8, 12, 5, 1000, 1)),
];

/// What the reader can turn.
pub const LIVE: &[Live] = &[
    Live::new(
        "conv-fan-patch",
        &[
            slider(("size", "image side"), "5", [1.0, 7.0, 1.0]),
            slider(("k", "kernel side k"), "3", [1.0, 4.0, 1.0]),
            slider(("c", "channels c"), "2", [1.0, 3.0, 1.0]),
            slider(("d", "filters d"), "4", [1.0, 8.0, 1.0]),
            slider(("stride", "stride"), "1", [1.0, 7.0, 1.0]),
            slider(("patch", "patch and column"), "6", [1.0, 49.0, 1.0]),
        ],
        |v| {
            let [size, k, stride] = [v.count("size")?, v.count("k")?, v.count("stride")?];
            let side = size.saturating_sub(k) / stride.max(1) + 1;
            let patch_at = v.index("patch", side.saturating_mul(side))?;
            patch(size, k, v.count("c")?, v.count("d")?, stride, patch_at)
        },
    ),
    Live::new(
        "conv-fan-matrix",
        &[
            slider(("size", "image side"), "5", [1.0, 12.0, 1.0]),
            slider(("k", "kernel side k"), "3", [1.0, 5.0, 1.0]),
            slider(("c", "channels c"), "1", [1.0, 4.0, 1.0]),
            slider(("d", "filters d"), "2", [1.0, 4.0, 1.0]),
            slider(("groups", "groups"), "1", [1.0, 4.0, 1.0]),
            slider(("stride", "stride"), "1", [1.0, 4.0, 1.0]),
            slider(("padding", "padding"), "0", [0.0, 2.0, 1.0]),
            slider(("row", "row"), "14", [1.0, 150.0, 1.0]),
            slider(("column", "column"), "13", [1.0, 150.0, 1.0]),
        ],
        |v| {
            let side = Side {
                stride: v.count("stride")?,
                padding: v.count("padding")?,
                ..Side::new(v.count("size")?, v.count("k")?)
            };
            let layer = Conv {
                in_channels: v.count("c")?,
                out_channels: v.count("d")?,
                groups: v.count("groups")?,
                sides: vec![side, side],
            };
            let (rows, columns) = dimensions(&layer)?;
            matrix(&layer, v.index("row", rows)?, v.index("column", columns)?)
        },
    ),
    Live::new(
        "conv-fan-positions",
        &[
            slider(("c", "channels c"), "3", [1.0, 8.0, 1.0]),
            slider(("d", "filters d"), "8", [1.0, 16.0, 1.0]),
            slider(("size", "image side"), "12", [3.0, 16.0, 1.0]),
            slider(("row", "row of pixels"), "6", [1.0, 16.0, 1.0]),
            slider(("draws", "draws"), "1000", [1.0, 1000.0, 1.0]),
            seed("1"),
        ],
        |v| {
            let size = v.count("size")?;
            let (c, d, row) = (v.count("c")?, v.count("d")?, v.index("row", size)?);
            positions(c, d, size, row, v.count("draws")?, v.seed()?)
        },
    )
    .folded(),
];

/// A layer of `matrix`: c, d, k, an unpadded square image, stride 1, one group.
pub fn layer(channels: usize, filters: usize, kernel: usize, size: usize) -> Conv {
    let side = Side::new(size, kernel);
    Conv {
        in_channels: channels,
        out_channels: filters,
        groups: 1,
        sides: vec![side, side],
    }
}

fn within(
    name: &'static str,
    value: usize,
    range: RangeInclusive<usize>,
    expected: &'static str,
) -> Result<(), Error> {
    if range.contains(&value) { Ok(()) } else { Err(Error::new(name, value, expected)) }
}

fn invalid(error: conv_fan::Error) -> Error {
    Error::of(error)
}

/// An empty frame between two corners.
fn frame(from: (f64, f64), to: (f64, f64), color: Color, width: f64) -> Rectangle {
    rectangle(from, to, color)
        .set("class", format!("line {}", color.class()))
        .set("fill", "none")
        .set("stroke", color.fallback())
        .set("stroke-width", number(width))
}

/// A grid of cells with its top left corner at `at`.
struct Grid {
    at: (f64, f64),
    cell: f64,
    rows: usize,
    columns: usize,
}

impl Grid {
    fn width(&self) -> f64 {
        self.cell * self.columns as f64
    }

    fn height(&self) -> f64 {
        self.cell * self.rows as f64
    }

    fn corner(&self, row: usize, column: usize) -> (f64, f64) {
        (self.at.0 + self.cell * column as f64, self.at.1 + self.cell * row as f64)
    }

    fn lines(&self, mut group: Group) -> Group {
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
    fn block(
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
}

/// One patch of an image, the column of the patch matrix that it becomes, and the element of the
/// product for each filter. `position` counts the kernel's places in reading order.
pub fn patch(
    size: usize,
    kernel: usize,
    channels: usize,
    filters: usize,
    stride: usize,
    position: usize,
) -> Result<String, Error> {
    within("image size", size, 1..=7, "1 to 7")?;
    within("kernel size", kernel, 1..=4, "1 to 4")?;
    within("channels", channels, 1..=3, "1 to 3")?;
    within("filters", filters, 1..=8, "1 to 8")?;
    within("stride", stride, 1..=7, "1 to 7")?;
    // Every pixel is its own index, so a column says where it comes from.
    let area = size * size;
    let image = Array3::from_shape_fn((channels, size, size), |(i, r, q)| {
        (i * area + r * size + q) as f64
    });
    let columns = patches(&image, (kernel, kernel), stride, 0).map_err(invalid)?;
    let (fan_in, places) = columns.dim();
    if position >= places {
        return Err(Error::new("position", position, "a place of the kernel"));
    }
    let seen: Vec<usize> = columns.column(position).iter().map(|&p| p as usize).collect();

    let mut group = Group::new();
    let say = |words: &str, at: (f64, f64), color: Color| {
        text(words, at, color, Anchor::Middle)
    };
    let cell = (110.0 / size as f64).min(22.0);
    let step = cell * size as f64 + 20.0;
    let left = (WIDTH - step * channels as f64 + 20.0) / 2.0;
    group = group.add(say(
        &format!("image: c = {channels} channels"),
        (WIDTH / 2.0, 16.0),
        Color::Ink,
    ));
    for channel in 0..channels {
        let at = (left + step * channel as f64, 26.0);
        let grid = Grid { at, cell, rows: size, columns: size };
        let mine = seen.iter().filter(|&&pixel| pixel / area == channel);
        for pixel in mine {
            let place = (pixel % area / size, pixel % size);
            group = group.add(grid.block(place, (1, 1), Color::A, 0.55));
        }
        group = grid.lines(group);
    }
    let top = 26.0 + cell * size as f64 + LINE;
    group = group.add(say(
        &format!("one patch: k²c = {fan_in} numbers, one column of X"),
        (WIDTH / 2.0, top),
        Color::A,
    ));
    // W, X and Y share one cell size, as large as fits.
    let gap = 20.0;
    let cell = ((WIDTH - 12.0 - 2.0 * gap) / (fan_in + 2 * places) as f64)
        .min(190.0 / fan_in as f64)
        .min(12.0);
    let all = cell * (fan_in + 2 * places) as f64 + 2.0 * gap;
    let start = (WIDTH - all) / 2.0;
    // Room for the words over Y, where it is the higher matrix.
    let higher = cell * (fan_in as f64 - filters as f64) / 2.0;
    let top = top + 14.0 + (12.0 - higher).max(0.0);
    let x_matrix = Grid {
        at: (start + cell * fan_in as f64 + gap, top),
        cell,
        rows: fan_in,
        columns: places,
    };
    let middle = top + (x_matrix.height() - cell * filters as f64) / 2.0;
    let w_matrix = Grid { at: (start, middle), cell, rows: filters, columns: fan_in };
    let y_matrix = Grid {
        at: (x_matrix.at.0 + x_matrix.width() + gap, middle),
        cell,
        rows: filters,
        columns: places,
    };
    group = group
        .add(x_matrix.block((0, position), (fan_in, 1), Color::A, 0.55))
        .add(y_matrix.block((0, position), (filters, 1), Color::B, 0.55));
    for grid in [&w_matrix, &x_matrix, &y_matrix] {
        group = grid.lines(group);
    }
    let under = middle + w_matrix.height() + LINE;
    let center = |grid: &Grid| grid.at.0 + grid.width() / 2.0;
    let between =
        |left: &Grid, right: &Grid| (left.at.0 + left.width() + right.at.0) / 2.0;
    let sign = middle + w_matrix.height() / 2.0 + 5.0;
    let below = top + x_matrix.height() + LINE;
    group = group
        .add(say("W", (center(&w_matrix), under), Color::Ink).set("font-weight", "bold"))
        .add(say("d × k²c", (center(&w_matrix), under + LINE), Color::Ink))
        .add(say("·", (between(&w_matrix, &x_matrix), sign), Color::Ink))
        .add(say("X", (center(&x_matrix), below), Color::Ink).set("font-weight", "bold"))
        .add(say("=", (between(&x_matrix, &y_matrix), sign), Color::Ink))
        .add(say(
            &format!("y: d = {filters}"),
            (center(&y_matrix), middle - 8.0),
            Color::B,
        ))
        .add(say("Y", (center(&y_matrix), under), Color::Ink).set("font-weight", "bold"));
    let height = below.max(under + LINE) + 10.0;
    Ok(Figure::new(
        "conv-fan-patch",
        "One patch becomes one column",
        &format!(
            "An image of {channels} channels with a {kernel} by {kernel} patch lit in each. Its \
             {fan_in} numbers are column {} of {places} of the patch matrix X. The matrix W of \
             {filters} rows and {fan_in} columns turns that column into one column of the result, \
             with {filters} elements.",
            position + 1
        ),
    )
    .drawing(group, height)
    .render())
}

fn whole(layer: &Conv) -> Result<(Wiring, ndarray::Array2<f64>), Error> {
    let wiring = layer.wiring().map_err(invalid)?;
    let matrix = wiring.matrix(&vec![1.0; wiring.weights()]).map_err(invalid)?;
    Ok((wiring, matrix))
}

/// The rows and the columns of the whole-image matrix, before it is built.
fn dimensions(layer: &Conv) -> Result<(usize, usize), Error> {
    let (mut rows, mut columns) = (layer.out_channels, layer.in_channels);
    for side in &layer.sides {
        rows = rows.saturating_mul(side.positions().map_err(invalid)?);
        columns = columns.saturating_mul(side.size);
    }
    Ok((rows, columns))
}

/// The whole-image matrix of at most 150 by 150 with its non-zeros, one row and one column lit and counted. Equal
/// shades are the same weight.
pub fn matrix(layer: &Conv, row: usize, column: usize) -> Result<String, Error> {
    let (rows, columns) = dimensions(layer)?;
    within("outputs", rows, 1..=150, "1 to 150")?;
    within("inputs", columns, 1..=150, "1 to 150")?;
    let (wiring, matrix) = whole(layer)?;
    if row >= rows {
        return Err(Error::new("row", row, "a row of the matrix"));
    }
    if column >= columns {
        return Err(Error::new("column", column, "a column of the matrix"));
    }
    let (fan_in, fan_out) = fans(&matrix);
    let cell = ((WIDTH - 28.0) / columns as f64).min(400.0 / rows as f64).min(20.0);
    let at = ((WIDTH - cell * columns as f64) / 2.0, 28.0);
    let grid = Grid { at, cell, rows, columns };
    let mut group = Group::new();
    for entry in wiring.connections() {
        let (in_row, in_column) = (entry.output == row, entry.input == column);
        let shade = (entry.weight + 1) as f64 / wiring.weights() as f64;
        let (color, strength) = match (in_row, in_column) {
            (true, _) => (Color::B, 1.0),
            (_, true) => (Color::C, 1.0),
            _ => (Color::A, 0.15 + 0.5 * shade),
        };
        let place = (entry.output, entry.input);
        group = group.add(grid.block(place, (1, 1), color, strength));
    }
    if cell >= 4.0 {
        group = grid.lines(group);
    }
    group = group
        .add(frame(grid.corner(0, 0), grid.corner(rows, columns), Color::Faint, 1.0))
        .add(frame(grid.corner(row, 0), grid.corner(row + 1, columns), Color::B, 1.5))
        .add(frame(grid.corner(0, column), grid.corner(rows, column + 1), Color::C, 1.5));
    let middle = (grid.corner(0, column).0 + cell / 2.0).clamp(110.0, WIDTH - 110.0);
    let bottom = grid.at.1 + grid.height();
    let right = grid.at.0 + grid.width();
    group = group
        .add(text(
            &format!("out of this pixel: {}", fan_out[column]),
            (middle, 18.0),
            Color::C,
            Anchor::Middle,
        ))
        .add(text(
            &format!("into the framed row’s response: {}", fan_in[row]),
            (right, bottom + LINE),
            Color::B,
            Anchor::End,
        ))
        .add(text(
            &format!("{rows} responses × {columns} pixels"),
            (right, bottom + 2.0 * LINE),
            Color::Ink,
            Anchor::End,
        ));
    Ok(Figure::new(
        "conv-fan-matrix",
        "The whole-image matrix, with a row and a column counted",
        &format!(
            "A matrix of {rows} rows and {columns} columns, most of it zero. Row {} has {} \
             non-zeros: the connections into one response. Column {} has {} non-zeros: the \
             connections out of one pixel.",
            row + 1,
            fan_in[row],
            column + 1,
            fan_out[column]
        ),
    )
    .drawing(group, bottom + 2.0 * LINE + 10.0)
    .render())
}

/// The gradient's mean square along one row of pixels at stride 1 and stride 2 with 3 x 3 kernels,
/// one zero of padding and Var w = 1/(k²d): measured, and as the columns of the matrix say.
pub fn positions(
    channels: usize,
    filters: usize,
    size: usize,
    row: usize,
    draws: usize,
    seed: u64,
) -> Result<String, Error> {
    within("channels", channels, 1..=8, "1 to 8")?;
    within("filters", filters, 1..=64, "1 to 64")?;
    within("image size", size, 3..=16, "3 to 16")?;
    within("row", row, 0..=size - 1, "a row of the image")?;
    within("draws", draws, 1..=1000, "1 to 1000")?;
    // Millions of products: a second in a browser.
    let work = channels * filters * size * size * 9 * draws;
    within("channels × filters × pixels × draws", work / 9, 1..=20_000_000, "less work")?;
    let last = size as f64;
    let ticks: Vec<f64> =
        (1..=size).step_by(if size > 8 { 2 } else { 1 }).map(|t| t as f64).collect();
    let mut panel = Panel::new(
        Axis::linear("pixel of the row", 0.5, last + 0.5, &ticks),
        Axis::linear(
            "E[Δx²] where Var w = 1/(k²d)",
            0.0,
            1.2,
            &[0.0, 0.25, 0.5, 0.75, 1.0],
        ),
        210.0,
    );
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let fan_out = (9 * filters) as f64;
    for (stride, color, place) in [(1, Color::A, 1.1), (2, Color::B, 0.52)] {
        let side = Side { stride, padding: 1, ..Side::new(size, 3) };
        let sides = vec![side, side];
        let layer =
            Conv { in_channels: channels, out_channels: filters, groups: 1, sides };
        let (wiring, matrix) = whole(&layer)?;
        let columns = fans(&matrix).1;
        let measured = wiring
            .transposed()
            .mean_squares(1.0 / fan_out, draws, &mut rng)
            .map_err(invalid)?;
        let index = |channel: usize, pixel: usize| (channel * size + row) * size + pixel;
        let theory = (0..size)
            .map(|pixel| ((pixel + 1) as f64, columns[index(0, pixel)] as f64 / fan_out));
        let dots = (0..size).map(|pixel| {
            let over = (0..channels).map(|channel| measured[index(channel, pixel)]);
            ((pixel + 1) as f64, over.sum::<f64>() / channels as f64)
        });
        panel = panel.theory(color, theory).points(color, dots).label(
            color,
            Anchor::Middle,
            (last / 2.0 + 0.5, place),
            &format!("stride {stride}"),
        );
    }
    Ok(Figure::new(
        "conv-fan-positions",
        "The gradient’s mean square along a row of pixels",
        &format!(
            "The mean square in row {} of an image {size} pixels wide, with {filters} filters. At \
             stride 1 it is level inside and two thirds of that at the two border pixels. At \
             stride 2 it jumps between two values of which one is twice the other. The dots, \
             measured in {draws} draws, lie around the lines that the counts of non-zeros draw.",
            row + 1
        ),
    )
    .panel(panel)
    .render())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absurd_parameters_get_an_error() {
        let huge = 1_000_000_000;
        assert!(patch(0, 3, 1, 1, 1, 0).is_err());
        assert!(patch(huge, 3, 1, 1, 1, 0).is_err());
        assert!(patch(3, 4, 1, 1, 1, 0).is_err(), "a kernel larger than its image");
        assert!(patch(5, 3, 0, 1, 1, 0).is_err());
        assert!(patch(5, 3, 1, 0, 1, 0).is_err());
        assert!(patch(5, 3, 1, 1, 0, 0).is_err());
        assert!(patch(5, 3, 1, 1, 1, 9).is_err());
        assert!(patch(7, 4, 3, 8, 1, 15).is_ok());
        assert!(patch(7, 1, 3, 8, 1, 48).is_ok());
        assert!(matrix(&layer(1, 2, 3, 5), 18, 0).is_err());
        assert!(matrix(&layer(1, 2, 3, 5), 0, 25).is_err());
        assert!(matrix(&layer(0, 2, 3, 5), 0, 0).is_err());
        assert!(matrix(&layer(1, huge, 3, 5), 0, 0).is_err());
        assert!(matrix(&layer(8, 8, 3, 64), 0, 0).is_err());
        assert!(matrix(&layer(1, 2, 6, 5), 0, 0).is_err());
        let mut dilated = layer(1, 2, 3, 5);
        dilated.sides[0].dilation = 0;
        assert!(matrix(&dilated, 0, 0).is_err());
        let mut split = layer(4, 4, 3, 5);
        split.groups = 3;
        assert!(matrix(&split, 0, 0).is_err());
        split.groups = 2;
        assert!(matrix(&split, 0, 0).is_ok());
        split.sides = vec![Side::new(4096, 4096); 1000];
        assert!(matrix(&split, 0, 0).is_err());
        assert!(positions(0, 16, 12, 5, 10, 1).is_err());
        assert!(positions(3, 0, 12, 5, 10, 1).is_err());
        assert!(positions(3, 16, 2, 0, 10, 1).is_err());
        assert!(positions(3, 16, 12, 12, 10, 1).is_err());
        assert!(positions(3, 16, 12, 5, 0, 1).is_err());
        assert!(positions(8, 64, 16, 5, 1000, 1).is_err());
        assert!(positions(1, 1, 3, 0, 1, 1).is_ok());
    }
}
