# SPDX-License-Identifier: MIT OR Apache-2.0
"""Gain, chi and stability of any activation, from a million normal numbers and autograd."""

import torch
from torch import nn
from torch.nn import functional as F

torch.manual_seed(0)


# ANCHOR: gain
def numbers(f, count=1_000_000):
    z = torch.randn(count, dtype=torch.float64, requires_grad=True)
    y = f(z)
    (slope,) = torch.autograd.grad(y.sum(), z)
    y, z = y.detach(), z.detach()
    second = y.square().mean()
    gain = 1 / second.sqrt()
    chi = slope.square().mean() / second
    stability = (z * y * slope).mean() / second
    return gain.item(), chi.item(), stability.item()


for f, expected in [
    (F.relu, (1.4142, 1.0000, 1.000)),
    (torch.tanh, (1.5925, 1.1778, 0.461)),
    (F.gelu, (1.5335, 1.0720, 1.144)),
    (F.silu, (1.6765, 1.0666, 1.173)),
    (F.selu, (1.0000, 1.0716, 0.783)),
]:
    # A million numbers leave a few parts in a thousand.
    for found, exact in zip(numbers(f), expected):
        assert abs(found / exact - 1) < 0.01, (f, found, exact)
# ANCHOR_END: gain


def stack(gain, depth=30, width=256, networks=15):
    """The second moment of y at the last layer of a GELU stack, the median of some networks."""
    ends = []
    for _ in range(networks):
        x = torch.randn(16, width)
        for _ in range(depth):
            weight = torch.empty(width, width)
            nn.init.normal_(weight, std=gain / width**0.5)
            y = x @ weight.t()
            x = F.gelu(y)
        ends.append(y.square().mean())
    return torch.stack(ends).median().item()


# ReLU's gain lets the signal vanish, GELU's own lets it explode.
assert stack(2**0.5) < 0.02
assert stack(1.5335) > 10


# ANCHOR: blocks
def residual(last, blocks=16, width=256, networks=40, norm=False):
    """The second moment after the blocks, on average over networks."""
    total = 0.0
    for _ in range(networks):
        x = torch.randn(8, width)
        for _ in range(blocks):
            first, second = torch.empty(2, width, width)
            nn.init.kaiming_normal_(first, nonlinearity="relu")
            nn.init.kaiming_normal_(second, nonlinearity="relu")
            start = x / x.square().mean(1, keepdim=True).sqrt() if norm else x
            hidden = F.relu(start) @ first.t()
            x = x + F.relu(hidden) @ (last * second).t()
        total += x.square().mean().item() / networks
    return total


assert abs(residual(1.0) / 2**16 - 1) < 0.3  # doubles per block
assert abs(residual(16**-0.5) / (1 + 1 / 16) ** 16 - 1) < 0.05  # stays below e
assert abs(residual(0.0) - 1) < 0.02  # the identity
assert abs(residual(1.0, norm=True) / 17 - 1) < 0.05  # adds 1 per block
# ANCHOR_END: blocks


# ANCHOR: zero_gamma
torch.manual_seed(15)
block = nn.Sequential(
    nn.Linear(64, 64, bias=False), nn.ReLU(), nn.Linear(64, 64, bias=False), nn.BatchNorm1d(64)
)
nn.init.zeros_(block[3].weight)  # gamma
x, target = torch.randn(2, 256, 64)
step = torch.optim.SGD(block.parameters(), lr=0.1)
for moving in [False, True]:
    step.zero_grad()
    (x + block(x) - target).square().sum(1).mean().backward()
    assert block[3].weight.grad.abs().max() > 0
    assert (block[0].weight.grad.abs().max() > 0) == moving
    assert (block[2].weight.grad.abs().max() > 0) == moving
    step.step()
# ANCHOR_END: zero_gamma
