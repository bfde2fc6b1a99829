# SPDX-License-Identifier: MIT OR Apache-2.0
"""Two networks of thirty layers that differ by a root of two learn to read digits."""

from math import log
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

# 64 pixels from 0 to 16 and the digit, a line for each image.
LINES = (Path(__file__).parent / "digits.csv").read_text().splitlines()
ROWS = torch.tensor([[float(n) for n in line.split(",")] for line in LINES])
X, DIGITS = ROWS[:, :64], ROWS[:, 64].long()
X = X - X[:1437].mean(0)
X = X / X[:1437].square().mean().sqrt()


# ANCHOR: train
def network(n_var, depth=30, width=128):
    widths = [64] + [width] * (depth - 1) + [10]
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layer = nn.Linear(inputs, outputs)
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")  # 2/n
        layer.weight.data *= (n_var / 2) ** 0.5
        nn.init.zeros_(layer.bias)
        layers += [layer, nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def train(model, seed, steps=150, rate=0.005):
    torch.manual_seed(seed)  # the same batches for both
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    for _ in range(steps):
        batch = torch.randint(1437, (32,))
        loss = F.cross_entropy(model(X[batch]), DIGITS[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        return F.cross_entropy(model(X[:1437]), DIGITS[:1437]).item()


for seed in range(2):
    torch.manual_seed(seed)
    he = network(2)
    torch.manual_seed(seed)
    one = network(1)
    he, one = train(he, seed), train(one, seed)
    print(f"seed {seed}: loss {he:.3f} with 2/n, {one:.3f} with 1/n")
    assert he < 2.1 and abs(one - log(10)) < 1e-3
# ANCHOR_END: train


def statistics(model):
    """By layer: the deviation of y across images, and the root mean square of the gradient."""
    y, deviations = X[:1437], []
    for module in model:
        y = module(y)
        if isinstance(module, nn.Linear):
            deviations.append(y.var(0, unbiased=False).mean().sqrt().item())
    F.cross_entropy(y, DIGITS[:1437]).backward()
    linear = [module for module in model if isinstance(module, nn.Linear)]
    return deviations, [m.weight.grad.square().mean().sqrt().item() for m in linear]


# Before the first step the deviation has lost a root of two per layer, and every gradient 29 of
# them, or up to four times more where the errors of alike images cancel.
torch.set_default_dtype(torch.float64)
X = X.double()
torch.manual_seed(0)
he = network(2)
torch.manual_seed(0)
one = network(1)
(he_y, he_w), (one_y, one_w) = statistics(he), statistics(one)
for layer in range(30):
    assert abs(he_y[layer] / one_y[layer] / 2 ** ((layer + 1) / 2) - 1) < 1e-6
    assert 0.25 < one_w[layer] / he_w[layer] * 2**14.5 < 1.5
