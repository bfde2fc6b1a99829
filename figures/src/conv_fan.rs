// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `conv-fan`.

use conv_fan::{Conv, Side, Wiring, fans, patches};
use ndarray::{Array2, Array3};
use rand::{SeedableRng, rngs::ChaCha8Rng};
use svg::node::element::Group;

use crate::{
    figure::{Error, Figure, Values, count, place, seed},
    plot::{
        Anchor, Axis, Color, Drawing, Grid, LINE, Panel, WIDTH, number, numbered_from, short, text,
    },
};

pub const FIGURES: &[Figure] = &[
    Figure::new("conv-fan-patch", patch).turn(&[
        count(("size", "image side"), 5, 1..=7),
        count(("k", "kernel side k"), 3, 1..=4),
        count(("c", "channels c"), 2, 1..=3),
        count(("d", "filters d"), 4, 1..=8),
        count(("stride", "stride"), 1, 1..=7),
        place(("patch", "patch and column"), 6, 49),
    ])
    .missions(&[
        ("Stride 2: how many columns are left of nine?", "stride=2"),
        ("A kernel as large as the image: how many patches are there?", "k=4\nsize=4"),
    ]),
    Figure::new("conv-fan-matrix", matrix).turn(&[
        count(("size", "image side"), 5, 1..=12),
        count(("k", "kernel side k"), 3, 1..=5),
        count(("c", "channels c"), 1, 1..=4),
        count(("d", "filters d"), 2, 1..=4),
        count(("groups", "groups"), 1, 1..=4),
        count(("stride", "stride"), 1, 1..=4),
        count(("padding", "padding"), 0, 0..=2),
        place(("row", "row"), 14, 150),
        place(("column", "column"), 13, 150),
    ])
    .missions(&[
        ("A corner pixel: how many cells has its column?", "column=1"),
        ("Two channels and two groups: which cells go dark?", "c=2\ngroups=2"),
    ]),
    Figure::new("conv-fan-positions", positions).turn(&[
        count(("c", "channels c"), 3, 1..=8),
        count(("d", "filters d"), 8, 1..=16),
        count(("size", "image side"), 12, 3..=16),
        place(("row", "row of pixels"), 6, 16),
        count(("draws", "draws"), 1000, 1..=1000),
        seed(1),
    ])
    .missions(&[
        ("A row at the border: where are both lines now?", "row=1"),
        ("Ten draws: do the dots still show the stride?", "draws=10"),
    ]),
    Figure::new("conv-fan-stride", stride),
    Figure::new("conv-fan-depthwise", depthwise),
    Figure::new("conv-fan-transposed", transposed),
    Figure::new("conv-fan-dilation", dilation),
    Figure::new("conv-fan-border", border)
        .turn(&[
            count(("size", "image side S"), 7, 3..=28),
            count(("layers", "layers"), 5, 0..=30),
        ])
        .missions(&[
            ("One layer: which pixels have noticed the border?", "layers=1"),
            ("Side 28: how far in has it come after thirty layers?", "size=28\nlayers=30"),
        ]),
];

const THREE: Side = Side { size: 8, kernel: 3, stride: 1, padding: 1, dilation: 1 };

/// A kernel of 3 that moves by two.
fn stride(_: &Values) -> Result<Drawing, Error> {
    kind("stride 2", (1, 1), Side { stride: 2, ..THREE }, false)
}

/// Four channels, each with a filter of its own.
fn depthwise(_: &Values) -> Result<Drawing, Error> {
    kind("depthwise", (4, 4), Side { size: 4, ..THREE }, false)
}

/// A stride of 2, the other way round.
fn transposed(_: &Values) -> Result<Drawing, Error> {
    kind("transposed, stride 2", (1, 1), Side { kernel: 4, stride: 2, ..THREE }, true)
}

/// A kernel of 3 with gaps.
fn dilation(_: &Values) -> Result<Drawing, Error> {
    kind("dilation 2", (1, 1), Side { padding: 2, dilation: 2, ..THREE }, false)
}

