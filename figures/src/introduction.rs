// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `introduction`.

use introduction::signal;
use rand::{SeedableRng, rngs::ChaCha8Rng};
use svg::node::element::Group;

use crate::{
    figure::{Error, Figure, Values, count, seed},
    plot::{
        Anchor, Axis, Color, Drawing, LINE, Panel, WIDTH, rectangle, segment, short, text,
    },
};

pub const FIGURES: &[Figure] = &[
    Figure::new("introduction-two", two).turn(&[
        count(("depth", "layers"), 30, 2..=40),
        count(("width", "width"), 256, 1..=256),
        seed(1),
    ]),
    Figure::new("introduction-map", map),
];

/// The signal by layer with the 2 of the nine lines and with a 1 in its place: powers of two as
/// lines, one network as points.
fn two(v: &Values) -> Result<Drawing, Error> {
    let (depth, width) = (v.count("depth"), v.count("width"));
    let mut series = Vec::new();
    for numerator in [2.0, 1.0] {
        let mut rng = ChaCha8Rng::seed_from_u64(v.seed());
        let drawn = signal(numerator, width, depth, &mut rng).map_err(Error::of)?;
        let factor: f64 = numerator / 2.0;
        let theory: Vec<f64> =
            (0..depth).map(|layer| numerator * factor.powi(layer as i32)).collect();
        series.push((theory, drawn));
    }
    let all = series.iter().flat_map(|(theory, drawn)| theory.iter().chain(drawn));
    let mut panel = Panel::new(
        Axis::counting("layer", 0, depth),
        Axis::log10_around("mean square of the layer's output", all.copied()),
        200.0,
    );
    let by_layer = |values: &[f64]| -> Vec<(f64, f64)> {
        values.iter().enumerate().map(|(i, &value)| ((i + 1) as f64, value)).collect()
    };
    let kinds =
        [(Color::A, "with the 2"), (Color::B, "with a 1: halved by every layer")];
    for ((color, name), (theory, drawn)) in kinds.into_iter().zip(&series) {
        panel =
            panel.theory(color, by_layer(theory)).points(color, by_layer(drawn)).name(name);
    }
    let ends: Vec<String> = series.iter().map(|(_, drawn)| short(drawn[depth - 1])).collect();
    Ok(Drawing::new(
        &format!("The signal of {depth} layers with a 2 and with a 1 in the nine lines"),
        &format!(
            "On a logarithmic scale, two lines with dots: the mean square by layer. With the 2 the \
             line is level at 2, and in a network {width} wide layer {depth} has {}; with a 1 the \
             line falls by a half at each layer, and layer {depth} has {}.",
            ends[0], ends[1]
        ),
    )
    .reading(&format!("Layer {depth}: {} with the 2, {} with a 1", ends[0], ends[1]))
    .panel(panel))
}

/// Which page explains which part of the nine lines.
const PARTS: [(&str, Color, &[&str]); 6] = [
    ("2.0", Color::A, &["one-over-n", "depth", "equation-10"]),
    ("use_fan_out", Color::A, &["backward"]),
    ("1 + a²", Color::D, &["leaky-gain"]),
    ("√3 × std", Color::D, &["uniform-sqrt-3"]),
    ("ni × rec_fs, nf × rec_fs", Color::D, &["conv-fan"]),
    ("all nine lines", Color::C, &["kaiming"]),
];

/// The title of each chapter, by its name, as the book's contents have them.
fn chapters() -> impl Iterator<Item = (&'static str, &'static str)> {
    let contents = include_str!("../../src/SUMMARY.md");
    contents.lines().filter_map(|line| {
        let (title, file) = line.trim().strip_prefix("- [")?.split_once("](")?;
        Some((file.strip_suffix(".md)")?, title))
    })
}

/// Which chapter explains which of the nine lines.
fn map(_: &Values) -> Result<Drawing, Error> {
    let title = |name: &str| {
        let found = chapters().find(|(known, _)| *known == name);
        found.map(|(_, title)| title.replace('\'', "’")).ok_or_else(|| {
            Error::Refused {
            control: "",
            words: format!("the contents have no chapter {name}"),
        }
        })
    };
    let mut group = Group::new();
    let mut top = 8.0;
    let mut description = String::from("A list.");
    for (code, color, names) in PARTS {
        let titles = names.iter().map(|name| title(name)).collect::<Result<Vec<_>, _>>()?;
        let height = 8.0 + LINE * (1 + titles.len()) as f64;
        group = group.add(rectangle((6.0, top), (11.0, top + height), color)).add(
            text(code, (22.0, top + LINE - 2.0), Color::Ink, Anchor::Start)
                .set("font-family", "ui-monospace, monospace")
                .set("font-weight", "bold"),
        );
        for (index, title) in titles.iter().enumerate() {
            let y = top + LINE * (index + 2) as f64;
            group = group.add(text(title, (40.0, y), color, Anchor::Start));
        }
        description += &format!(" {code}: {}.", titles.join(", "));
        top += height + 10.0;
    }
    group = group.add(segment((6.0, top), (WIDTH - 6.0, top), Color::Faint, 1.0));
    top += LINE;
    let named: Vec<&str> = PARTS.iter().flat_map(|(_, _, names)| *names).copied().collect();
    let rest: Vec<&str> = chapters()
        .filter(|(name, _)| *name != "introduction" && !named.contains(name))
        .map(|(_, title)| title)
        .collect();
    for title in &rest {
        group = group.add(text(title, (22.0, top + 4.0), Color::Ink, Anchor::Start));
        top += LINE;
    }
    description += &format!(" After these: {}.", rest.join(", "));
    let name = "Which chapter explains which part of the nine lines";
    Ok(Drawing::new(name, &description).drawing(group, top))
}
