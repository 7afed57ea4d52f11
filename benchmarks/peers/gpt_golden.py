"""Golden numbers of a tiny model in float64, as JSON, for testing other implementations against.

Weights are random multiples of 1/256, so they are exact in float32 and short in text.
loss = sum(weights * -logProbs); weights hold negative values and zeros, as a policy gradient does.
Matrices are written [in, out] (y = x @ W), row-major.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Dict, List

import torch
from torch import Tensor

from gpt_model import Gpt, Shape, Speed

SHAPES = {
    "learned-silu": Shape(width=16, layers=2, heads=2, length=8, vocabulary=11, batch=3),
    "rotary-swiglu": Shape(16, 2, 2, 8, 11, 3, positions="rotary", mlp="swiglu"),
}
OPTIMIZER = {"learningRate": 1e-3, "beta1": 0.9, "beta2": 0.95, "epsilon": 1e-8, "weightDecay": 0.1, "steps": 2}
DIGITS = 11
SEED = 13  # its greedy continuations vary; most others repeat one token


def public_name(name: str) -> str:
    """`layers.0.attention_norm.weight` -> `layers.0.attentionNorm`."""
    first, *rest = name.replace(".weight", "").split("_")
    return first + "".join(word.capitalize() for word in rest)


def numbers(tensor: Tensor) -> List[float]:
    return [float(f"{value:.{DIGITS}g}") for value in tensor.detach().reshape(-1).tolist()]


def tensors(model: Gpt, gradients: bool = False) -> Dict[str, object]:
    """Every parameter, or its gradient, by its public name."""
    table: Dict[str, object] = {}
    for name, parameter in model.named_parameters():
        tensor = parameter.grad if gradients else parameter
        assert tensor is not None
        if name.endswith(".weight") and tensor.dim() == 2:  # nn.Linear keeps [out, in]
            tensor = tensor.t()
        table[public_name(name)] = {"shape": list(tensor.shape), "values": numbers(tensor)}
    return table


def fill(model: Gpt, source: random.Random) -> None:
    with torch.no_grad():
        for parameter in model.parameters():
            centre, spread = (1.0, 0.2) if parameter.dim() == 1 else (0.0, 0.3)
            values = [round(source.gauss(centre, spread) * 256) / 256 for _ in range(parameter.numel())]
            parameter.copy_(torch.tensor(values, dtype=torch.float64).view_as(parameter))


def log_probs_and_entropies(model: Gpt, inputs: Tensor, targets: Tensor) -> List[Tensor]:
    all_BTV = model(inputs).log_softmax(-1)
    return [all_BTV.gather(-1, targets.unsqueeze(-1)).squeeze(-1), -(all_BTV.exp() * all_BTV).sum(-1)]


def greedy(model: Gpt, prompts_B1: Tensor) -> Tensor:
    """The prompt and its greedy continuation up to the model's length, recomputed from the start each time."""
    tokens = prompts_B1
    while tokens.shape[1] < model.shape.length:
        tokens = torch.cat((tokens, model(tokens)[:, -1].argmax(-1, keepdim=True)), dim=1)
    return tokens


def golden(shape: Shape, seed: int) -> Dict[str, object]:
    source = random.Random(seed)
    model = Gpt(shape, Speed(fused_projection=False)).double()
    fill(model, source)
    tokens = torch.tensor(
        [[source.randrange(shape.vocabulary) for _ in range(shape.length + 1)] for _ in range(shape.batch)]
    )
    inputs, targets = tokens[:, :-1].contiguous(), tokens[:, 1:].contiguous()
    weights = torch.tensor([round(source.gauss(0, 1) * 64) / 64 for _ in range(targets.numel())]).double()
    weights = weights.view_as(targets)
    weights[0, :2] = 0.0

    result: Dict[str, object] = {"parameters": tensors(model)}
    log_probs, entropies = log_probs_and_entropies(model, inputs, targets)
    loss = (weights * -log_probs).sum()
    loss.backward()
    result.update(
        inputs=inputs.tolist(),
        targets=targets.tolist(),
        weights=weights.tolist(),
        logProbs=[numbers(row) for row in log_probs],
        entropies=[numbers(row) for row in entropies],
        loss=loss.item(),
        gradients=tensors(model, gradients=True),
        greedy=greedy(model, inputs[:, :1]).tolist(),
    )
    if shape.mlp == "silu":  # once is enough, and keeps the other file small
        model.zero_grad(set_to_none=True)
        log_probs_and_entropies(model, inputs, targets)[1].mul(weights).sum().backward()
        result["entropyGradients"] = tensors(model, gradients=True)

    matrices = [p for p in model.parameters() if p.dim() == 2]
    vectors = [p for p in model.parameters() if p.dim() == 1]
    optimizer = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": OPTIMIZER["weightDecay"]}, {"params": vectors, "weight_decay": 0.0}],
        lr=OPTIMIZER["learningRate"],
        betas=(OPTIMIZER["beta1"], OPTIMIZER["beta2"]),
        eps=OPTIMIZER["epsilon"],
    )
    losses = []
    for _ in range(int(OPTIMIZER["steps"])):
        optimizer.zero_grad(set_to_none=True)
        loss = (weights * -log_probs_and_entropies(model, inputs, targets)[0]).sum()
        losses.append(loss.item())
        loss.backward()
        optimizer.step()
    result["adamW"] = {**OPTIMIZER, "losses": losses, "parameters": tensors(model)}
    return result


def dump(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, shape in SHAPES.items():
        about = {
            "made": f"python3 benchmarks/peers/torch_gpt.py --dump {folder}",
            "torch": torch.__version__,
            "precision": f"computed in float64, written with {DIGITS} significant digits",
            "layout": "matrices are [in, out], row-major: y = x @ W; head logits = x @ embedding^T",
            "loss": "sum(weights * -logProbs); `gradients` is its gradient",
            "entropyGradients": "where present: the gradient of sum(weights * entropies)",
            "adamW": "both steps on the same batch; decay on rank-2 parameters only; p -= rate * "
            "(decay * p + m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon))",
            "greedy": "row b continues the prompt inputs[b][0] greedily",
        }
        content = {"about": about, "shape": {**vars(shape), "rotaryBase": 10000, "normEpsilon": 1e-6}}
        content.update(golden(shape, SEED))
        (folder / f"torch-gpt-{name}.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")
