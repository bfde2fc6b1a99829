// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `kaiming`.

use kaiming::{
    Axes, Kaiming, Layout, Mode, TRUNCATED_STD, fans, gain, kaiming_normal,
    kaiming_truncated_normal, kaiming_uniform,
};
use ndarray::{ArrayD, IxDyn};
use rand::{SeedableRng, rngs::ChaCha8Rng};

use crate::{
    Committed,
    live::{Live, Values, choice, field, number as slider, seed},
    plot::{Anchor, Axis, Color, Error, Figure, Panel, number, short, significant},
};

/// The figures of the page, by file name.
pub const COMMITTED: &[Committed] = &[
    ("kaiming-draw", || Layer::new(&[64, 3, 7, 7], Kaiming::default()).histogram(42)),
    ("kaiming-groups", || groups(64, 3)),
];

/// What the reader can turn.
pub const LIVE: &[Live] = &[
    Live {
        figure: "kaiming-draw",
        open: true,
        start: None,
        controls: &[
            field(("shape", "shape of the weight"), "64 3 7 7"),
            choice(("layout", "layout"), OUT_IN, &[OUT_IN, "k…, in, out"]),
            slider(("groups", "groups"), "1", [1.0, 64.0, 1.0]),
            choice(("transposed", "transposed convolution"), "no", &["no", "yes"]),
            slider(("slope", "negative slope a"), "0", [0.0, 2.5, 0.01]),
            choice(("mode", "mode"), "fan_in", &["fan_in", "fan_out"]),
            choice(
                ("distribution", "distribution"),
                UNIFORM,
                &[UNIFORM, NORMAL, TRUNCATED],
            ),
            seed("42"),
        ],
        draw: |v| Layer::read(v)?.histogram(v.seed()?),
        code: &[
            ("Rust", |v| Layer::read(v)?.rust()),
            ("PyTorch", |v| Layer::read(v)?.pytorch()),
        ],
    },
    Live::new(
        "kaiming-groups",
        &[
            choice(
                ("channels", "channels"),
                "64",
                &["8", "16", "32", "64", "128", "256"],
            ),
            slider(("k", "kernel side k"), "3", [1.0, 15.0, 1.0]),
        ],
        |v| groups(v.count("channels")?, v.count("k")?),
    )
    .folded(),
];

const OUT_IN: &str = "out, in, k…";
const UNIFORM: &str = "uniform";
const NORMAL: &str = "normal";
const TRUNCATED: &str = "truncated normal";

/// The most weights that are drawn for one figure.
const MAX_WEIGHTS: usize = 1_000_000;

/// A weight and how it is to be initialized.
pub struct Layer {
    shape: Vec<usize>,
    kaiming: Kaiming,
    distribution: &'static str,
}

impl Layer {
    /// A uniform distribution for a weight of this shape.
    pub fn new(shape: &[usize], kaiming: Kaiming) -> Self {
        Self { shape: shape.to_vec(), kaiming, distribution: UNIFORM }
    }

    fn read(values: &Values) -> Result<Self, Error> {
        let one_of = |name, words: &[&'static str]| {
            let said = values.text(name);
            let found = words.iter().copied().find(|word| *word == said);
            found.ok_or_else(|| Error::new(name, said, "one of the list"))
        };
        let axes = match one_of("layout", &[OUT_IN, "k…, in, out"])? {
            OUT_IN => Axes::OutIn,
            _ => Axes::InOut,
        };
        let transposed = one_of("transposed", &["no", "yes"])? == "yes";
        let layout = Layout { axes, groups: values.count("groups")?, transposed };
        let mode = match one_of("mode", &["fan_in", "fan_out"])? {
            "fan_in" => Mode::FanIn,
            _ => Mode::FanOut,
        };
        Ok(Self {
            shape: values.counts("shape")?,
            kaiming: Kaiming { negative_slope: values.number("slope")?, mode, layout },
            distribution: one_of("distribution", &[UNIFORM, NORMAL, TRUNCATED])?,
        })
    }

    /// The axis whose length does not change the fan of the mode: the channels on its other side.
    fn free_axis(&self) -> usize {
        let Layout { axes, transposed, .. } = self.kaiming.layout;
        let out_is_free = (self.kaiming.mode == Mode::FanIn) != transposed;
        match (axes, out_is_free) {
            (Axes::OutIn, true) => 0,
            (Axes::OutIn, false) => 1,
            (Axes::InOut, true) => self.shape.len() - 1,
            (Axes::InOut, false) => self.shape.len() - 2,
        }
    }

