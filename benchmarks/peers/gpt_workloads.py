"""What is timed: a training step, and greedy generation with a KV cache.

Each workload is one `Workload`: `steps(n)` does n units of work and returns seconds.
Every choice of speed in `choices` gives the same results; `tuned` (gpt_tuning.py) keeps the fastest.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Callable, Dict, List

import torch
import torch.nn.functional as F
from torch import Tensor

from gpt_model import Gpt, Shape, Speed, has_fused_attention, has_fused_norm

SHAPES = {
    "S": Shape(width=128, layers=4, heads=4, length=64, vocabulary=512, batch=64),
    "M": Shape(width=256, layers=6, heads=8, length=128, vocabulary=512, batch=32),
}
GENERATE_BATCH = 64
GENERATE_STEPS = 64

Choice = Dict[str, str]


@dataclass
class Workload:
    steps: Callable[[int], float]
    """Does that many steps (training) or whole generations, and returns the seconds they took."""
    unit: str
    amount: float
    """value = amount * steps / seconds for `tokens/s`, seconds / steps * 1000 for `ms/step`."""

    def round(self, steps: int) -> float:
        seconds = self.steps(steps)
        return seconds / steps * 1000 if self.unit == "ms/step" else self.amount * steps / seconds


def timed(work: Callable[[], object], count: int) -> float:
    start = time.perf_counter()
    for _ in range(count):
        work()
    return time.perf_counter() - start


def optimizer_of(model: Gpt, kind: str) -> torch.optim.Optimizer:
    groups = [
        {"params": [p for p in model.parameters() if p.dim() == 2], "weight_decay": 0.1},
        {"params": [p for p in model.parameters() if p.dim() == 1], "weight_decay": 0.0},
    ]
    options = {} if kind == "loop" else {kind: True}
    return torch.optim.AdamW(groups, lr=3e-4, betas=(0.9, 0.95), eps=1e-8, **options)


def train_choices() -> Dict[str, List[str]]:
    """Every dimension of choice with its values; the first is where tuning starts."""
    new = has_fused_norm()  # fused AdamW on a CPU is of the same age
    return {
        "attention": ["matmul", "baddbmm"] + (["fused"] if has_fused_attention() else []),
        "norm": ["operations"] + (["fused"] if new else []),
        "projection": ["fused", "separate"],
        "optimizer": ["foreach", "loop"] + (["fused"] if new else []),
    }


def speed_of(choice: Choice) -> Speed:
    return Speed(
        attention=choice["attention"],
        fused_projection=choice.get("projection", "fused") == "fused",
        fused_norm=choice["norm"] == "fused",
    )


def train_step(shape: Shape, choice: Choice, compiled: bool) -> Workload:
    """Forward, backward, AdamW. No gradient clipping, no metric read back inside the step."""
    torch.manual_seed(0)
    model = Gpt(shape, speed_of(choice)).float()
    optimizer = optimizer_of(model, choice["optimizer"])
    tokens = torch.randint(shape.vocabulary, (shape.batch, shape.length + 1))
    inputs, targets = tokens[:, :-1].contiguous(), tokens[:, 1:].reshape(-1)
    weights = torch.randn(targets.numel()) / targets.numel()

    def loss_of(inputs_BT: Tensor) -> Tensor:
        logits = model(inputs_BT).view(-1, shape.vocabulary)
        return (F.cross_entropy(logits, targets, reduction="none") * weights).sum()

    run = torch.compile(loss_of) if compiled else loss_of

    def step() -> None:
        optimizer.zero_grad(set_to_none=True)
        run(inputs).backward()
        optimizer.step()

    return Workload(lambda count: timed(step, count), "ms/step", 1.0)


def generate_choices() -> Dict[str, List[str]]:
    return {
        "attention": ["matmul", "multiply"] + (["fused"] if has_fused_attention() else []),
        "norm": ["operations"] + (["fused"] if has_fused_norm() else []),
    }


def cached_attention(kind: str, query_BH1E: Tensor, key_BHTE: Tensor, value_BHTE: Tensor) -> Tensor:
    if kind == "fused":
        return F.scaled_dot_product_attention(query_BH1E, key_BHTE, value_BHTE)
    scaled = query_BH1E * query_BH1E.shape[-1] ** -0.5
    if kind == "multiply":
        weights_BHT = (scaled * key_BHTE).sum(-1).softmax(-1)
        return (weights_BHT.unsqueeze(-1) * value_BHTE).sum(2, keepdim=True)
    return torch.matmul(torch.matmul(scaled, key_BHTE.transpose(-2, -1)).softmax(-1), value_BHTE)


class Generator:
    """Greedy continuation of one-token prompts, one token a step, with a preallocated KV cache."""

    def __init__(self, model: Gpt, batch: int, steps: int, attention: str) -> None:
        shape = model.shape
        self.model, self.steps, self.attention, self.batch = model, steps, attention, batch
        size = (shape.layers, 2, batch, shape.heads, steps, shape.width // shape.heads)
        self.cache = torch.zeros(size)
        self.tokens = torch.zeros((batch, steps + 1), dtype=torch.long)

    def token_after(self, tokens_B: Tensor, position: int) -> Tensor:
        model, heads = self.model, self.model.shape.heads
        x = F.embedding(tokens_B, model.embedding) + model.positions[position]
        for index, layer in enumerate(model.layers):
            packed = layer.query_key_value(layer.attention_norm(x)).view(self.batch, 3, heads, -1)
            self.cache[index, :, :, :, position] = packed[:, 1:].transpose(0, 1)
            keys, values = self.cache[index, :, :, :, : position + 1]
            mixed = cached_attention(self.attention, packed[:, 0].unsqueeze(2), keys, values)
            x = x + layer.attention_out(mixed.reshape(self.batch, -1))
            x = x + layer.feed(layer.mlp_norm(x))
        return F.linear(model.final_norm(x), model.embedding).argmax(-1)

    def run(self, prompts_B: Tensor) -> Tensor:
        self.tokens[:, 0] = prompts_B
        for position in range(self.steps):
            self.tokens[:, position + 1] = self.token_after(self.tokens[:, position], position)
        return self.tokens


def generate(shape: Shape, choice: Choice, compiled: bool) -> Workload:
    torch.manual_seed(0)
    model = Gpt(shape, speed_of(choice)).float().eval()
    generator = Generator(model, GENERATE_BATCH, GENERATE_STEPS, choice["attention"])
    if compiled:
        generator.token_after = torch.compile(generator.token_after, dynamic=True)  # type: ignore[method-assign]
    prompts = torch.randint(shape.vocabulary, (GENERATE_BATCH,))

    def work(count: int) -> float:
        with torch.inference_mode():
            return timed(lambda: generator.run(prompts), count)

    return Workload(work, "tokens/s", GENERATE_BATCH * GENERATE_STEPS)