/// The matrix of a small convolution along a line, a row and a column of it counted, beside what
/// PyTorch reads in the shape of its weight.
fn kind(
    name: &str,
    (channels, groups): (usize, usize),
    side: Side,
    transposed: bool,
) -> Result<Drawing, Error> {
    let (in_channels, out_channels) = (channels, channels);
    let layer = Conv { in_channels, out_channels, groups, sides: vec![side] };
    let mut wiring = layer.wiring().map_err(Error::of)?;
    let (mut read_in, mut read_out) = layer.shape_fans().map_err(Error::of)?;
    let shape = format!("({out_channels}, {}, {})", in_channels / groups, side.kernel);
    if transposed {
        wiring = wiring.transposed();
        (read_in, read_out) = (read_out, read_in);
    }
    let matrix = wiring.matrix(&vec![1.0; wiring.weights()]).map_err(Error::of)?;
    let (rows, columns) = matrix.dim();
    let (into, out_of) = fans(&matrix);
    // Away from the border: the middle half of each channel.
    let middle = |counts: &ndarray::Array1<usize>| -> Vec<usize> {
        let side = counts.len() / channels;
        let inner = |index: &usize| (side / 4..side - side / 4).contains(&(index % side));
        (0..counts.len()).filter(inner).map(|index| counts[index]).collect()
    };
    let mean = |counts: &[usize]| counts.iter().sum::<usize>() as f64 / counts.len() as f64;
    let (into, out_of) = (middle(&into), middle(&out_of));
    let (fan_in, fan_out) = (mean(&into), mean(&out_of));
    let cell = (112.0 / rows.max(columns) as f64).min(14.0);
    let at = (24.0, 26.0 + (112.0 - cell * rows as f64) / 2.0);
    let grid = Grid { at, cell, rows, columns };
    let (row, column) = (rows / 2, columns / 2);
    let mut group = Group::new();
    for entry in wiring.connections() {
        let shade = (entry.weight % side.kernel + 1) as f64 / side.kernel as f64;
        let (color, strength) = match (entry.output == row, entry.input == column) {
            (true, _) => (Color::B, 1.0),
            (_, true) => (Color::C, 1.0),
            _ => (Color::A, 0.15 + 0.4 * shade),
        };
        group = group.add(grid.block((entry.output, entry.input), (1, 1), color, strength));
    }
    group = group
        .add(grid.lines())
        .add(grid.frame((row, 0), (1, columns), Color::B, 1.5))
        .add(grid.frame((0, column), (rows, 1), Color::C, 1.5));
    let count = |counts: &[usize], mean: f64| {
        let (least, most) = (counts.iter().min(), counts.iter().max());
        match (least, most) {
            (Some(least), Some(most)) if least < most => {
                format!("{least} or {most}, mean {}", number(mean))
            }
            _ => number(mean),
        }
    };
    let (into, out_of) = (count(&into, fan_in), count(&out_of, fan_out));
    let wrong = |read: usize, right: f64| {
        if read as f64 == right { String::new() } else { format!(", not {}", number(right)) }
    };
    let read_in = format!("fan_in {read_in}{}", wrong(read_in, fan_in));
    let read_out = format!("fan_out {read_out}{}", wrong(read_out, fan_out));
    let lines = [
        (format!("into an output: {into}"), Color::B),
        (format!("out of an input: {out_of}"), Color::C),
        (format!("PyTorch reads {shape}:"), Color::Ink),
        (read_in.clone(), Color::Ink),
        (read_out.clone(), Color::Ink),
    ];
    let left = at.0 + 112.0 + 24.0;
    group = group.add(text(name, (24.0, 14.0), Color::Ink, Anchor::Start).set("font-weight", "bold"));
    for (index, (words, color)) in lines.iter().enumerate() {
        let place = (left, 50.0 + (LINE + 2.0) * index as f64);
        group = group.add(text(words, place, *color, Anchor::Start));
    }
    Ok(Drawing::new(
        &format!("Connections with {name}"),
        &format!(
            "A matrix of {rows} rows and {columns} columns, mostly zero, with a row and a column framed. \
             Into an output: {into}. Out of an input: {out_of}. In the shape {shape} PyTorch reads \
             {read_in} and {read_out}."
        ),
    )
    .drawing(group, 150.0))
}

