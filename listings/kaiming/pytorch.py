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

    def note(_, __, y):
        y = y[0] if isinstance(y, tuple) else y  # of an LSTM, or attention
        moments.append(y.square().mean().item())

    for layer in model.modules():
        if any(p.dim() > 1 for p in layer.parameters(recurse=False)):  # has a matrix
            hooks.append(layer.register_forward_hook(note))
    with torch.no_grad():
        model(x)
    for hook in hooks:
        hook.remove()
    return moments


def allowed(layers, width):
    """How far, as a factor, 19 of 20 ReLU networks of equal width stray."""
    spread = 5 * layers / width  # the logarithm's variance; its mean is -spread / 2
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
limit = allowed(30, 256)  # a factor of about 6
assert all(moments[0] / limit < m < moments[0] * limit for m in moments)
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

# The hooks see every layer that has a matrix, and no norm.
seen = nn.Sequential(nn.Embedding(9, 16), nn.LayerNorm(16), nn.LSTM(16, 16))
assert len(second_moments(seen, torch.arange(9).view(9, 1))) == 2
attention = nn.TransformerEncoderLayer(16, 2, 32)
attention.train()  # in eval(), PyTorch takes a fast way past the hooks
assert len(second_moments(attention, torch.randn(5, 1, 16))) == 3

# The table's row for an LSTM.
lstm = nn.LSTM(32, 64)
for part in lstm.weight_hh_l0.chunk(4):
    nn.init.orthogonal_(part)
for part in lstm.weight_ih_l0.chunk(4):
    nn.init.xavier_uniform_(part)
with torch.no_grad():
    lstm.bias_ih_l0.zero_()
    lstm.bias_hh_l0.zero_()
    lstm.bias_ih_l0[64:128] = 1  # the forget gate
part = lstm.weight_hh_l0[:64]
assert torch.allclose(part @ part.T, torch.eye(64), atol=1e-5)
