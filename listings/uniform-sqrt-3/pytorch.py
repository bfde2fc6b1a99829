# SPDX-License-Identifier: MIT OR Apache-2.0
"""Uniform and the square root of three in PyTorch. Silent if all of the chapter's claims hold."""
import math

import torch

torch.manual_seed(3)

# ANCHOR: third
for strips in [1, 2, 4, 32]:
    width = 2 / strips
    middles = (torch.arange(strips) + 0.5) * width - 1
    mean = middles.square().mean().item()
    assert math.isclose(mean, (1 - 1 / strips**2) / 3, abs_tol=1e-6)

w = torch.empty(100_000).uniform_(-1, 1)
error = math.sqrt(4 / 45 / 100_000)  # standard error of the mean of w²
assert abs(w.square().mean() - 1 / 3) < 5 * error
# ANCHOR_END: third


# ANCHOR: forward
def forward(draw, width=256, depth=30):
    x = torch.ones(width)
    moments = []
    for _ in range(depth):
        w = (2 / width) ** 0.5 * draw(torch.empty(width, width))
        y = w @ x
        moments.append(y.square().mean().item())
        x = torch.relu(y)
    return moments


def uniform(w):
    return w.uniform_(-(3**0.5), 3**0.5)


def sign(w):
    return w.bernoulli_(0.5) * 2 - 1


def truncated(w):
    return torch.nn.init.trunc_normal_(w) / 0.87962566


# As the chapter "Equation 10" shows, the log of a layer's factor has a variance
# of at most about 5/width.
error = math.sqrt(29 * 5 / 256)
for draw in [torch.Tensor.normal_, uniform, sign, truncated]:
    y = forward(draw)
    assert abs(math.log(y[-1] / y[0])) < 29 * 2.5 / 256 + 5 * error

torch.manual_seed(3)
right = forward(uniform)
torch.manual_seed(3)
forgotten = forward(lambda w: w.uniform_(-1, 1))
assert math.isclose(forgotten[-1] / right[-1], 3.0**-30, rel_tol=1e-3)
# ANCHOR_END: forward


# ANCHOR: truncated
def variance(std):
    w = torch.empty(100_000)
    torch.nn.init.trunc_normal_(w, std=std)  # cuts at -2 and 2, whatever std is
    return w.var().item() / std**2


error = math.sqrt(2 / 100_000)  # standard error of a relative variance
assert abs(variance(1.0) - 0.7737) < 5 * error
assert abs(variance(0.02) - 1) < 5 * error
# ANCHOR_END: truncated
