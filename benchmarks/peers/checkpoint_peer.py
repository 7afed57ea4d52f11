#!/usr/bin/env python3
"""transformers as the peer of the checkpoint benchmarks, over a folder that both sides read.

    checkpoint_peer.py step FOLDER THREADS '{"mode": "lora" | "full", "batch", "tokens", "rank"}'
    checkpoint_peer.py generate FOLDER THREADS '{"batch", "prompt", "new"}'
    checkpoint_peer.py load FOLDER THREADS '{"prompt"}'

Prints one JSON object when it is ready; for each line of stdin does one round and answers with
`{"value", "cpuMs", "peakMb", "parts"}`. Float32, `sdpa`, fused AdamW; LoRA is PEFT's, on all linear layers.
`load` begins with what is imported already: a round reads the folder and gives the first token.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
import warnings

started_import = time.perf_counter()
warnings.filterwarnings("ignore")
os.environ.update(TRANSFORMERS_VERBOSITY="error", HF_HUB_OFFLINE="1", HF_HUB_DISABLE_PROGRESS_BARS="1")

import torch
import transformers
from transformers import AutoModelForCausalLM, AutoTokenizer

transformers.utils.logging.disable_progress_bar()
job, folder, threads, settings = sys.argv[1], sys.argv[2], int(sys.argv[3]), json.loads(sys.argv[4])
torch.set_num_threads(threads)
torch.manual_seed(0)
answers, sys.stdout = sys.stdout, sys.stderr
import_ms = (time.perf_counter() - started_import) * 1000


def say(message: dict) -> None:
    print(json.dumps(message), file=answers, flush=True)


def load():
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="sdpa")


def step():
    model = load()
    model.train()
    detail = "full"
    if settings["mode"] == "lora":
        import peft

        targets = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
        rank = settings["rank"]
        model = peft.get_peft_model(model, peft.LoraConfig(r=rank, lora_alpha=2 * rank, target_modules=targets))
        detail = f"PEFT {peft.__version__} rank {rank}"
    trained = [each for each in model.parameters() if each.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=1e-4, betas=(0.9, 0.95), weight_decay=0.01, fused=True)
    vocabulary = model.config.vocab_size
    ids = torch.randint(3, vocabulary, (settings["batch"], settings["tokens"] + 1))

    def round_() -> dict:
        begun = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        logits = model(ids[:, :-1], use_cache=False).logits
        loss = torch.nn.functional.cross_entropy(logits.reshape(-1, vocabulary), ids[:, 1:].reshape(-1))
        del logits
        loss.backward()
        middle = time.perf_counter()
        optimizer.step()
        end = time.perf_counter()
        return {"value": (end - begun) * 1000, "parts": {"gradient": (middle - begun) * 1000, "update": (end - middle) * 1000}}  # fmt: skip

    return round_, f"{detail}, fused AdamW, {sum(each.numel() for each in trained)} trained parameters"


def generate():
    model = load().eval()
    batch, new = settings["batch"], settings["new"]
    ids = torch.randint(3, model.config.vocab_size, (batch, settings["prompt"]))

    def run(cache: str, count: int) -> float:
        begun = time.perf_counter()
        with torch.inference_mode():
            given = dict(attention_mask=torch.ones_like(ids), max_new_tokens=count, min_new_tokens=count, do_sample=False)
            made = model.generate(ids, cache_implementation=cache, **given)
        assert made.shape == (batch, settings["prompt"] + count)
        return time.perf_counter() - begun

    tried = {}
    for cache in ("dynamic", "static"):
        run(cache, 2)
        tried[cache] = run(cache, min(new, 8))
    cache = min(tried, key=tried.get)

    def round_() -> dict:
        seconds = run(cache, new)
        return {"value": batch * new / seconds, "parts": {"all": seconds * 1000, "tokens": batch * new}}

    return round_, f"generate(), {cache} cache ({', '.join(f'{k} {v:.2f} s' for k, v in tried.items())} for {min(new, 8)} tokens)"


def load_and_answer():
    def round_() -> dict:
        begun = time.perf_counter()
        tokenizer = AutoTokenizer.from_pretrained(folder)
        model = load().eval()
        loaded = time.perf_counter()
        text = "".join(chr(97 + index * 7 % 26) for index in range(settings["prompt"]))
        messages = [{"role": "user", "content": text}]
        ids = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_tensors="pt", return_dict=True)
        with torch.inference_mode():
            model.generate(**ids, max_new_tokens=1, do_sample=False)
        end = time.perf_counter()
        parts = {"load": (loaded - begun) * 1000, "first token": (end - loaded) * 1000, "import (not counted)": import_ms}
        return {"value": (end - begun) * 1000, "parts": parts}

    return round_, "from_pretrained(dtype=float32), generate() of one token"


work, detail = {"step": step, "generate": generate, "load": load_and_answer}[job]()
say(
    {
        "name": "transformers",
        "version": transformers.__version__,
        "detail": f"PyTorch {torch.__version__}, {detail}",
    }
)
for line in sys.stdin:
    cpu = time.process_time()
    measured = work()
    say(
        {
            **measured,
            "cpuMs": (time.process_time() - cpu) * 1000,
            "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
    )
