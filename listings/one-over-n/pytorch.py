# SPDX-License-Identifier: MIT OR Apache-2.0
"""One over n in PyTorch. Silent if all of the chapter's claims hold."""
import torch

torch.manual_seed(1)


# ANCHOR: outputs
def outputs(n, std, draws=2000):
    w = std * torch.randn(draws, n)  # a row for each neuron
    x = torch.randn(draws, n)
    return (w * x).sum(dim=1)


for n in [1, 16, 256, 4096]:
    for std in [1.0, 0.01, n**-0.5]:
        measured = outputs(n, std).var().item()
        predicted = n * std**2
        error = ((2 + 6 / n) / 2000) ** 0.5  # standard error, relative
        assert abs(measured / predicted - 1) < 5 * error, (n, std)
# ANCHOR_END: outputs


# ANCHOR: default
layer = torch.nn.Linear(784, 50)
assert layer.weight.shape == (50, 784)  # fan-in is the second number
n_var = 784 * layer.weight.var().item()
assert abs(n_var - 1 / 3) < 0.01  # a third of 1/n
# ANCHOR_END: default


# ANCHOR: alike
inputs = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
targets = torch.tensor([1.0, 1.0, 0.0])


def train(v, u):
    v, u = v.requires_grad_(), u.requires_grad_()
    optimizer = torch.optim.SGD([v, u], lr=0.1)
    for _ in range(1000):
        for x, target in zip(inputs, targets):
            loss = (u @ torch.tanh(v @ x) - target).square() / 2
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return v.detach(), u.detach()


v, u = train(torch.zeros(3, 2), torch.zeros(3))
assert not v.any() and not u.any()  # nothing has moved
v, u = train(torch.full((3, 2), 0.5), torch.full((3,), 0.5))
assert torch.equal(v[0], v[1]) and torch.equal(v[0], v[2])  # alike forever
torch.manual_seed(1)
v, u = train(torch.randn(3, 2) / 2**0.5, torch.full((3,), 0.5))
errors = u @ torch.tanh(v @ inputs.T) - targets
assert errors.square().mean() < 0.01  # from this start it has learned the task
# ANCHOR_END: alike
