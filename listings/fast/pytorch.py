# SPDX-License-Identifier: MIT OR Apache-2.0
"""Box and Muller's method with the half angle, in PyTorch. Silent if all of it holds."""
import math

import torch

torch.manual_seed(1)

# ANCHOR: half_angle
n = 1_000_000
u, b = torch.rand(n), torch.rand(n) * 2 - 1  # a length, and half of a half-circle
t = 0.24670304 * b
q = t * t
x, y = t * (3.183577 - 3.0927777 * q), 1 + q * (q - 4.349878)
half = torch.atan2(x, y)
assert (half - b * math.pi / 4).abs().max() < 1e-6  # the tangent is right

norm = x * x + y * y
length = (-2 * torch.log1p(-u)).sqrt() * torch.where(torch.rand(n) < 0.5, -1.0, 1.0)
z = torch.cat([length * (y * y - x * x) / norm, length * 2 * x * y / norm])
assert z.mean().abs() < 5 / math.sqrt(2 * n)
assert (z.square().mean() - 1).abs() < 5 * math.sqrt(2 / (2 * n))
assert (z.pow(4).mean() - 3).abs() < 5 * math.sqrt(96 / (2 * n))
# ANCHOR_END: half_angle
# Timed with torch 1.13 on one thread, a hundred million weights: 14 times a constant fill.
