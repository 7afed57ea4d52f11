#!/usr/bin/env python3
"""A base and an adapter of ours answered through transformers and PEFT, over prompts that our side recorded as tokens.

    adapter_answers.py QUESTIONS.json ANSWERS.json [THREADS]

QUESTIONS.json holds `{"base", "adapter" (null for none), "maxTokens", "ends": [token], "samples", "seed",
"questions": [{"prompt": [token], "greedy": [token]}]}`. ANSWERS.json gets `{"versions", "equal", "questions",
"differing": [{"index", "at", "ours", "theirs", "gap"}], "greedy": [text], "replies": [[text]]}`: how many greedy replies are equal token
for token, and for those that are not, by how much their first differing token was likelier than ours (a log-probability:
about 0 is a tie that float32 may break either way); and `samples` replies to each question at temperature 1.
"""

from __future__ import annotations

import json
import os
import sys

os.environ.update(TRANSFORMERS_VERBOSITY="error", HF_HUB_OFFLINE="1", HF_HUB_DISABLE_PROGRESS_BARS="1")

import peft
import torch
import transformers
from transformers import AutoModelForCausalLM, AutoTokenizer

BATCH = 64


def main() -> None:
    asked = json.load(open(sys.argv[1]))
    torch.set_num_threads(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    torch.manual_seed(asked["seed"])
    tokenizer = AutoTokenizer.from_pretrained(asked["base"])
    model = AutoModelForCausalLM.from_pretrained(asked["base"], dtype=torch.float32)
    if asked["adapter"] is not None:
        model = peft.PeftModel.from_pretrained(model, asked["adapter"])
    model.eval()
    ends, longest = asked["ends"], asked["maxTokens"]
    pad = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else ends[0]

    def answers(prompts: list, sampled: bool) -> list:
        width = max(map(len, prompts))
        ids = torch.tensor([[pad] * (width - len(prompt)) + prompt for prompt in prompts])
        mask = torch.tensor([[0] * (width - len(prompt)) + [1] * len(prompt) for prompt in prompts])
        drawn = dict(do_sample=True, temperature=1.0, top_k=0, top_p=1.0) if sampled else dict(do_sample=False)
        with torch.inference_mode():
            made = model.generate(
                input_ids=ids, attention_mask=mask, max_new_tokens=longest, eos_token_id=ends, pad_token_id=pad, **drawn
            )
        return [upto_end(row[width:].tolist()) for row in made]

    def upto_end(tokens: list) -> list:
        for index, token in enumerate(tokens):
            if token in ends:
                return tokens[: index + 1]
        return tokens

    questions = asked["questions"]
    greedy, replies = [], [[] for _ in questions]
    for start in range(0, len(questions), BATCH):
        prompts = [question["prompt"] for question in questions[start : start + BATCH]]
        greedy.extend(answers(prompts, False))
        for _ in range(asked["samples"]):
            for index, tokens in enumerate(answers(prompts, True)):
                replies[start + index].append(tokenizer.decode(tokens, skip_special_tokens=True))
    differing = []
    for index, (question, theirs) in enumerate(zip(questions, greedy)):
        ours = question["greedy"]
        if ours == theirs:
            continue
        at = next((i for i, (a, b) in enumerate(zip(ours, theirs)) if a != b), min(len(ours), len(theirs)))
        gap = None
        if at < min(len(ours), len(theirs)):
            with torch.inference_mode():
                logits = model(torch.tensor([question["prompt"] + theirs[:at]])).logits[0, -1].log_softmax(-1)
            gap = float(logits[theirs[at]] - logits[ours[at]])
        differing.append({"index": index, "at": at, "ours": ours, "theirs": theirs, "gap": gap})
    versions = f"transformers {transformers.__version__}, PEFT {peft.__version__}, PyTorch {torch.__version__}"
    with open(sys.argv[2], "w") as file:
        json.dump({"versions": versions, "equal": len(questions) - len(differing), "questions": len(questions), "differing": differing, "greedy": [tokenizer.decode(each, skip_special_tokens=True) for each in greedy], "replies": replies}, file)  # fmt: skip


main()
