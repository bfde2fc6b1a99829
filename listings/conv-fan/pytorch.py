# SPDX-License-Identifier: MIT OR Apache-2.0
"""A convolution's fans, counted in its matrix. Silent if all of the two chapters' claims hold."""
import torch
from torch import nn
from torch.autograd.functional import jacobian
from torch.nn.init import _calculate_fan_in_and_fan_out as shape_fans

torch.manual_seed(1)


# ANCHOR: count
def matrix(layer, x):
    """The layer as one matrix: a row for each output, a column for each input."""
    y = layer(x)
    return jacobian(layer, x).reshape(y.numel(), x.numel())


conv = nn.Conv2d(3, 64, 3, bias=False)
m = matrix(conv, torch.randn(1, 3, 5, 5))
rows, columns = (m != 0).sum(dim=1), (m != 0).sum(dim=0)
assert (rows == 27).all()  # fan-in: 3 · 3 · 3 weights for each output
assert columns.view(3, 5, 5)[:, 2, 2].tolist() == [576] * 3  # fan-out of the middle
assert columns.view(3, 5, 5)[0, 0].tolist() == [64, 128, 192, 128, 64]  # of the edge
assert shape_fans(conv.weight) == (27, 576)
# ANCHOR_END: count

# ANCHOR: patches
x = torch.randn(1, 3, 8, 8)
patches = nn.functional.unfold(x, kernel_size=3)  # a column of 27 for each position
y = conv.weight.view(64, 27) @ patches
assert torch.allclose(y.view(1, 64, 6, 6), conv(x), atol=1e-5)
# ANCHOR_END: patches

# ANCHOR: variants
for layer, fans, counted in [
    (nn.Conv2d(3, 64, 3), (27, 576), (27, 576)),
    (nn.Conv2d(3, 64, 3, dilation=2), (27, 576), (27, 576)),
    (nn.Conv2d(3, 64, 3, stride=2), (27, 144), (27, 576)),
    (nn.Conv2d(16, 32, 3, groups=4), (36, 72), (36, 288)),
    (nn.Conv2d(64, 64, 3, groups=64), (9, 9), (9, 576)),
    (nn.Conv1d(3, 64, 3), (9, 192), (9, 192)),
    (nn.Conv3d(2, 4, 3), (54, 108), (54, 108)),
    (nn.ConvTranspose2d(8, 16, 4, stride=2), (32, 256), (256, 128)),
]:
    layer.bias = None
    dims = layer.weight.dim() - 2
    x = torch.zeros(1, layer.in_channels, *[12] * dims)
    out = layer(x)[0]
    # One output in the middle, and two inputs along each side there: at stride 2, they differ.
    middle = tuple(size // 2 for size in out.shape[1:])
    weights = torch.zeros_like(layer.weight).fill_(1.0)
    layer.weight = nn.Parameter(weights)
    x.requires_grad_()
    y = layer(x)[0]
    row = torch.autograd.grad(y[(0, *middle)], x, retain_graph=True)[0]
    column = torch.autograd.grad(y.sum(), x)[0][(0, 0, *[slice(5, 7)] * dims)]
    assert (row.sum().item(), column.mean().item()) == fans, layer
    assert shape_fans(layer.weight) == counted, layer
# ANCHOR_END: variants
