// SPDX-License-Identifier: MIT OR Apache-2.0
//! Solutions of the chapter's exercises that are code.

use approx::assert_relative_eq;
use kaiming::{Error, Kaiming, Mode, WeightLayout, fans};

// ANCHOR: resnet
#[test]
fn torchvisions_resnet_asks_for_fan_out() {
    // kaiming_normal_(weight, mode='fan_out', nonlinearity='relu')
    let fan_out = Kaiming::relu().mode(Mode::FanOut);
    let std = fan_out.std(&[512, 256, 3, 3]).unwrap();
    assert_relative_eq!(std, (2.0 / 4608.0_f64).sqrt(), max_relative = 1e-12);
}
// ANCHOR_END: resnet

// ANCHOR: port
#[test]
fn a_weight_moves_from_keras_to_pytorch_with_its_fans() -> Result<(), Error> {
    // Conv2D(64, 3) on 32 channels: (3, 3, 32, 64) there, (64, 32, 3, 3) here.
    let keras = fans(&[3, 3, 32, 64], WeightLayout::IN_OUT)?;
    let pytorch = fans(&[64, 32, 3, 3], WeightLayout::OUT_IN)?;
    assert_eq!(keras, pytorch);
    // Read in the wrong layout, it is another layer.
    let wrong = fans(&[3, 3, 32, 64], WeightLayout::OUT_IN)?;
    assert_eq!((wrong.fan_in, keras.fan_in), (3.0 * 32.0 * 64.0, 288.0));
    Ok(())
}
// ANCHOR_END: port
