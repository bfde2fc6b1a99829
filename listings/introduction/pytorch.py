# SPDX-License-Identifier: MIT OR Apache-2.0
"""The nine lines in PyTorch. Silent if all of the chapter's claims hold."""
import math

import torch


# ANCHOR: nine_lines
def gain(a):
    return math.sqrt(2.0 / (1 + a**2))


def kaiming2(x, a, use_fan_out=False):
    nf, ni, *kernel = x.shape
    rec_fs = math.prod(kernel)
    fan = nf * rec_fs if use_fan_out else ni * rec_fs
    bound = math.sqrt(3.0) * gain(a) / math.sqrt(fan)
    with torch.no_grad():
        return x.uniform_(-bound, bound)
# ANCHOR_END: nine_lines


# ANCHOR: same
for shape in [(50, 784), (32, 1, 5, 5), (64, 3, 3, 3, 3)]:
    for a in [0, 0.1, math.sqrt(5)]:
        for mode in ["fan_in", "fan_out"]:
            torch.manual_seed(9)
            ours = kaiming2(torch.empty(shape), a, mode == "fan_out")
            torch.manual_seed(9)
            theirs = torch.nn.init.kaiming_uniform_(torch.empty(shape), a, mode)
            torch.testing.assert_close(ours, theirs)
# ANCHOR_END: same


# ANCHOR: signal
def signal(numerator, width=256, depth=30):
    torch.manual_seed(1)
    x, means = torch.ones(width, dtype=torch.double), []
    for _ in range(depth):
        weight = kaiming2(torch.empty(width, width, dtype=torch.double), a=0)
        y = math.sqrt(numerator / 2) * weight @ x
        means.append(y.square().mean().item())
        x = y.relu()
    return means


with_2, with_1 = signal(2.0), signal(1.0)
assert 0.1 < with_2[-1] < 10 and with_1[-1] < 1e-8
for layer, (two, one) in enumerate(zip(with_2, with_1), start=1):
    assert math.isclose(two / one, 2.0**layer)  # each layer halves the right one
# ANCHOR_END: signal
