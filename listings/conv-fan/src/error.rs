// SPDX-License-Identifier: MIT OR Apache-2.0

/// How many connections, or entries of a matrix, are built at most.
pub const MAX_ELEMENTS: usize = 1 << 24;

/// Why something cannot be computed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    /// The number named must be at least 1.
    #[error("{0} is 0")]
    Zero(&'static str),
    /// The number named is above the limit.
    #[error("{name}: {value} is too large")]
    TooLarge {
        /// What was counted.
        name: &'static str,
        /// How many there would be.
        value: f64,
    },
    /// The kernel reaches over more than the image and its padding.
    #[error("the kernel spans {reach} pixels, the padded side {padded}")]
    Reach {
        /// Pixels from the kernel's first to its last, both included.
        reach: usize,
        /// Pixels of the padded side.
        padded: usize,
    },
    /// The groups do not divide the channels.
    #[error("groups: {groups} does not divide the number of channels, {channels}")]
    Groups {
        /// Number of groups.
        groups: usize,
        /// Channels that they should divide.
        channels: usize,
    },
    /// Two lengths that should be equal are not.
    #[error("{name}: expected {expected}, found {found}")]
    Length {
        /// What is too short or too long.
        name: &'static str,
        /// Its length.
        found: usize,
        /// The length that fits.
        expected: usize,
    },
}

pub(crate) fn expect_length(
    name: &'static str,
    found: usize,
    expected: usize,
) -> Result<(), Error> {
    if found == expected {
        return Ok(());
    }
    Err(Error::Length { name, found, expected })
}

pub(crate) fn product(name: &'static str, a: usize, b: usize) -> Result<usize, Error> {
    match a.checked_mul(b) {
        Some(product) if product <= MAX_ELEMENTS => Ok(product),
        _ => Err(Error::TooLarge { name, value: a as f64 * b as f64 }),
    }
}
