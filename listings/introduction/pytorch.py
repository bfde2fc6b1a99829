# SPDX-License-Identifier: MIT OR Apache-2.0
"""The nine lines in PyTorch. Silent if all of the chapter's claims hold."""
import itertools
import math

import torch
from torch import nn


# ANCHOR: nine_lines
def gain(a):
    return math.sqrt(2.0 / (1 + a**2))


def kaiming2(x, a, use_fan_out=False):
    nf, ni, *kernel = x.shape
    rec_fs = math.prod(kernel)
    fan = nf * rec_fs if use_fan_out else ni * rec_fs
    std = gain(a) / math.sqrt(fan)
    bound = math.sqrt(3.0) * std
    return nn.init.uniform_(x, -bound, bound)
# ANCHOR_END: nine_lines


# ANCHOR: linear
for make in [lambda: nn.Linear(784, 50), lambda: nn.Conv2d(1, 32, 5)]:
    torch.manual_seed(9)
    theirs = make().weight
    torch.manual_seed(9)
    ours = kaiming2(torch.empty(theirs.shape), a=math.sqrt(5))
    torch.testing.assert_close(ours, theirs.detach())
# ANCHOR_END: linear

# ANCHOR: four
signs = torch.tensor(list(itertools.product([1.0, -1.0], repeat=4)))  # all 16 ways
for numerator, before, after in [(2, 2.0, 1.0), (1, 1.0, 0.5), (3, 3.0, 1.5)]:
    y = math.sqrt(numerator / 4) * signs @ torch.ones(4)
    assert math.isclose(y.square().mean(), before, rel_tol=1e-6)
    assert math.isclose(y.relu().square().mean(), after, rel_tol=1e-6)
# ANCHOR_END: four


# ANCHOR: same
for shape in [(50, 784), (32, 1, 5, 5), (64, 3, 3, 3, 3)]:
    for a in [0, 0.1, math.sqrt(5)]:
        for mode in ["fan_in", "fan_out"]:
            torch.manual_seed(9)
            ours = kaiming2(torch.empty(shape), a, mode == "fan_out")
            torch.manual_seed(9)
            theirs = nn.init.kaiming_uniform_(torch.empty(shape), a, mode)
            torch.testing.assert_close(ours, theirs)
# ANCHOR_END: same


# ANCHOR: signal
def signal(numerator, width=256, depth=30):
    torch.manual_seed(1)
    x, means = torch.ones(width, dtype=torch.double), []
    for _ in range(depth):
        weight = kaiming2(torch.empty(width, width, dtype=torch.double), a=0)
        x = (math.sqrt(numerator / 2) * weight @ x).relu()
        means.append(x.square().mean().item())
    return means


with_2, with_1, with_3, with_third = map(signal, [2, 1, 3, 1 / 3])
assert 0.05 < with_2[-1] < 10 and with_1[-1] < 1e-8 and with_3[-1] > 1e4
for layer, (two, one, third) in enumerate(zip(with_2, with_1, with_third), start=1):
    assert math.isclose(two / one, 2.0**layer)  # each layer passes on half of what it should
    assert math.isclose(two / third, 6.0**layer)
# ANCHOR_END: signal

# The exercises, and the numbers of the lesson's weight.
for shape, fans in [((64, 3, 3, 3), (27, 576)), ((32, 1, 5, 5), (25, 800))]:
    assert nn.init._calculate_fan_in_and_fan_out(torch.empty(shape)) == fans
assert gain(1) == 1 and math.isclose(signal(2)[-1] / signal(2 / 3)[-1], 3.0**30)