/// The second moment along one side of an image after some layers with a border of zeros, beside
/// the shape that it tends to.
fn border(v: &Values) -> Result<Drawing, Error> {
    let (size, layers) = (v.count("size"), v.count("layers"));
    let side = Side { padding: 1, ..Side::new(size, 3) };
    let layer = Conv { in_channels: 1, out_channels: 1, groups: 1, sides: vec![side] };
    let wiring = layer.wiring().map_err(Error::of)?;
    // With (10), a side of three pixels: each has a third.
    let third = vec![1.0 / 3.0; wiring.weights()];
    let mut moments = vec![1.0; size];
    for _ in 0..layers {
        moments = wiring.apply(&third, &moments).map_err(Error::of)?.to_vec();
    }
    let mean = moments.iter().sum::<f64>() / size as f64;
    let highest = moments.iter().fold(0.0_f64, |a, &b| a.max(b));
    let end = size as f64 + 1.0;
    let shape = (0..=100).map(|step| {
        let x = end * f64::from(step) / 100.0;
        (x, highest * (std::f64::consts::PI * x / end).sin())
    });
    let angle = std::f64::consts::PI / end;
    let factor = ((1.0 + 2.0 * angle.cos()) / 3.0).powi(2);
    let panel = Panel::new(
        Axis::counting("pixel along a side; 0 is padding", 0, size + 1),
        Axis::linear("second moment", 0.0, 1.15),
        170.0,
    )
    .dashed(Color::B, shape)
    .name("the shape that remains")
    .points(Color::A, numbered_from(1, &moments))
    .name("along one side");
    let left = short(mean * mean);
    Ok(Drawing::new(
        &format!("The second moment along a side of {size} pixels after {layers} layers"),
        &format!(
            "Dots that are low at both ends and high in the middle, and half a wave of a sine that is zero on \
             the padding. On the whole image {left} of the second moment is left, and each further layer \
             tends to the factor {}.",
            short(factor)
        ),
    )
    .reading(&format!(
        "{size} × {size} pixels, {layers} layers: {left} is left; in the end × {} per layer",
        short(factor)
    ))
    .panel(panel))
}

/// The most rows and columns of the whole-image matrix.
const MAX_SIDE: usize = 150;

