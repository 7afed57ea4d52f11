"""Reads what `written-again.ts` wrote by transformers and PEFT, and prints a table: nothing missing, nothing unexpected, no
warning, and logits as those of the checkpoint that it was read from."""

from __future__ import annotations

import json
import logging
import os
import sys
from typing import Any, Dict, List, Tuple

os.environ["HF_HUB_OFFLINE"] = "1"

import peft  # noqa: E402
import torch  # noqa: E402
import transformers  # noqa: E402
from peft import PeftModel  # noqa: E402
from transformers import AutoModelForCausalLM, AutoTokenizer  # noqa: E402

TOKENS = torch.arange(40)[None] * 7 % 48


class Heard(logging.Handler):
    """What transformers warns of."""

    words: List[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.words.append(record.getMessage())


def load(folder: str) -> Tuple[torch.nn.Module, List[str]]:
    model, info = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, output_loading_info=True)
    return model.eval(), [f"{kind}: {sorted(names)[:3]}" for kind, names in info.items() if names]


def logits(model: torch.nn.Module, tokens: torch.Tensor) -> torch.Tensor:
    with torch.no_grad():
        return model(tokens).logits.double()


def of_own(case: Dict[str, Any], model: torch.nn.Module) -> Tuple[float, List[str]]:
    spoken = case["spoken"]
    tokenizer = AutoTokenizer.from_pretrained(case["folder"])
    tokens, due = spoken["tokens"], spoken["logProbs"]
    first = len(tokens) - len(due)
    prompt = tokenizer.apply_chat_template(spoken["messages"], add_generation_prompt=True, return_dict=False)
    faults = [] if list(prompt) == tokens[:first] else [f"the prompt is {prompt}, and was {tokens[:first]}"]
    found = torch.log_softmax(logits(model, torch.tensor([tokens])), -1)[0]
    return max(abs(found[first - 1 + at, tokens[first + at]].item() - each) for at, each in enumerate(due)), faults


def measured(case: Dict[str, Any]) -> Tuple[str, float, List[str]]:
    if "spoken" in case:
        model, faults = load(case["folder"])
        difference, more = of_own(case, model)
        return type(model).__name__, difference, faults + more
    if "base" not in case:
        due, _ = load(case["like"])
        model, faults = load(case["folder"])
    else:
        due = PeftModel.from_pretrained(load(case["base"])[0], case["like"]).eval()
        is_adapter = "adapter_config.json" in os.listdir(case["folder"])
        model, faults = load(case["base"] if is_adapter else case["folder"])
        if is_adapter:
            model = PeftModel.from_pretrained(model, case["folder"]).eval()
    return type(model).__name__, (logits(model, TOKENS) - logits(due, TOKENS)).abs().max().item(), faults


def main() -> int:
    transformers.utils.logging.disable_progress_bar()
    logger = logging.getLogger("transformers")
    logger.handlers, logger.propagate = [Heard()], False
    print(f"transformers {transformers.__version__}, PEFT {peft.__version__}, torch {torch.__version__}")
    print(f"{'written':32}{'read as':24}{'largest difference':>20}  ")
    failed = 0
    for case in json.load(open(sys.argv[1])):
        Heard.words = []
        kind, difference, faults = measured(case)
        faults += Heard.words
        is_good = difference <= case["bound"] and not faults
        failed += not is_good
        print(f"{case['name']:32}{kind:24}{difference:20.2e}  {'ok' if is_good else 'FAILED'}  {'; '.join(faults)}")
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
