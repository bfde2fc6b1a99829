# SPDX-License-Identifier: MIT OR Apache-2.0
"""The refresher in PyTorch, a line or two each. Silent if all of it holds."""
# ANCHOR: mean
import torch

x = torch.tensor([1.0, 2.0, 2.0, 4.0, 6.0])
assert x.mean() == 3
# ANCHOR_END: mean
torch.manual_seed(1)

# ANCHOR: variance
assert x.square().mean().allclose(torch.tensor(12.2))  # second moment
assert x.var(unbiased=False).allclose(torch.tensor(3.2))  # variance
# ANCHOR_END: variance

# ANCHOR: independent
v = torch.tensor([-2.0, -1.0, 0.0, 1.0, 2.0])
assert (v * v.square()).mean() == v.mean() * v.square().mean()  # uncorrelated
# ANCHOR_END: independent

# ANCHOR: networks
y = torch.tensor([w1 * 1.0 + w2 * 2.0 for w1 in (1, -1) for w2 in (1, -1)])
assert y.mean() == 0 and y.square().mean() == 5
# ANCHOR_END: networks

# ANCHOR: error
draws = x[torch.randint(5, (100_000, 5))]  # five at a time, 100,000 times
assert (draws.mean(dim=1).std() - 0.8).abs() < 0.01
# ANCHOR_END: error

# ANCHOR: normal
z = torch.randn(100_000)
assert ((z.abs() < 1).float().mean() - 0.68).abs() < 0.01
assert (z.square().square().mean() - 3).abs() < 0.2
# ANCHOR_END: normal

# ANCHOR: median
assert x.median() == 2 and v.exp().median() == v.median().exp()
# ANCHOR_END: median
