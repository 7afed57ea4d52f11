"""Loads what export-ours.ts wrote by transformers and PEFT, and compares what they compute of it with what we do:

    node benchmarks/conformance/export-ours.ts FOLDER && python benchmarks/conformance/verify_exports.py FOLDER

For each model: the checkpoint, the checkpoint with the adapter beside it, and the checkpoint with the adapter in its
weights. Log-probabilities may differ by 1e-4; a greedy continuation of 200 tokens must be the same, token for token,
up to a choice between logits that float32 cannot tell apart. Ends with 1 where something differs.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Dict, List

import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM

MOST = 1e-4


def largest_difference(model: torch.nn.Module, sequences: List[List[int]], due: List[List[float]]) -> float:
    worst = 0.0
    for tokens, expected in zip(sequences, due):
        logits = model(input_ids=torch.tensor([tokens]), use_cache=False).logits[0]
        picked = logits.log_softmax(-1)[:-1].gather(1, torch.tensor(tokens[1:])[:, None])[:, 0]
        worst = max(worst, float((picked - torch.tensor(expected)).abs().max()))
    return worst


def agreeing(model: torch.nn.Module, prompt: List[int], reply: List[int]) -> int:
    """How many tokens of our reply are what transformers chooses after those before."""
    tokens = torch.tensor([prompt + reply])
    logits = model(input_ids=tokens, use_cache=False).logits[0, len(prompt) - 1 : -1]
    best = logits.max(-1).values
    ours = logits.gather(1, torch.tensor(reply)[:, None])[:, 0]
    return int((best - ours < MOST).sum())


def main() -> None:
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    faults = 0
    print("| model | read as | largest difference of a log-probability | greedy tokens that agree |")
    print("|---|---|---|---|")
    for folder in sorted(Path(sys.argv[1]).iterdir()):
        ours: Dict[str, Any] = json.loads((folder / "ours.json").read_text(encoding="utf-8"))

        def load(name: str) -> Any:
            return AutoModelForCausalLM.from_pretrained(folder / name, dtype=torch.float32).eval()

        readings = {
            "checkpoint": (load("model"), ours["base"]),
            "adapter of PEFT": (PeftModel.from_pretrained(load("model"), str(folder / "adapter")).eval(), ours["adapted"]),
            "merged": (load("merged"), ours["adapted"]),
        }
        for name, (model, due) in readings.items():
            difference = largest_difference(model, ours["sequences"], due["logProbs"])
            same = agreeing(model, ours["prompt"], due["greedy"])
            print(f"| {folder.name} | {name} | {difference:.1e} | {same} of {len(due['greedy'])} |")
            faults += not (difference < MOST and same == len(due["greedy"]) == 200)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
