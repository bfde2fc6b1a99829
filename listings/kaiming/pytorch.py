# SPDX-License-Identifier: MIT OR Apache-2.0
"""Check a model's signal at its start. Silent if all of the page's claims hold."""
import math

import torch
from torch import nn

torch.manual_seed(1)


# ANCHOR: check
def second_moments(model, x):
    """The second moment of what each layer puts out, for one batch."""
    moments, hooks = [], []
    for layer in model.modules():
        if isinstance(layer, (nn.Linear, nn.Conv2d, nn.ConvTranspose2d)):
            note = lambda _, __, y: moments.append(y.square().mean().item())
            hooks.append(layer.register_forward_hook(note))
    with torch.no_grad():
        model(x)
    for hook in hooks:
        hook.remove()
    return moments


def allowed(layers, width):
    """How far, as a factor, 19 of 20 ReLU networks of equal width stray."""
    spread = 5 * layers / width  # of the logarithm: its variance, and twice its mean
    return math.exp(2 * math.sqrt(spread) + spread / 2)
# ANCHOR_END: check


# ANCHOR: use
def stack(width, depth):
    layers = [nn.Linear(width, width) for _ in range(depth)]
    return nn.Sequential(*[part for layer in layers for part in (layer, nn.ReLU())])


model = stack(width=256, depth=30)
for layer in model:
    if isinstance(layer, nn.Linear):
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
        nn.init.zeros_(layer.bias)
moments = second_moments(model, torch.randn(64, 256))
far = max(max(m / moments[0], moments[0] / m) for m in moments)
assert far < allowed(30, 256)  # a factor of about 6
# ANCHOR_END: use

# PyTorch's defaults fail, in spite of their biases.
moments = second_moments(stack(256, 30), torch.randn(64, 256))
assert moments[0] / min(moments) > 10 * allowed(30, 256)
assert 5.5 < allowed(30, 256) < 6.5
# How many He networks are refused: about one in twenty, not one in three.
far = []
for _ in range(200):
    q = torch.randn(16, 64)
    for _ in range(10):
        w = torch.randn(64, 64) * math.sqrt(2 / 64)
        y = q @ w.T
        far.append(y.square().mean().item())
        q = y.relu()
rows = torch.tensor(far).view(200, 10)
ratio = rows[:, -1] / rows[:, 0]
refused = ((ratio > allowed(10, 64)) | (1 / ratio > allowed(10, 64))).float().mean()
assert refused < 0.1, refused