    /// The same layer with at most a million weights, which have the same distribution.
    fn fewer(&self) -> Result<Vec<usize>, Error> {
        let (free, groups) = (self.free_axis(), self.kaiming.layout.groups);
        let others = self.shape.iter().enumerate().filter(|(axis, _)| *axis != free);
        let rest =
            others.fold(1_usize, |product, (_, &size)| product.saturating_mul(size));
        let most = MAX_WEIGHTS / rest.max(1);
        let mut fewer = self.shape.clone();
        if fewer[free] > most {
            fewer[free] = most / groups * groups;
        }
        if fewer[free] == 0 {
            return Err(Error::new(
                "shape",
                format!("{:?}", self.shape),
                "fans below a million",
            ));
        }
        Ok(fewer)
    }

    /// The weights of one draw as a histogram, with the density that the distribution promises, and what
    /// they were drawn with.
    pub fn histogram(&self, seed: u64) -> Result<String, Error> {
        let Self { shape, kaiming, distribution } = self;
        let count = fans(shape, kaiming.layout).map_err(Error::of)?;
        let (std, bound) = (
            kaiming.std(shape).map_err(Error::of)?,
            kaiming.bound(shape).map_err(Error::of)?,
        );
        let gain = gain(kaiming.negative_slope).map_err(Error::of)?;
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let fewer = IxDyn(&self.fewer()?);
        let weight: ArrayD<f32> = match *distribution {
            UNIFORM => kaiming_uniform(fewer, *kaiming, &mut rng),
            NORMAL => kaiming_normal(fewer, *kaiming, &mut rng),
            _ => kaiming_truncated_normal(fewer, *kaiming, &mut rng),
        }
        .map_err(Error::of)?;
        // The distribution's end; 3.2 standard deviations where it has none.
        let end = match *distribution {
            UNIFORM => bound,
            NORMAL => 3.2 * std,
            _ => 2.0 * std / TRUNCATED_STD,
        };
        let bins = 20_u32;
        let step = 2.0 * end / f64::from(bins);
        let mut counts = [0_usize; 20];
        for &w in &weight {
            let bin = ((f64::from(w) + end) / step).floor();
            if (0.0..20.0).contains(&bin) {
                counts[bin as usize] += 1;
            }
        }
        let bars = counts.into_iter().zip(0..bins).map(|(count, bin)| {
            let (from, to) =
                (f64::from(bin) * step - end, f64::from(bin + 1) * step - end);
            (from, to, count as f64 / weight.len() as f64 / step)
        });
        let normal_density =
            |w: f64, std: f64| uniform_sqrt_3::normal_density(w / std) / std;
        let (kept, _) = uniform_sqrt_3::truncated(2.0);
        let density = |w: f64| match *distribution {
            UNIFORM => 1.0 / (2.0 * bound),
            NORMAL => normal_density(w, std),
            _ => normal_density(w, std / TRUNCATED_STD) / kept,
        };
        let peak = density(0.0);
        let mut line: Vec<(f64, f64)> = (-40..=40)
            .map(|i| end * f64::from(i) / 40.0)
            .map(|w| (w, density(w)))
            .collect();
        if *distribution != NORMAL {
            line.insert(0, (-end, 0.0));
            line.push((end, 0.0));
        }
        let x = Axis::linear("weight", -1.3 * end, 1.3 * end, &[])
            .with_ticks([-end, 0.0, end].map(|w| (w, short(w))).to_vec());
        let y = Axis::linear("density", 0.0, 1.5 * peak, &[])
            .with_ticks([0.0, peak].map(|d| (d, short(d))).to_vec());
        let mut panel = Panel::new(x, y, 150.0)
            .bars(Color::A, bars)
            .theory(Color::A, line)
            .label(Color::A, Anchor::Middle, (0.0, 1.22 * peak), "drawn");
        if *distribution != NORMAL {
            let ends = [(Anchor::Start, -1.28, "−bound"), (Anchor::End, 1.28, "bound")];
            for (anchor, at, words) in ends {
                panel = panel.label(Color::Ink, anchor, (at * end, 1.22 * peak), words);
            }
        }
        let reach = match *distribution {
            UNIFORM => format!("bound {}", significant(bound, 6)),
            NORMAL => "no bound".to_string(),
            _ => format!("cut off at {}", significant(end, 6)),
        };
        let drawn = match weight.len() {
            MAX_WEIGHTS.. => "about a million of its weights".to_string(),
            len if len < shape.iter().product() => format!("{len} of its weights"),
            len => format!("its {len} weights"),
        };
        Ok(Figure::new(
            "kaiming-draw",
            &format!("One draw of a weight of shape {shape:?}"),
            &format!(
                "fan_in {}, fan_out {}; gain {}, std {}, {reach}. A histogram of {drawn}, {distribution}, \
                 with the density that the distribution promises: each bin as high as it, up to the \
                 noise of counting.",
                count.fan_in,
                count.fan_out,
                significant(gain, 6),
                significant(std, 6),
            ),
        )
        .panel(panel)
        .render())
    }

