// SPDX-License-Identifier: MIT OR Apache-2.0
//! Solutions of the exercises that are code.

use conv_fan::{Conv, Error, Side, fans};
use ndarray::Array1;

/// Non-zeros of the fullest row and of the fullest column.
fn fullest(layer: &Conv) -> Result<(usize, usize), Error> {
    let wiring = layer.wiring()?;
    let matrix = wiring.matrix(&vec![1.0; wiring.weights()])?;
    let (rows, columns) = fans(&matrix);
    let most = |counts: Array1<usize>| counts.into_iter().max().unwrap_or(0);
    Ok((most(rows), most(columns)))
}

// ANCHOR: by_hand
#[test]
fn three_layers_by_hand() -> Result<(), Error> {
    let layer = |c, d, groups, height, width| Conv {
        in_channels: c,
        out_channels: d,
        groups,
        sides: vec![Side::new(9, height), Side::new(9, width)],
    };
    assert_eq!(fullest(&layer(8, 16, 1, 1, 1))?, (8, 16));
    assert_eq!(fullest(&layer(2, 6, 1, 3, 5))?, (30, 90));
    assert_eq!(fullest(&layer(8, 16, 8, 3, 3))?, (9, 18));
    Ok(())
}
// ANCHOR_END: by_hand

// ANCHOR: whole_image
#[test]
fn a_kernel_as_large_as_the_image_is_a_dense_layer() -> Result<(), Error> {
    let side = Side::new(7, 7);
    let layer =
        Conv { in_channels: 2, out_channels: 5, groups: 1, sides: vec![side, side] };
    assert_eq!(fullest(&layer)?, (98, 5));
    assert_eq!(layer.shape_fans()?, (98, 245));
    Ok(())
}
// ANCHOR_END: whole_image

// ANCHOR: tiles
#[test]
fn tiles_do_not_overlap() -> Result<(), Error> {
    let side = Side { stride: 4, ..Side::new(12, 4) };
    let layer =
        Conv { in_channels: 3, out_channels: 48, groups: 1, sides: vec![side, side] };
    assert_eq!(fullest(&layer)?, (48, 48));
    assert_eq!(layer.shape_fans()?, (48, 768));
    Ok(())
}
// ANCHOR_END: tiles

// ANCHOR: unpadded
#[test]
fn mean_fan_out_without_padding() -> Result<(), Error> {
    let (size, k, d) = (8, 3, 4);
    let side = Side::new(size, k);
    let layer =
        Conv { in_channels: 2, out_channels: d, groups: 1, sides: vec![side, side] };
    let wiring = layer.wiring()?;
    let matrix = wiring.matrix(&vec![1.0; wiring.weights()])?;
    let columns = fans(&matrix).1;
    let share = ((size - k + 1) as f64 / size as f64).powi(2);
    let mean = columns.sum() as f64 / columns.len() as f64;
    assert_eq!(mean, (k * k * d) as f64 * share);
    assert_eq!(share, 0.5625);
    Ok(())
}
// ANCHOR_END: unpadded

// ANCHOR: way_back
#[test]
fn the_gradient_loses_at_the_border_what_the_signal_loses() -> Result<(), Error> {
    let side = Side { padding: 1, ..Side::new(7, 3) };
    let layer =
        Conv { in_channels: 3, out_channels: 3, groups: 1, sides: vec![side, side] };
    let up = layer.wiring()?;
    let down = up.transposed();
    let variance = vec![1.0 / 27.0; up.weights()]; // by (10), less the ReLU's half
    let mut signal = Array1::ones(3 * 7 * 7);
    let mut gradient = signal.clone();
    for _ in 0..10 {
        signal = up.apply(&variance, &signal.to_vec())?;
        gradient = down.apply(&variance, &gradient.to_vec())?;
        assert!((&signal - &gradient).iter().all(|gap| gap.abs() < 1e-12));
    }
    assert_eq!(format!("{:.3}", signal.sum() / signal.len() as f64), "0.288");
    Ok(())
}
// ANCHOR_END: way_back

// ANCHOR: constant_std
#[test]
fn a_std_of_a_hundredth_loses_the_gradient_of_a_deep_network() {
    // The paper's model B: from the tenth convolution back to the second.
    let filters = [64, 128, 128, 256, 256, 512, 512, 512, 512];
    let std = |d: i32| (2.0 / f64::from(9 * d)).sqrt(); // (14)
    let ratios: Vec<f64> = filters.iter().map(|&d| std(d) / 0.01).collect();
    assert_eq!(format!("{:.1} {:.1}", ratios[0], ratios[1]), "5.9 4.2");
    assert_eq!(format!("{:.1} {:.1}", ratios[3], ratios[8]), "2.9 2.1");
    let lost: f64 = ratios.iter().product();
    assert_eq!(format!("{lost:.1e}"), "1.7e4");
}
// ANCHOR_END: constant_std
