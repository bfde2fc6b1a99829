// SPDX-License-Identifier: MIT OR Apache-2.0
use ndarray::{Array2, Axis};

use crate::{CLASSES, Error};

/// Pixels of an image, 8 by 8.
pub const PIXELS: usize = 64;
/// The images to learn from; the rest are for the test.
const TRAIN: usize = 1437;

// ANCHOR: images
/// Images and what they show.
#[derive(Clone, Debug, PartialEq)]
pub struct Images {
    /// One column an image, of shape `(64, images)`.
    pub x: Array2<f64>,
    /// The digit on each.
    pub labels: Vec<usize>,
}
// ANCHOR_END: images

impl Images {
    /// The images with these numbers, which must be less than their count.
    pub(crate) fn select(&self, chosen: &[usize]) -> Images {
        Images {
            x: self.x.select(Axis(1), chosen),
            labels: chosen.iter().map(|&image| self.labels[image]).collect(),
        }
    }
}

/// Handwritten digits; `digits.md` says whose.
#[derive(Clone, Debug, PartialEq)]
pub struct Digits {
    /// 1437 images to learn from.
    pub train: Images,
    /// 360 images, none of which was learned from.
    pub test: Images,
}

impl Digits {
    /// The images of `digits.csv`.
    ///
    /// # Errors
    /// If that file was changed into something unreadable.
    pub fn load() -> Result<Digits, Error> {
        let mut all = read(include_str!("../digits.csv"))?;
        if all.labels.len() <= TRAIN {
            return Err(Error::Fit { expected: TRAIN, got: all.labels.len() });
        }
        standardize(&mut all.x);
        let (train, test): (Vec<_>, Vec<_>) =
            (0..all.labels.len()).partition(|&image| image < TRAIN);
        Ok(Digits { train: all.select(&train), test: all.select(&test) })
    }
}

/// The pixels of a test image as they are published, from 0 (paper) to 16 (ink), and its digit.
///
/// # Errors
/// If there is no such image.
pub fn published(image: usize) -> Result<(Vec<u8>, usize), Error> {
    let line = TRAIN + image + 1;
    let row =
        include_str!("../digits.csv").lines().nth(line - 1).ok_or(Error::Line(line))?;
    let numbers =
        row.split(',').map(|number| number.parse().map_err(|_| Error::Line(line)));
    let mut numbers = numbers.collect::<Result<Vec<u8>, _>>()?;
    let label = numbers.pop().ok_or(Error::Line(line))?;
    Ok((numbers, label.into()))
}

// ANCHOR: standardize
/// Takes the mean image away and divides by one number for all pixels, so
/// that the images to learn from have mean square 1.
fn standardize(x: &mut Array2<f64>) {
    let (train, _) = x.view().split_at(Axis(1), TRAIN);
    let sum = train.sum_axis(Axis(1)) / TRAIN as f64;
    let mean = sum.insert_axis(Axis(1));
    let mean_square = (&train - &mean).pow2().sum() / train.len() as f64;
    *x -= &mean;
    *x /= mean_square.sqrt();
}
// ANCHOR_END: standardize

fn read(csv: &str) -> Result<Images, Error> {
    let mut pixels = Vec::new();
    let mut labels = Vec::new();
    for (line, row) in csv.lines().enumerate() {
        let (image, label) = row.rsplit_once(',').ok_or(Error::Line(line + 1))?;
        let before = pixels.len();
        for pixel in image.split(',') {
            pixels.push(pixel.parse().map_err(|_| Error::Line(line + 1))?);
        }
        let label = label.parse().map_err(|_| Error::Line(line + 1))?;
        if pixels.len() != before + PIXELS || label >= CLASSES {
            return Err(Error::Line(line + 1));
        }
        labels.push(label);
    }
    let rows = Array2::from_shape_vec((labels.len(), PIXELS), pixels)
        .map_err(|_| Error::Line(labels.len()))?;
    Ok(Images { x: rows.reversed_axes(), labels })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unreadable_row_is_named() {
        let row = vec!["0"; PIXELS + 1].join(",");
        assert_eq!(read(&row).unwrap().labels, [0]);
        for (bad, line) in [
            (format!("{row}\n{row},1"), 2),
            (format!("{row}\n{row}\n1,2"), 3),
            (row.replacen('0', "x", 1), 1),
            (format!("{}10", row.strip_suffix('0').unwrap()), 1),
            (format!("{}x", row.strip_suffix('0').unwrap()), 1),
            (format!("{row}\nfour"), 2),
        ] {
            assert_eq!(read(&bad), Err(Error::Line(line)), "{bad}");
        }
    }
}
