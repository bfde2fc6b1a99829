// SPDX-License-Identifier: MIT OR Apache-2.0
//! The lines of code that draw a layer's weight.

use kaiming::{Axes, Kaiming, Layout, Mode, TRUNCATED_STD, fans};

use super::layer::{Layer, NORMAL, UNIFORM};
use crate::figure::Error;

/// The line of Rust that draws such a weight.
pub fn rust(layer: &Layer) -> Result<String, Error> {
    let Layer { shape, kaiming, distribution } = layer;
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
pub fn pytorch(layer: &Layer) -> Result<String, Error> {
    let Layer { shape, kaiming, distribution } = layer;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kaiming::FIGURES;
    use ::kaiming::{kaiming_normal, kaiming_truncated_normal, kaiming_uniform};
    use ndarray::{Array2, Array4, ArrayD, IxDyn};
    use rand::{SeedableRng, rngs::ChaCha8Rng};

    fn layer(values: &str) -> Layer {
        Layer::read(&FIGURES[0].values(values).unwrap()).unwrap()
    }

    /// Compiles a piece of code, runs it, and asks that it is the one that the figure prints.
    macro_rules! printed {
        ($values:literal, $rng:ident, $w:ident: $($code:tt)*) => {{
            let layer = layer($values);
            let bare = |code: &str| code.split_whitespace().collect::<String>();
            assert_eq!(bare(&rust(&layer).unwrap()), bare(stringify!($($code)*)));
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
        let lines = |values| pytorch(&layer(values)).unwrap();
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
}