    /// The line of Rust that draws such a weight.
    pub fn rust(&self) -> Result<String, Error> {
        let Self { shape, kaiming, distribution } = self;
        let Kaiming { negative_slope, mode, layout } = *kaiming;
        kaiming.std(shape).map_err(Error::of)?;
        let base = if layout.axes == Axes::OutIn { "OUT_IN" } else { "IN_OUT" };
        let mut of_layout = Vec::new();
        if layout.groups != 1 {
            of_layout.push(format!("groups: {}", layout.groups));
        }
        if layout.transposed {
            of_layout.push("transposed: true".to_string());
        }
        let mut fields = Vec::new();
        if negative_slope != 0.0 {
            fields.push(format!("negative_slope: {negative_slope:?}"));
        }
        if mode == Mode::FanOut {
            fields.push("mode: Mode::FanOut".to_string());
        }
        if !of_layout.is_empty() {
            let fields_of = of_layout.join(", ");
            fields.push(format!("layout: Layout {{ {fields_of}, ..Layout::{base} }}"));
        } else if layout.axes == Axes::InOut {
            fields.push("layout: Layout::IN_OUT".to_string());
        }
        let how = if fields.is_empty() {
            "Kaiming::default()".to_string()
        } else {
            if fields.len() < 3 {
                fields.push("..Kaiming::default()".to_string());
            }
            format!("Kaiming {{\n    {}\n}}", fields.join(",\n    "))
        };
        let sizes = shape.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
        let (dimension, sizes) = match shape.len() {
            axes @ 2..=6 => (format!("Array{axes}"), format!("({sizes})")),
            _ => ("ArrayD".to_string(), format!("IxDyn(&[{sizes}])")),
        };
        let draw = match *distribution {
            UNIFORM => "kaiming_uniform",
            NORMAL => "kaiming_normal",
            _ => "kaiming_truncated_normal",
        };
        Ok(match fields.len() {
            0 => format!(
                "let w: {dimension}<f32> =\n    {draw}({sizes}, {how}, &mut rng)?;"
            ),
            _ => format!(
                "let how = {how};\nlet w: {dimension}<f32> =\n    {draw}({sizes}, how, &mut rng)?;"
            ),
        })
    }

    /// The lines of PyTorch that draw such a weight, in PyTorch's own layout. Where its
    /// `kaiming_*` would count another fan, or has no such distribution, the scale is written out.
    pub fn pytorch(&self) -> Result<String, Error> {
        let Self { shape, kaiming, distribution } = self;
        let Kaiming { negative_slope, mode, layout } = *kaiming;
        let (std, bound) = (
            kaiming.std(shape).map_err(Error::of)?,
            kaiming.bound(shape).map_err(Error::of)?,
        );
        let ours = fans(shape, layout).map_err(Error::of)?.of(mode);
        let theirs: Vec<usize> = match (layout.axes, shape.as_slice()) {
            (Axes::InOut, [kernel @ .., ni, nf]) => [&[*nf, *ni], kernel].concat(),
            _ => shape.clone(),
        };
        let counted = fans(&theirs, Layout::OUT_IN).map_err(Error::of)?.of(mode);
        let sizes = theirs.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
        let mode = if mode == Mode::FanIn { "fan_in" } else { "fan_out" };
        let arguments = format!("a={negative_slope:?}, mode=\"{mode}\"");
        let line = match *distribution {
            UNIFORM if ours == counted => {
                format!("nn.init.kaiming_uniform_(w, {arguments})")
            }
            NORMAL if ours == counted => {
                format!("nn.init.kaiming_normal_(w, {arguments})")
            }
            UNIFORM => format!("nn.init.uniform_(w, {:?}, {bound:?})", -bound),
            NORMAL => format!("nn.init.normal_(w, std={std:?})"),
            _ => {
                let (std, end) = (std / TRUNCATED_STD, 2.0 * std / TRUNCATED_STD);
                format!(
                    "nn.init.trunc_normal_(w, std={std:?},\n    a={:?}, b={end:?})",
                    -end
                )
            }
        };
        let remark = match (*distribution, ours == counted) {
            (UNIFORM | NORMAL, false) => {
                format!(
                    "# kaiming_{distribution}_ counts {mode} as {counted}, not {ours}\n"
                )
            }
            _ => String::new(),
        };
        Ok(format!("w = torch.empty({sizes})\n{remark}{line}"))
    }
}

