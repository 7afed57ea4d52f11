#!/usr/bin/env python3
"""The TRL side of `grpo-step`: GRPOTrainer over a random Llama, held at the beginning of each step.

    trl_grpo.py PROMPTS.json STEPS THREADS [--attention sdpa|eager]

Prints one JSON object when it is ready to begin a step; for each line of stdin does one step and answers with
`{"value": ms, "cpuMs", "peakMb", "parts"}`. Parts are wrapped methods of the trainer, by the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
import warnings

warnings.filterwarnings("ignore")
os.environ.update(TRANSFORMERS_VERBOSITY="error", HF_HUB_OFFLINE="1", WANDB_DISABLED="true")
parser = argparse.ArgumentParser()
parser.add_argument("prompts")
parser.add_argument("steps", type=int)
parser.add_argument("threads", type=int)
parser.add_argument("--attention", default="sdpa")
arguments = parser.parse_args()

import torch
import transformers
import trl
from datasets import Dataset
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
from trl import GRPOConfig, GRPOTrainer

torch.set_num_threads(arguments.threads)
torch.manual_seed(0)
# The trainer prints its logs on stdout; ours alone may stand there.
answers, sys.stdout = sys.stdout, sys.stderr


def say(message: dict) -> None:
    print(json.dumps(message), file=answers, flush=True)


given = json.load(open(arguments.prompts))
settings = given["settings"]
vocabulary = {character: index for index, character in enumerate(given["alphabet"])}
size = len(vocabulary)
pad, end = size, size + 1
vocabulary.update({"<pad>": pad, "<eos>": end})
while len(vocabulary) < 64:
    vocabulary[f"<unused{len(vocabulary)}>"] = len(vocabulary)
tokenizer = Tokenizer(models.WordLevel(vocab=vocabulary, unk_token="<pad>"))
tokenizer.pre_tokenizer, tokenizer.decoder = pre_tokenizers.Split("", "isolated"), decoders.Fuse()
processing = PreTrainedTokenizerFast(
    tokenizer_object=tokenizer, pad_token="<pad>", eos_token="<eos>", padding_side="left"
)
config = LlamaConfig(
    vocab_size=64, hidden_size=128, intermediate_size=384, num_hidden_layers=4, num_attention_heads=4,
    num_key_value_heads=4, max_position_embeddings=64, tie_word_embeddings=True, pad_token_id=pad, eos_token_id=end,
    bos_token_id=None, attn_implementation=arguments.attention,
)  # fmt: skip
model = LlamaForCausalLM(config)
lengths: list = []
parts: dict = {}


def reward(prompts, completions, completion_ids, **_):
    lengths.append(sum(map(len, completion_ids)) / len(completion_ids))
    return [float("1" in completion) for completion in completions]


def timed(name: str, work):
    def run(*positional, **named):
        started = time.perf_counter()
        try:
            return work(*positional, **named)
        finally:
            parts[name] = parts.get(name, 0.0) + (time.perf_counter() - started) * 1000

    return run


trainer = GRPOTrainer(
    model=model,
    reward_funcs=reward,
    processing_class=processing,
    train_dataset=Dataset.from_list([{"prompt": prompt} for prompt in given["prompts"]]),
    args=GRPOConfig(
        output_dir=tempfile.mkdtemp(),
        max_steps=arguments.steps,
        per_device_train_batch_size=settings["promptsPerStep"] * settings["samplesPerPrompt"],
        num_generations=settings["samplesPerPrompt"],
        max_completion_length=settings["maxTokens"],
        learning_rate=settings["learningRate"],
        logging_steps=1,
        report_to=[],
        save_strategy="no",
        use_cpu=True,
        bf16=False,
        gradient_checkpointing=False,
        disable_tqdm=True,
        beta=0.0,
        temperature=1.0,
    ),
)
trainer._generate = timed("generate", trainer._generate)
trainer._calculate_rewards = timed("verify", trainer._calculate_rewards)
trainer._generate_and_score_completions = timed("generate and score", trainer._generate_and_score_completions)
inner = trainer.training_step
state = {"started": None, "cpu": 0.0}


def gated(*positional, **named):
    # A step begins where its first (and only) training step is called: generation is within it.
    if state["started"] is not None:
        now = time.perf_counter()
        value = (now - state["started"]) * 1000
        prepared = parts.pop("generate and score", 0.0)
        say(
            {
                "value": value,
                "cpuMs": (time.process_time() - state["cpu"]) * 1000,
                "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "parts": {
                    "generate": parts.pop("generate", 0.0),
                    "verify": parts.pop("verify", 0.0),
                    "update": value - prepared,
                    "tokens a reply": lengths[-1],
                },
            }
        )
    else:
        say({
            "name": "TRL GRPOTrainer",
            "version": trl.__version__,
            "detail": f"transformers {transformers.__version__}, PyTorch {torch.__version__}, {arguments.attention}, "
            f"{sum(p.numel() for p in model.parameters())} parameters, num_iterations 1, beta 0",
        })  # fmt: skip
    if not sys.stdin.readline():
        os._exit(0)
    state["started"], state["cpu"] = time.perf_counter(), time.process_time()
    return inner(*positional, **named)


trainer.training_step = gated
trainer.train()
