#!/usr/bin/env python3
"""PyTorch in eager mode on the device benchmark's shapes: the same work as `benchmarks/gpu/device-side.ts`.

    gpu_peer.py SHAPE SECONDS DEVICE PRECISION

DEVICE is cuda or cpu; PRECISION float32 (products in float32 throughout), tf32 or bf16 (autocast). Prints a line of
JSON for each thing it found out, as `benchmarks/gpu/side-line.ts` says. S and M are models of `gpt_model.py`; 135M is
transformers' Llama in the shape of SmolLM2-135M with random weights. Fused attention and norm, fused AdamW; generation
is greedy with a cache that grows.
"""

from __future__ import annotations

import json
import os
import sys
import time
import warnings
from contextlib import nullcontext
from typing import Callable, List

warnings.filterwarnings("ignore")
os.environ.update(TRANSFORMERS_VERBOSITY="error", HF_HUB_OFFLINE="1")

import torch
import torch.nn.functional as F

from gpt_model import Gpt, Shape
from gpt_workloads import SHAPES, Generator, optimizer_of, speed_of

shape_name, seconds, device, precision = sys.argv[1], float(sys.argv[2]), sys.argv[3], sys.argv[4]
TINY = Shape(width=32, layers=2, heads=4, length=16, vocabulary=64, batch=8)
BEST = {"attention": "fused", "norm": "fused", "projection": "fused", "optimizer": "fused"}
SMOL = dict(
    vocab_size=49152, hidden_size=576, intermediate_size=1536, num_hidden_layers=30, num_attention_heads=9,
    num_key_value_heads=3, max_position_embeddings=512, rope_theta=100000.0, rms_norm_eps=1e-5,
    tie_word_embeddings=True, bos_token_id=1, eos_token_id=2, pad_token_id=2,
)  # fmt: skip


def say(**line: object) -> None:
    print(json.dumps(line), flush=True)


def settle() -> None:
    if device == "cuda":
        torch.cuda.synchronize()


def computing():
    return torch.autocast(device, dtype=torch.bfloat16) if precision == "bf16" else nullcontext()


def rounds(work: Callable[[], object], budget: float) -> List[float]:
    """Seconds of rounds for so long, at least three after two that are not counted."""
    for _ in range(2):
        work()
    settle()
    begun, taken = time.perf_counter(), []
    while len(taken) < 3 or (time.perf_counter() - begun < budget and len(taken) < 200):
        started = time.perf_counter()
        work()
        settle()
        taken.append(time.perf_counter() - started)
    return taken


def spread(values: List[float]) -> dict:
    ordered = sorted(values)
    middle = len(ordered) // 2
    median = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    return {"median": median, "min": ordered[0], "max": ordered[-1]}


def product(budget: float) -> None:
    best, size = {"size": 0, "rate": 0.0}, 512
    kind = torch.bfloat16 if precision == "bf16" else torch.float32
    while size <= 16384:
        x, w = (torch.randn(size, size, device=device, dtype=kind) for _ in range(2))

        def four() -> None:
            for _ in range(4):
                torch.matmul(x, w)

        least = min(rounds(four, budget / 8))
        rate = 4 * 2 * size**3 / least
        if rate > best["rate"]:
            best = {"size": size, "rate": rate}
        if least * 8 * 4 > budget:
            break
        size *= 2
    say(kind="product", **best)


def steps(model: torch.nn.Module, logits_of: Callable, size: tuple, vocabulary: int, budget: float) -> None:
    batch, length = size
    optimizer = optimizer_of(model, "fused")
    tokens = torch.randint(vocabulary, (batch, length + 1), device=device)
    inputs, targets = tokens[:, :-1].contiguous(), tokens[:, 1:].reshape(-1)

    def step() -> None:
        optimizer.zero_grad(set_to_none=True)
        with computing():
            logits = logits_of(inputs).view(-1, vocabulary)
        F.cross_entropy(logits.float(), targets).backward()
        optimizer.step()

    taken = rounds(step, budget)
    say(kind="step", ms=spread([each * 1000 for each in taken]), rounds=len(taken))


def replies(work: Callable[[], object], tokens: int, each: int, budget: float) -> None:
    def generate() -> None:
        with torch.inference_mode(), computing():
            work()

    taken = rounds(generate, budget)
    say(kind="generation", tokensPerSecond=spread([tokens / one for one in taken]), rounds=len(taken), steps=each)


def own(budget: float) -> None:
    shape = TINY if shape_name == "tiny" else SHAPES[shape_name]
    model = Gpt(shape, speed_of(BEST)).float().to(device)
    steps(model, model, (shape.batch, shape.length), shape.vocabulary, budget)
    new = 8 if shape_name == "tiny" else 64
    prompts = torch.randint(shape.vocabulary, (4 if shape_name == "tiny" else 64,), device=device)
    generator = Generator(model.eval(), len(prompts), new, "fused")
    generator.cache, generator.tokens = generator.cache.to(device), generator.tokens.to(device)
    if precision == "bf16":
        generator.cache = generator.cache.bfloat16()
    replies(lambda: generator.run(prompts), len(prompts) * new, new, budget)


def smol(budget: float) -> None:
    from transformers import LlamaConfig, LlamaForCausalLM

    model = LlamaForCausalLM._from_config(LlamaConfig(**SMOL), attn_implementation="sdpa").float().to(device)
    model.train()
    steps(model, lambda inputs: model(inputs).logits, (16, 128), SMOL["vocab_size"], budget)
    model.eval()
    ids = torch.randint(3, SMOL["vocab_size"], (64, 128), device=device)
    given = dict(attention_mask=torch.ones_like(ids), max_new_tokens=64, min_new_tokens=64, do_sample=False)
    replies(lambda: model.generate(ids, **given), 64 * 64, 64, budget)


torch.manual_seed(0)
torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = precision == "tf32"
try:
    if device == "cuda" and not torch.cuda.is_available():
        raise RuntimeError(f"PyTorch {torch.__version__} finds no CUDA device")
    name = torch.cuda.get_device_name() if device == "cuda" else "CPU"
    begun = time.perf_counter()
    torch.zeros(1, device=device)
    settle()
    opened = time.perf_counter() - begun
    say(kind="open", backend=f"PyTorch {torch.__version__} {name} {precision}", onDevice=device == "cuda", seconds=opened)
    product(seconds / 4)
    (smol if shape_name == "135M" else own)(seconds / 2)
except Exception as thrown:  # what is missing on a machine is a line of its own, not a trace
    say(kind="failed", reason=f"{type(thrown).__name__}: {thrown}"[:400])
    sys.exit(1)
