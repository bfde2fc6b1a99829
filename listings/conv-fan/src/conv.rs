// SPDX-License-Identifier: MIT OR Apache-2.0
use crate::{Connection, Error, Side, Wiring, error::product};

// ANCHOR: conv
/// A convolution with as many sides as its image: 1-D, 2-D, 3-D.
#[derive(Clone, Debug, PartialEq)]
pub struct Conv {
    /// c.
    pub in_channels: usize,
    /// d, the number of filters.
    pub out_channels: usize,
    /// In how many groups the channels are split; 1 if they are not.
    pub groups: usize,
    /// The sides of the image.
    pub sides: Vec<Side>,
}
// ANCHOR_END: conv

impl Conv {
    /// Input and output channels of one group.
    fn channels_of_a_group(&self) -> Result<(usize, usize), Error> {
        let (c, d, groups) = (self.in_channels, self.out_channels, self.groups);
        for (name, value) in [("in_channels", c), ("out_channels", d), ("groups", groups)]
        {
            if value == 0 {
                return Err(Error::Zero(name));
            }
        }
        for channels in [c, d] {
            if channels % groups != 0 {
                return Err(Error::Groups { groups, channels });
            }
        }
        Ok((c / groups, d / groups))
    }

    // ANCHOR: channel_wiring
    /// Every filter with every input channel of its own group.
    fn channel_wiring(&self) -> Result<Wiring, Error> {
        let (c, d) = self.channels_of_a_group()?;
        let weights = product("connected channels", self.out_channels, c)?;
        let connect = |weight| {
            let (filter, channel) = (weight / c, weight % c);
            Connection { output: filter, input: filter / d * c + channel, weight }
        };
        let connections = (0..weights).map(connect).collect();
        let (outputs, inputs) = (self.out_channels, self.in_channels);
        Ok(Wiring { outputs, inputs, weights, connections })
    }
    // ANCHOR_END: channel_wiring

    // ANCHOR: wiring
    /// All connections: those of the channels times those of each side.
    ///
    /// # Errors
    /// If a number is 0, groups do not divide the channels, a kernel does
    /// not fit into its padded side, or there are too many connections.
    pub fn wiring(&self) -> Result<Wiring, Error> {
        let mut wiring = self.channel_wiring()?;
        for side in &self.sides {
            wiring = wiring.times(&side.wiring()?)?;
        }
        Ok(wiring)
    }
    // ANCHOR_END: wiring

    // ANCHOR: shape_fans
    /// fan_in and fan_out as PyTorch takes them from the weight's shape
    /// `(d, c / groups, k, k)`: second size times k², first size times k².
    ///
    /// # Errors
    /// If a number of channels or groups is 0, or groups do not divide.
    pub fn shape_fans(&self) -> Result<(usize, usize), Error> {
        let mut fans = (self.channels_of_a_group()?.0, self.out_channels);
        for side in &self.sides {
            fans.0 = product("fan_in", fans.0, side.kernel)?;
            fans.1 = product("fan_out", fans.1, side.kernel)?;
        }
        Ok(fans)
    }
    // ANCHOR_END: shape_fans
}
