# SPDX-License-Identifier: MIT OR Apache-2.0
"""The leaky gain in PyTorch. Silent if all of the chapter's claims hold."""
import math

import torch
import torch.nn.functional as F
from torch.nn.init import calculate_gain

# ANCHOR: four
y = torch.tensor([-3.0, -1.0, 1.0, 3.0])
after = F.leaky_relu(y, negative_slope=0.5)
assert after.tolist() == [-1.5, -0.5, 1.0, 3.0]
assert y.square().mean() == 5
assert after.square().mean() == 2.5 + 2.5 / 4

for a in [0.0, 0.01, 0.25, 1.0]:
    gain = math.sqrt(2 / (1 + a**2))
    assert math.isclose(gain, calculate_gain("leaky_relu", a))
# ANCHOR_END: four


# ANCHOR: forward
def forward(a, gain, width=256, depth=30):
    torch.manual_seed(15)
    x = torch.ones(width, dtype=torch.float64)
    moments = []
    for _ in range(depth):
        w = torch.randn(width, width, dtype=torch.float64)
        y = gain / width**0.5 * w @ x
        moments.append(y.square().mean().item())
        x = F.leaky_relu(y, a)
    return moments


level, steep = forward(0.25, math.sqrt(2 / 1.0625)), forward(0.25, math.sqrt(2))
# The same draws, so 1.0625 per layer is exact: 30 times, since y_1 differs, too.
assert math.isclose(steep[-1] / level[-1], 1.0625**30)
# ANCHOR_END: forward

# ANCHOR: root_five
n = 256
torch.manual_seed(15)
layer = torch.nn.Linear(n, n)
torch.manual_seed(15)
weight = torch.empty(n, n).uniform_(-1 / n**0.5, 1 / n**0.5)  # no slope at all
assert torch.allclose(layer.weight, weight, atol=1e-7)

he, default = forward(0.0, math.sqrt(2)), forward(0.0, calculate_gain("leaky_relu", 5**0.5))
assert math.isclose(default[-1] / he[-1], 6.0**-30)  # a sixth per layer, y_1 too
# ANCHOR_END: root_five