/// The standard deviation for `fan_out` of a convolution with as many inputs as outputs, against
/// its groups: counted by connections, and from the shape alone.
pub fn groups(channels: usize, k: usize) -> Result<String, Error> {
    if !channels.is_power_of_two() || channels > 1024 {
        return Err(Error::new("channels", channels, "a power of two up to 1024"));
    }
    if !(1..=15).contains(&k) {
        return Err(Error::new("k", k, "1 to 15"));
    }
    let all = || (0..=channels.ilog2()).map(|power| 1_usize << power);
    let std = |groups: usize, counted: usize| {
        let layout = Layout { groups: counted, ..Layout::OUT_IN };
        let kaiming = Kaiming { mode: Mode::FanOut, layout, ..Kaiming::default() };
        kaiming.std(&[channels, channels / groups, k, k]).map_err(Error::of)
    };
    let mut ours = Vec::new();
    let mut pytorch = Vec::new();
    for groups in all() {
        ours.push((groups as f64, std(groups, groups)?));
        pytorch.push((groups as f64, std(groups, 1)?));
    }
    let ticks = all().step_by(2).map(|groups| (groups as f64, groups.to_string()));
    let top = (channels as f64).log10().ceil() as i32;
    let x = Axis::log10("groups", 0, top, 1).with_ticks(ticks.collect());
    let highest = ours.last().map_or(1.0, |last| last.1);
    let y = Axis::linear("standard deviation for fan_out", 0.0, 1.15 * highest, &[])
        .with_ticks(
            [0.0, 0.5, 1.0]
                .map(|p| (p * highest, format!("{:.2}", p * highest)))
                .to_vec(),
        );
    let last = channels as f64;
    let (apart, flat) = (highest / pytorch[0].1, pytorch[0].1);
    let panel = Panel::new(x, y, 170.0)
        .line(Color::A, ours.clone())
        .points(Color::A, ours)
        .line(Color::B, pytorch.clone())
        .points(Color::B, pytorch)
        .label(Color::A, Anchor::End, (last * 0.5, 0.93 * highest), "connections counted")
        .label(
            Color::B,
            Anchor::End,
            (last, flat + 0.06 * highest),
            "from the shape alone",
        );
    Ok(Figure::new(
        "kaiming-groups",
        &format!("{channels} channels, {k} by {k}: the standard deviation against the groups"),
        &format!(
            "Counted by connections the standard deviation rises with the root of the groups. \
             From the shape alone it stays where it was for one group: {} times too small for \
             a depthwise convolution.",
            number(apart)
        ),
    )
    .panel(panel)
    .render())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, Array4};

    fn layer(values: &str) -> Layer {
        Layer::read(&LIVE[0].values(values).unwrap()).unwrap()
    }

    /// Compiles a piece of code, runs it, and asks that it is the one that the figure prints.
    macro_rules! printed {
        ($values:literal, $rng:ident, $w:ident: $($code:tt)*) => {{
            let layer = layer($values);
            let bare = |code: &str| code.split_whitespace().collect::<String>();
            assert_eq!(bare(&layer.rust().unwrap()), bare(stringify!($($code)*)));
            let mut $rng = ChaCha8Rng::seed_from_u64(1);
            $($code)*
            assert_eq!($w.shape(), layer.shape);
            // A mean of n squares with kurtosis up to 3 has a relative deviation of √(2/n).
            let mean_square = $w.iter().map(|w| f64::from(w * w)).sum::<f64>() / $w.len() as f64;
            let off = mean_square / layer.kaiming.std(&layer.shape).unwrap().powi(2) - 1.0;
            assert!(off.abs() < 5.0 * (2.0 / $w.len() as f64).sqrt(), "{off}");
        }};
    }

    #[test]
    fn the_line_of_rust_draws_such_a_weight() -> Result<(), kaiming::Error> {
        printed! { "", rng, w:
            let w: Array4<f32> = kaiming_uniform((64, 3, 7, 7), Kaiming::default(), &mut rng)?;
        }
        printed! { "shape=300 20\ndistribution=normal\nslope=0.1", rng, w:
            let how = Kaiming { negative_slope: 0.1, ..Kaiming::default() };
            let w: Array2<f32> = kaiming_normal((300, 20), how, &mut rng)?;
        }
        printed! { "shape=5 5 4 64\nlayout=k…, in, out\nmode=fan_out\ndistribution=truncated normal", rng, w:
            let how = Kaiming {
                mode: Mode::FanOut,
                layout: Layout::IN_OUT,
                ..Kaiming::default()
            };
            let w: Array4<f32> = kaiming_truncated_normal((5, 5, 4, 64), how, &mut rng)?;
        }
        printed! { "shape=64 2 3 3\ngroups=4\ntransposed=yes\nslope=1\nmode=fan_out", rng, w:
            let how = Kaiming {
                negative_slope: 1.0,
                mode: Mode::FanOut,
                layout: Layout { groups: 4, transposed: true, ..Layout::OUT_IN }
            };
            let w: Array4<f32> = kaiming_uniform((64, 2, 3, 3), how, &mut rng)?;
        }
        printed! { "shape=2 2 2 2 2 2 2", rng, w:
            let w: ArrayD<f32> =
                kaiming_uniform(IxDyn(&[2, 2, 2, 2, 2, 2, 2]), Kaiming::default(), &mut rng)?;
        }
        Ok(())
    }

    #[test]
    fn the_line_of_pytorch_counts_as_we_do_or_writes_the_scale_out() {
        let lines = |values| layer(values).pytorch().unwrap();
        let line = |values| lines(values).lines().last().unwrap().to_string();
        assert_eq!(lines("").lines().next(), Some("w = torch.empty(64, 3, 7, 7)"));
        assert_eq!(line(""), "nn.init.kaiming_uniform_(w, a=0.0, mode=\"fan_in\")");
        assert_eq!(
            line("distribution=normal\nslope=0.25\nmode=fan_out"),
            "nn.init.kaiming_normal_(w, a=0.25, mode=\"fan_out\")"
        );
        // Keras' layout is PyTorch's, turned round.
        assert_eq!(
            lines("shape=5 5 4 64\nlayout=k…, in, out"),
            "w = torch.empty(64, 4, 5, 5)\nnn.init.kaiming_uniform_(w, a=0.0, mode=\"fan_in\")"
        );
        // A depthwise convolution: nine connections, PyTorch counts 576. √6 / 3 = 0.816….
        let depthwise = lines("shape=64 1 3 3\ngroups=64\nmode=fan_out");
        assert!(depthwise.contains("# kaiming_uniform_ counts fan_out as 576, not 9"));
        assert!(depthwise.contains("nn.init.uniform_(w, -0.816496580927"), "{depthwise}");
        // √2 / √147 = 0.1166…, before the cut 0.1326…, cut at 0.2652….
        let truncated = lines("distribution=truncated normal");
        assert!(truncated.contains("trunc_normal_(w, std=0.1326"), "{truncated}");
        assert!(truncated.contains("a=-0.2652") && truncated.contains("b=0.2652"));
        assert!(
            line("distribution=normal\nshape=64 32 2 2\ntransposed=yes")
                .contains("normal_(w, std=")
        );
    }

    #[test]
    fn a_large_weight_is_drawn_in_part_with_its_own_distribution() {
        for (values, fewer) in [
            ("shape=4096 1024", vec![976, 1024]),
            ("shape=4096 1024\nmode=fan_out", vec![4096, 244]),
            ("shape=3 3 999 1000000\nlayout=k…, in, out", vec![3, 3, 999, 111]),
            ("shape=1000000 32 3 3\ngroups=1000", vec![3000, 32, 3, 3]),
        ] {
            let layer = layer(values);
            assert_eq!(layer.fewer().unwrap(), fewer);
            let std = |shape: &[usize]| layer.kaiming.std(shape).unwrap();
            assert_eq!(std(&layer.shape), std(&fewer), "{values}");
        }
    }

    #[test]
    fn absurd_parameters_get_an_error() {
        for shape in [&[0, 3, 7, 7][..], &[usize::MAX; 4], &[2, 1_000_001], &[3], &[]] {
            let layer = Layer::new(shape, Kaiming::default());
            assert!(layer.histogram(1).is_err(), "{shape:?}");
        }
        assert!(Layer::new(&[1_000_000_000, 3], Kaiming::default()).histogram(1).is_ok());
        let kaiming = Kaiming { negative_slope: f64::NAN, ..Kaiming::default() };
        let layer = Layer::new(&[8, 3, 3, 3], kaiming);
        assert!(layer.histogram(1).is_err());
        assert!(layer.rust().is_err() && layer.pytorch().is_err());
        assert!(
            groups(0, 3).is_err()
                && groups(63, 3).is_err()
                && groups(1 << 40, 3).is_err()
        );
        assert!(groups(64, 0).is_err() && groups(64, usize::MAX).is_err());
        assert!(groups(1, 1).is_ok());
    }
}
