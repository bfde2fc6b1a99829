# SPDX-License-Identifier: MIT OR Apache-2.0
"""Depth in PyTorch. Silent if all of the chapter's claims hold."""
import torch

torch.manual_seed(1)

# ANCHOR: linear
x = torch.randn(256, 16)  # a column for each sample
draws = [torch.randn(256, 256) for _ in range(60)]


def first_layer(std, holds):
    y = x
    for layer, draw in enumerate(draws, 1):
        y = (std * draw) @ y
        if holds(y):
            return layer


assert first_layer(1.0, lambda y: y.isinf().any()) == 32
assert first_layer(1.0, lambda y: y.isnan().any()) == 33
assert first_layer(0.01, lambda y: (y == 0).all()) == 57
# The squares give out long before the values do.
assert first_layer(1.0, lambda y: y.square().sum().isinf()) == 15
# With 1/16 nothing happens in sixty layers.
assert first_layer(1 / 16, lambda y: not 0.3 < y.square().mean() < 3) is None
# ANCHOR_END: linear

# ANCHOR: relu
nets, n = 400, 64  # 400 networks at once: E is a mean over networks
x = torch.randn(nets, n, 1)
moments = []
for layer in range(10):
    y = torch.randn(nets, n, n) / n**0.5 @ x  # Var[w] = 1/n
    x = y.relu()
    half = x.square().mean() / y.square().mean()
    assert abs(half - 0.5) < 0.03, (layer, half)
    moments.append(y.square().mean())
# Ten layers have nine ReLUs between them. A network's log has a variance of about
# 9 · 5/64, so a mean over 400 is off by some five percent.
assert abs(moments[-1] * 2**9 - 1) < 0.25
# ANCHOR_END: relu


# ANCHOR: signal
def signal(model, batch):
    """The rms, and the spread across samples, after each nn.Linear."""
    found = []

    def look(layer, inputs, y):
        rms = y.square().mean().sqrt()
        spread = y.var(dim=0, unbiased=False).mean().sqrt()  # dim 0: the samples
        found.append((rms.item(), spread.item()))

    linear = [m for m in model.modules() if isinstance(m, torch.nn.Linear)]
    handles = [m.register_forward_hook(look) for m in linear]
    with torch.no_grad():
        model(batch)
    for handle in handles:
        handle.remove()
    return found


layers = [m for _ in range(30) for m in (torch.nn.Linear(256, 256), torch.nn.ReLU())]
model = torch.nn.Sequential(*layers).double()  # f32 would round the spread away
found = signal(model, torch.randn(100, 256).double())
rms, spread = found[-1]
assert 0.03 < rms < 0.05  # healthy, it seems
assert spread < 1e-10  # but all hundred samples are alike
# ANCHOR_END: signal
single = signal(model.float(), torch.randn(100, 256))
assert single[-1][1] > 10 * spread  # in f32 what is left is rounding
floor = (2 / (5 * 256)) ** 0.5
assert abs(rms / floor - 1) < 0.25
n_var = 256 * model[0].weight.var().item()
assert abs(n_var - 1 / 3) < 0.01  # the default is a third of 1/n
below = next(layer for layer, (_, spread) in enumerate(found, 1) if spread < 1e-3)
assert 7 <= below <= 9
assert torch.tensor(float("nan")).relu().isnan()  # unlike max in Rust
