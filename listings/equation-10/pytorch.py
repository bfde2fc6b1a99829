# SPDX-License-Identifier: MIT OR Apache-2.0
"""Equation 10 in PyTorch. Silent if all of the chapter's claims hold."""
import itertools
import math

import torch

torch.manual_seed(1)


# ANCHOR: every_network
last, count = [0, 0], 0
x0 = torch.tensor([1, 2])
for w in itertools.product([-1, 1], repeat=6):
    w = torch.tensor(w)
    y1 = w[:4].reshape(2, 2) @ x0
    y2 = w[4:] @ y1.clamp(min=0)  # the ReLU
    last[0] += int(y1.square().sum())  # over two units
    last[1] += int(y2.square())
    count += 1
assert count == 64
assert last[0] == 5 * 2 * count  # E[y²] is exactly 5
assert last[1] == 5 * count  # and so it is after one more layer
# ANCHOR_END: every_network


# ANCHOR: stack
def stack(n_var, width=400, depth=30):
    x, moments = torch.ones(width, dtype=torch.float64), []
    for _ in range(depth):
        w = torch.empty(width, width, dtype=torch.float64)
        torch.nn.init.normal_(w, std=math.sqrt(n_var / width))
        y = w @ x
        moments.append(y.square().mean().item())
        x = torch.relu(y)
    return moments


second = 1 / (0.5 - 1 / (2 * math.pi))  # from the variance
for n_var in [1.0, 2.0, second]:
    m = stack(n_var)
    factors = [after / before for before, after in zip(m, m[1:])]
    factor = sum(factors) / 29
    error = math.sqrt(5 / 400 / 29)  # standard error, relative
    assert abs(factor / (n_var / 2) - 1) < 5 * error, n_var
# ANCHOR_END: stack


# ANCHOR: median
width, depth, networks = 64, 30, 1000
q = torch.ones(networks, 1)  # mean square of what goes in
for _ in range(depth):
    y = (2 * q).sqrt() * torch.randn(networks, width)
    q = torch.relu(y).square().mean(dim=1, keepdim=True)
last = y.square().mean(dim=1)
spread = (5 * (depth - 1) + 2) / width  # of the logarithm
error = math.sqrt(math.pi / 2 * spread / networks)
assert abs(math.log(last.median() / 2) + spread / 2) < 5 * error
error = 2 * math.sqrt((math.exp(spread) - 1) / networks)
assert abs(last.mean() - 2) < 5 * error  # the mean is still 2
deviation = (last.log().var() - spread).abs()
assert deviation < 5 * spread * math.sqrt(2 / networks)
# ANCHOR_END: median
