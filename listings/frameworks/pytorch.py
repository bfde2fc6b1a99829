# SPDX-License-Identifier: MIT OR Apache-2.0
"""PyTorch's defaults, the other libraries' defaults said in PyTorch, and each trap: the line that
falls into it and the line that gets out."""

from math import sqrt

import torch
from torch import nn
from torch.nn import init

torch.manual_seed(0)


def std(weight):
    return weight.detach().std().item()


def close(found, expected, tolerance=0.03):
    assert abs(found / expected - 1) < tolerance, (found, expected)


# ANCHOR: defaults
layer = nn.Linear(1000, 500)
close(std(layer.weight), sqrt(1 / 3000))  # PyTorch, and Burn

init.xavier_uniform_(layer.weight)
close(std(layer.weight), sqrt(2 / 1500))  # Keras

s = sqrt(1 / 1000) / 0.87962566103423978  # of the std, 0.8796 is left after the cut
init.trunc_normal_(layer.weight, std=s, a=-2 * s, b=2 * s)
close(std(layer.weight), sqrt(1 / 1000))  # Flax

init.kaiming_normal_(layer.weight, nonlinearity="relu")
close(std(layer.weight), sqrt(2 / 1000))  # candle; tch: kaiming_uniform_
# ANCHOR_END: defaults

# ANCHOR: grouped
conv = nn.Conv2d(64, 64, 3, groups=8)
init.kaiming_normal_(conv.weight, mode="fan_out")  # falls in
close(std(conv.weight), sqrt(2 / 576))
init.normal_(conv.weight, std=sqrt(2 / (64 / 8 * 9)))  # gets out
close(std(conv.weight), sqrt(2 / 72))
# ANCHOR_END: grouped

# ANCHOR: transposed
up = nn.ConvTranspose2d(64, 32, 4, stride=2)
init.kaiming_normal_(up.weight)  # falls in
close(std(up.weight), sqrt(2 / 512))
init.normal_(up.weight, std=sqrt(2 / (64 * 4 * 4 / 4)))  # gets out
close(std(up.weight), sqrt(2 / 256))
# ANCHOR_END: transposed

# ANCHOR: in_out
w = torch.empty(784, 50)  # for x @ w
init.kaiming_normal_(w)  # falls in
close(std(w), sqrt(2 / 50))
init.kaiming_normal_(w.t())  # gets out: a view, and its inputs come second
close(std(w), sqrt(2 / 784))
# ANCHOR_END: in_out

# ANCHOR: attention
attention = nn.MultiheadAttention(512, 8)  # fell in
close(std(attention.in_proj_weight), sqrt(1 / 512) * sqrt(1 / 2))
for weight in attention.in_proj_weight.chunk(3):
    init.xavier_uniform_(weight)  # gets out: queries, keys and values one by one
close(std(attention.in_proj_weight), sqrt(1 / 512))
# ANCHOR_END: attention

# ANCHOR: truncated
w = torch.empty(1000, 1000)
init.trunc_normal_(w, std=1.0)  # falls in, from one side
close(std(w), 0.8796)
init.trunc_normal_(w, std=0.02)  # and from the other: nothing is cut off
close(w.abs().gt(2 * 0.02).float().mean().item(), 0.0455)
s = 0.02 / 0.87962566103423978  # 0.8796 of s is left after the cut
init.trunc_normal_(w, std=s, a=-2 * s, b=2 * s)  # gets out
close(std(w), 0.02)
assert w.abs().max() <= 2 * s * (1 + 1e-6)
# ANCHOR_END: truncated

# ANCHOR: copies
block = nn.TransformerEncoderLayer(64, 4)
encoder = nn.TransformerEncoder(block, num_layers=6)  # falls in: six copies of one draw
first, second = encoder.layers[0].linear1.weight, encoder.layers[1].linear1.weight
assert torch.equal(first, second)
for layer in encoder.layers:  # gets out
    for module in layer.modules():
        if isinstance(module, nn.Linear):
            module.reset_parameters()
    for weight in layer.self_attn.in_proj_weight.chunk(3):  # q, k and v one by one, too
        init.xavier_uniform_(weight)
assert not torch.equal(first, second)
# ANCHOR_END: copies