/// One patch of an image, the column of the patch matrix that it becomes, and the element of the
/// product for each filter.
fn patch(v: &Values) -> Result<Drawing, Error> {
    let (size, kernel, stride) = (v.count("size"), v.count("k"), v.count("stride"));
    let (channels, filters) = (v.count("c"), v.count("d"));
    if kernel > size {
        return Err(v.refuse("k", format!("at most the image side, {size}")));
    }
    let side = (size - kernel) / stride + 1;
    let position = v.index("patch", side * side);
    // Every pixel is its own index, so a column says where it comes from.
    let area = size * size;
    let image = Array3::from_shape_fn((channels, size, size), |(i, r, q)| {
        (i * area + r * size + q) as f64
    });
    let columns = patches(&image, (kernel, kernel), stride, 0).map_err(Error::of)?;
    let (fan_in, places) = columns.dim();
    let seen: Vec<usize> = columns.column(position).iter().map(|&p| p as usize).collect();

    let say = |words: &str, at: (f64, f64), color: Color| {
        text(words, at, color, Anchor::Middle)
    };
    let cell = (110.0 / size as f64).min(22.0);
    let step = cell * size as f64 + 20.0;
    let left = (WIDTH - step * channels as f64 + 20.0) / 2.0;
    let many = if channels == 1 { "" } else { "s" };
    let words = format!("image: c = {channels} channel{many}");
    let mut group = Group::new().add(say(&words, (WIDTH / 2.0, 16.0), Color::Ink));
    let mut picks = Vec::new();
    for channel in 0..channels {
        let at = (left + step * channel as f64, 26.0);
        let grid = Grid { at, cell, rows: size, columns: size };
        for pixel in seen.iter().filter(|&&pixel| pixel / area == channel) {
            let place = (pixel % area / size, pixel % size);
            group = group.add(grid.block(place, (1, 1), Color::A, 0.55));
        }
        group = group.add(grid.lines());
        // A tap picks among as many fields as there are patches.
        let cell = grid.width() / side as f64;
        picks.push(Grid { at, cell, rows: side, columns: side });
    }
    let top = 26.0 + cell * size as f64 + LINE;
    let words = format!("one patch: k²c = {fan_in} numbers, one column of X");
    group = group.add(say(&words, (WIDTH / 2.0, top), Color::A));
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
    let at = (start + cell * fan_in as f64 + gap, top);
    let x_matrix = Grid { at, cell, rows: fan_in, columns: places };
    let middle = top + (x_matrix.height() - cell * filters as f64) / 2.0;
    let w_matrix = Grid { at: (start, middle), cell, rows: filters, columns: fan_in };
    let at = (x_matrix.at.0 + x_matrix.width() + gap, middle);
    let y_matrix = Grid { at, cell, rows: filters, columns: places };
    picks.extend([Grid { cell, rows: 1, ..x_matrix }, Grid { rows: 1, ..y_matrix }]);
    group = group
        .add(x_matrix.block((0, position), (fan_in, 1), Color::A, 0.55))
        .add(y_matrix.block((0, position), (filters, 1), Color::B, 0.55));
    for grid in [&w_matrix, &x_matrix, &y_matrix] {
        group = group.add(grid.lines());
    }
    let under = middle + w_matrix.height() + LINE;
    let center = |grid: &Grid| grid.at.0 + grid.width() / 2.0;
    let between =
        |left: &Grid, right: &Grid| (left.at.0 + left.width() + right.at.0) / 2.0;
    let sign = middle + w_matrix.height() / 2.0 + 5.0;
    let below = top + x_matrix.height() + LINE;
    let bold = |name, at| say(name, at, Color::Ink).set("font-weight", "bold");
    group = group
        .add(bold("W", (center(&w_matrix), under)))
        .add(say("d × k²c", (center(&w_matrix).max(32.0), under + LINE), Color::Ink))
        .add(say("·", (between(&w_matrix, &x_matrix), sign), Color::Ink))
        .add(bold("X", (center(&x_matrix), below)))
        .add(say("=", (between(&x_matrix, &y_matrix), sign), Color::Ink))
        .add(say(&format!("y: d = {filters}"), (center(&y_matrix), middle - 8.0), Color::B))
        .add(bold("Y", (center(&y_matrix), under)));
    let heights = [x_matrix.height(), y_matrix.height()];
    for (index, grid) in picks.iter().enumerate() {
        let pick = grid.picks("patch");
        // One row of cells, as high as its matrix.
        group = group.add(match index.checked_sub(channels) {
            Some(matrix) => pick.set("height", heights[matrix]),
            None => pick,
        });
    }
    let height = below.max(under + LINE) + 10.0;
    let column = position + 1;
    Ok(Drawing::new(
        "One patch becomes one column",
        &format!(
            "An image of {channels} channels with a {kernel} by {kernel} patch lit in each. Its \
             {fan_in} numbers are column {column} of {places} of the patch matrix X. The matrix W of \
             {filters} rows and {fan_in} columns turns that column into one column of the result, \
             with {filters} elements.",
        ),
    )
    .reading(&format!(
        "Patch {column} of {places}: k²c = {kernel}² · {channels} = {fan_in} numbers in, {filters} out"
    ))
    .drawing(group, height))
}

fn whole(layer: &Conv) -> Result<(Wiring, Array2<f64>), Error> {
    let wiring = layer.wiring().map_err(Error::of)?;
    let matrix = wiring.matrix(&vec![1.0; wiring.weights()]).map_err(Error::of)?;
    Ok((wiring, matrix))
}

