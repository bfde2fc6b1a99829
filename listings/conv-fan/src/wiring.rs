// SPDX-License-Identifier: MIT OR Apache-2.0
use ndarray::{Array1, Array2, ArrayView1, Axis};
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

use crate::{
    Error,
    error::{expect_length, product},
};

// ANCHOR: connection
/// One connection: `output` receives `input` times `weight`. The three
/// are indices into the flattened result, image and weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Connection {
    /// Which element of the result.
    pub output: usize,
    /// Which element of the image.
    pub input: usize,
    /// Which weight.
    pub weight: usize,
}
// ANCHOR_END: connection

/// A linear map as the list of its connections.
#[derive(Clone, Debug)]
pub struct Wiring {
    pub(crate) outputs: usize,
    pub(crate) inputs: usize,
    pub(crate) weights: usize,
    pub(crate) connections: Vec<Connection>,
}

impl Wiring {
    /// The connections, in no particular order.
    pub fn connections(&self) -> &[Connection] {
        &self.connections
    }

    /// The number of different weights.
    pub fn weights(&self) -> usize {
        self.weights
    }

    // ANCHOR: times
    /// Each connection here with each one there, row-major.
    pub(crate) fn times(&self, side: &Wiring) -> Result<Wiring, Error> {
        let total =
            product("connections", self.connections.len(), side.connections.len())?;
        let mut connections = Vec::with_capacity(total);
        for here in &self.connections {
            connections.extend(side.connections.iter().map(|there| Connection {
                output: here.output * side.outputs + there.output,
                input: here.input * side.inputs + there.input,
                weight: here.weight * side.weights + there.weight,
            }));
        }
        Ok(Wiring {
            outputs: product("outputs", self.outputs, side.outputs)?,
            inputs: product("inputs", self.inputs, side.inputs)?,
            weights: product("weights", self.weights, side.weights)?,
            connections,
        })
    }
    // ANCHOR_END: times

    // ANCHOR: matrix
    /// The whole-image matrix, `(outputs, inputs)`; most of it is zero.
    ///
    /// # Errors
    /// If the weights are too few or too many, or the matrix too large.
    pub fn matrix(&self, weight: &[f64]) -> Result<Array2<f64>, Error> {
        expect_length("weights", weight.len(), self.weights)?;
        product("entries of the matrix", self.outputs, self.inputs)?;
        let mut matrix = Array2::zeros((self.outputs, self.inputs));
        for at in &self.connections {
            matrix[[at.output, at.input]] = weight[at.weight];
        }
        Ok(matrix)
    }
    // ANCHOR_END: matrix

    // ANCHOR: apply
    /// The matrix times `x`, without its zeros.
    ///
    /// # Errors
    /// If the weights or the elements of `x` are too few or too many.
    pub fn apply(&self, weight: &[f64], x: &[f64]) -> Result<Array1<f64>, Error> {
        expect_length("weights", weight.len(), self.weights)?;
        expect_length("inputs", x.len(), self.inputs)?;
        let mut y = vec![0.0; self.outputs];
        let sums = y.as_mut_slice();
        for at in &self.connections {
            sums[at.output] += weight[at.weight] * x[at.input];
        }
        Ok(Array1::from_vec(y))
    }
    // ANCHOR_END: apply

    // ANCHOR: transposed
    /// The backward pass: inputs and outputs exchanged, as in the transpose of
    /// the matrix. Also what a transposed convolution does forward.
    pub fn transposed(&self) -> Wiring {
        let turn = |at: &Connection| Connection {
            output: at.input,
            input: at.output,
            weight: at.weight,
        };
        Wiring {
            outputs: self.inputs,
            inputs: self.outputs,
            weights: self.weights,
            connections: self.connections.iter().map(turn).collect(),
        }
    }
    // ANCHOR_END: transposed

    // ANCHOR: mean_squares
    /// The mean square of each element of y = Mx over `draws` draws:
    /// weights of mean 0 and the variance given, x of variance 1.
    ///
    /// # Errors
    /// If `draws` is 0.
    pub fn mean_squares(
        &self,
        variance: f64,
        draws: usize,
        rng: &mut impl Rng,
    ) -> Result<Array1<f64>, Error> {
        if draws == 0 {
            return Err(Error::Zero("draws"));
        }
        let mut normals = |count| -> Vec<f64> {
            (0..count).map(|_| StandardNormal.sample(rng)).collect()
        };
        let mut sum = Array1::zeros(self.outputs);
        for _ in 0..draws {
            let weight = normals(self.weights);
            let x = normals(self.inputs);
            sum += &self.apply(&weight, &x)?.pow2();
        }
        Ok(sum * (variance / draws as f64))
    }
    // ANCHOR_END: mean_squares
}

// ANCHOR: fans
/// Counts what is not zero: in each row, in each column.
pub fn fans(matrix: &Array2<f64>) -> (Array1<usize>, Array1<usize>) {
    let count = |line: ArrayView1<f64>| {
        let non_zeros = line.iter().filter(|&&entry| entry != 0.0);
        non_zeros.count()
    };
    (matrix.map_axis(Axis(1), count), matrix.map_axis(Axis(0), count))
}
// ANCHOR_END: fans
