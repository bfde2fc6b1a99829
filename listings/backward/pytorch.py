# SPDX-License-Identifier: MIT OR Apache-2.0
"""The two modes and four losses in PyTorch. Silent if all of the chapter's claims hold."""
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(1)


# ANCHOR: moments
def moments(widths, mode, loss, networks=200, samples=16):
    forward, backward = [], []
    for _ in range(networks):
        x = torch.randn(samples, widths[0])
        xs, ys = [], []
        for c, d in zip(widths, widths[1:]):
            w = torch.empty(d, c)
            nn.init.kaiming_normal_(w, mode=mode, nonlinearity="relu")
            ys.append(x @ w.T)
            x = torch.relu(ys[-1]).requires_grad_()
            xs.append(x)
        gradients = torch.autograd.grad(loss(x), xs)  # x_2 to x_{L+1}
        forward.append([y.square().mean().item() for y in ys])
        backward.append([g.square().mean().item() for g in gradients])
    return torch.tensor(forward), torch.tensor(backward)
# ANCHOR_END: moments


def check(values, expected, room=0.0):
    """The means over networks, within five standard errors and some room."""
    mean, error = values.mean(dim=0), values.std(dim=0) / len(values) ** 0.5
    expected = torch.tensor(expected)
    assert ((mean - expected).abs() < 5 * error + room * expected).all(), mean
    assert (error < 0.1 * mean).all(), error


# ANCHOR: either
def linear(x):
    return (torch.randn_like(x) * x).sum()


widths = [16, 16, 32, 64, 128]
forward, backward = moments(widths, "fan_in", linear)
check(forward, [2.0, 2.0, 2.0, 2.0])
check(backward, [8.0, 4.0, 2.0, 1.0])
forward, backward = moments(widths, "fan_out", linear)
check(forward, [2.0, 1.0, 1 / 2, 1 / 4])
check(backward, [1.0, 1.0, 1.0, 1.0])
# ANCHOR_END: either


# ANCHOR: losses
def squared(x):
    return (x - torch.randn_like(x)).square().sum() / 2


def classes(x):  # ten of them, after one more linear layer
    head = torch.randn(10, x.shape[1]) / x.shape[1] ** 0.5
    return F.cross_entropy(x @ head.T, torch.randint(10, (len(x),)), reduction="sum")


wide = [64] * 6
_, backward = moments(wide, "fan_out", linear)
check(backward, [1.0, 1.0, 1.0, 1.0, 1.0])
_, backward = moments(wide, "fan_out", squared)
check(backward, [10.0, 8.0, 6.0, 4.0, 2.0], room=0.15)
_, backward = moments(wide, "fan_out", classes)
check(backward / backward[:, -1:].mean(), [1.08, 1.06, 1.04, 1.02, 1.0], room=0.03)
_, backward = moments(wide, "fan_out", torch.sum)
check(backward, [3.0, 2.44, 1.89, 1.31, 1.0], room=0.05)
# ANCHOR_END: losses