/// The image and the maps of the outputs, side by side, with the output of a row and its patch in
/// one color, the pixel of a column and what it feeds in another; what takes a tap on them; and the
/// height of all that.
fn images(
    layer: &Conv,
    positions: usize,
    wiring: &Wiring,
    (row, column): (usize, usize),
) -> (Group, Group, f64) {
    let size = layer.sides[0].size;
    let (channels, filters) = (layer.in_channels, layer.out_channels);
    let (gap, between) = (8.0, 28.0);
    let gaps = gap * (channels + filters - 2) as f64 + between;
    let across = (channels * size + filters * positions) as f64;
    let cell = ((WIDTH - 16.0 - gaps) / across).min(110.0 / size as f64).min(22.0);
    let mut left = (WIDTH - cell * across - gaps) / 2.0;
    let high = cell * size.max(positions) as f64;
    let (mut group, mut picks, mut grids) = (Group::new(), Group::new(), Vec::new());
    let sides = [("image", channels, size, "column"), ("outputs", filters, positions, "row")];
    for (name, many, side, control) in sides {
        let from = left;
        let mut all = Vec::new();
        for index in 0..many {
            let at = (left, 22.0 + (high - cell * side as f64) / 2.0);
            let grid = Grid { at, cell, rows: side, columns: side };
            picks = picks.add(grid.picks(control).set("data-before", index * side * side));
            left += grid.width() + gap;
            all.push(grid);
        }
        let middle = (from + left - gap) / 2.0;
        group = group.add(text(name, (middle, 14.0), Color::Ink, Anchor::Middle));
        left += between - gap;
        grids.push(all);
    }
    let light = |grids: &[Grid], side: usize, index: usize, color, strength| {
        let (place, within) = (index / (side * side), index % (side * side));
        grids[place].block((within / side, within % side), (1, 1), color, strength)
    };
    let (pixels, outputs) = (&grids[0], &grids[1]);
    for entry in wiring.connections() {
        if entry.output == row {
            group = group.add(light(pixels, size, entry.input, Color::B, 0.45));
        }
        if entry.input == column {
            group = group.add(light(outputs, positions, entry.output, Color::C, 0.45));
        }
    }
    group = group
        .add(light(pixels, size, column, Color::C, 1.0))
        .add(light(outputs, positions, row, Color::B, 1.0));
    for grid in grids.iter().flatten() {
        group = group.add(grid.lines());
    }
    (group, picks, 22.0 + high + 10.0)
}

/// The image, the maps and the whole-image matrix with its non-zeros, one row and one column lit
/// and counted. Equal shades are the same weight.
fn matrix(v: &Values) -> Result<Drawing, Error> {
    let side = Side {
        stride: v.count("stride"),
        padding: v.count("padding"),
        ..Side::new(v.count("size"), v.count("k"))
    };
    let layer = Conv {
        in_channels: v.count("c"),
        out_channels: v.count("d"),
        groups: v.count("groups"),
        sides: vec![side, side],
    };
    if side.kernel > side.size + 2 * side.padding {
        let padded = side.size + 2 * side.padding;
        return Err(v.refuse("k", format!("at most the padded image side, {padded}")));
    }
    for (name, channels) in [("c", layer.in_channels), ("d", layer.out_channels)] {
        if !channels.is_multiple_of(layer.groups) {
            let groups = layer.groups;
            return Err(v.refuse(name, format!("a multiple of the groups, {groups}")));
        }
    }
    let positions = side.positions().map_err(Error::of)?;
    let rows = layer.out_channels * positions * positions;
    let columns = layer.in_channels * side.size * side.size;
    if rows.max(columns) > MAX_SIDE {
        let expected = format!("a matrix of at most {MAX_SIDE} rows and columns, not {rows} × {columns}");
        return Err(v.refuse("size", expected));
    }
    let (row, column) = (v.index("row", rows), v.index("column", columns));
    let (wiring, matrix) = whole(&layer)?;
    let (fan_in, fan_out) = fans(&matrix);
    let (fan_in, fan_out) = (fan_in[row], fan_out[column]);
    let (images, image_picks, top) = images(&layer, positions, &wiring, (row, column));
    let cell = ((WIDTH - 28.0) / columns as f64).min(400.0 / rows as f64).min(20.0);
    let at = ((WIDTH - cell * columns as f64) / 2.0, top + 28.0);
    let grid = Grid { at, cell, rows, columns };
    let mut group = Group::new().add(images);
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
        group = group.add(grid.lines());
    }
    group = group
        .add(grid.frame((0, 0), (rows, columns), Color::Faint, 1.0))
        .add(grid.frame((row, 0), (1, columns), Color::B, 1.5))
        .add(grid.frame((0, column), (rows, 1), Color::C, 1.5));
    let middle = grid.center(0, column).0.clamp(110.0, WIDTH - 110.0);
    let (right, bottom) = grid.corner(rows, columns);
    // A narrow matrix leaves its words no room to its left.
    let right = right.max(WIDTH / 2.0 + 120.0);
    let below = |words: &str, line: f64, color| {
        text(words, (right, bottom + line * LINE), color, Anchor::End)
    };
    group = group
        .add(text(
            &format!("out of this pixel: {fan_out}"),
            (middle, top + 18.0),
            Color::C,
            Anchor::Middle,
        ))
        .add(below(&format!("into the framed row’s output: {fan_in}"), 1.0, Color::B))
        .add(below(&format!("{rows} outputs × {columns} pixels"), 2.0, Color::Ink))
        .add(grid.picks("row column"))
        .add(image_picks);
    let (row, column) = (row + 1, column + 1);
    Ok(Drawing::new(
        "The whole-image matrix, with a row and a column counted",
        &format!(
            "An image and the maps of its outputs, above a matrix of {rows} rows and {columns} columns, \
             most of it zero. Row {row} has {fan_in} non-zeros: the connections into one output, from a \
             patch that is lit in the image. Column {column} has {fan_out} non-zeros: the connections out \
             of one pixel, to outputs that are lit in the maps.",
        ),
    )
    .reading(&format!("Into output {row}: {fan_in}. Out of pixel {column}: {fan_out}"))
    .drawing(group, bottom + 2.0 * LINE + 10.0))
}

/// The gradient's second moment along one row of pixels at stride 1 and stride 2 with 3 x 3
/// kernels, one zero of padding and Var w = 1/(k²d): measured, and as the columns of the matrix say.
fn positions(v: &Values) -> Result<Drawing, Error> {
    let (channels, filters, size) = (v.count("c"), v.count("d"), v.count("size"));
    let (row, draws) = (v.index("row", size), v.count("draws"));
    // Millions of products: a second in a browser.
    let each = channels * filters * size * size;
    if each * draws > 20_000_000 {
        let most = 20_000_000 / each;
        return Err(v.refuse("draws", format!("at most {most} for a layer of this size")));
    }
    let mut panel = Panel::new(
        Axis::counting("pixel of the row", 1, size),
        Axis::linear("E[Δx²] where Var w = 1/(k²d)", 0.0, 1.3),
        210.0,
    );
    let mut rng = ChaCha8Rng::seed_from_u64(v.seed());
    let fan_out = (9 * filters) as f64;
    let mut readings = Vec::new();
    for (stride, color) in [(1, Color::A), (2, Color::B)] {
        let side = Side { stride, padding: 1, ..Side::new(size, 3) };
        let sides = vec![side, side];
        let layer =
            Conv { in_channels: channels, out_channels: filters, groups: 1, sides };
        let (wiring, matrix) = whole(&layer)?;
        let columns = fans(&matrix).1;
        let measured = wiring
            .transposed()
            .mean_squares(1.0 / fan_out, draws, &mut rng)
            .map_err(Error::of)?;
        let index = |channel: usize, pixel: usize| (channel * size + row) * size + pixel;
        let theory = |pixel: usize| columns[index(0, pixel)] as f64 / fan_out;
        let over_channels = |pixel: usize| {
            let over = (0..channels).map(|channel| measured[index(channel, pixel)]);
            over.sum::<f64>() / channels as f64
        };
        panel = panel
            .theory(color, numbered_from(1, (0..size).map(&theory)))
            .points(color, numbered_from(1, (0..size).map(&over_channels)))
            .name(&format!("stride {stride}"));
        let middle = size / 2;
        readings.push(format!(
            "stride {stride} {} (counted {})",
            short(over_channels(middle)),
            short(theory(middle))
        ));
    }
    Ok(Drawing::new(
        "The gradient’s second moment along a row of pixels",
        &format!(
            "The second moment in row {} of an image {size} pixels wide, with {filters} filters. At \
             stride 1 it is level inside and two thirds of that at the two border pixels. At \
             stride 2 it jumps between two values of which one is twice the other. The dots, \
             measured in {draws} draws, lie around the lines that the counts of non-zeros draw.",
            row + 1
        ),
    )
    .reading(&format!("Pixel {}: {}", size / 2 + 1, readings.join("; ")))
    .panel(panel))
}
