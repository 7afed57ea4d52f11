"""TRL 1.16 GRPOTrainer, 20 steps on `countdown`: rewards of rlvr_client beside the same rewards written in Python.

    V/bin/python benchmarks/conformance/rlvr-client/trl_learns.py [steps]     (torch, transformers, trl, datasets; no GPU)

A Llama of 0.9M parameters over words and digits is first shown solved tasks (a random one never finds the tags, so its
groups have no spread), and is then trained twice from there with the same seed. The runs part once a reply is sampled otherwise,
so what shows that rewards are equal is that every reply of the second run is scored by both.
"""

import copy
import os
import random
import re
import sys
import tempfile
import time
import warnings

warnings.filterwarnings("ignore")
os.environ.update(TRANSFORMERS_VERBOSITY="error", HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", OMP_WAIT_POLICY="PASSIVE")
import common  # noqa: E402
import torch  # noqa: E402
from datasets import Dataset  # noqa: E402
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers  # noqa: E402
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast  # noqa: E402
from trl import GRPOConfig, GRPOTrainer  # noqa: E402

from rlvr_client.trl import reward_funcs  # noqa: E402

STEPS = int(sys.argv[1]) if len(sys.argv) > 1 else 20
seen = []
PIECES = r"\d| ?[A-Za-z]+|</answer>|<answer>|."


def python_reward(prompts, completions, **_):
    """`countdown` by hand: 1 for each number used once and the right value, 0.1 for one pair of tags."""
    rewards = []
    seen.extend(zip(prompts, completions))
    for prompt, completion in zip(prompts, completions):
        numbers, target = re.search(r"numbers ([\d, ]+) exactly once.* equals (\d+)", prompt).groups()
        tagged = re.findall(r"<answer>(.*?)</answer>", completion, re.S)
        expression = tagged[-1] if tagged else completion.strip()
        used = sorted(map(int, re.findall(r"\d+", expression)))
        right = False
        if used == sorted(map(int, numbers.split(", "))) and re.fullmatch(r"[\d+*/() -]+", expression):
            try:
                right = abs(eval(expression) - int(target)) < 1e-9
            except Exception:
                right = False
        one_pair = len(tagged) == completion.count("<answer>") == completion.count("</answer>") == 1
        rewards.append(float(right) + (0.1 if one_pair else 0.0))
    return rewards


def tokenizer(texts):
    pieces = sorted({piece for text in texts for piece in re.findall(PIECES, text)} | set("0123456789+-*/()"))
    vocabulary = {piece: place for place, piece in enumerate(["<pad>", "<eos>", *pieces])}
    built = Tokenizer(models.WordLevel(vocab=vocabulary, unk_token="<pad>"))
    built.pre_tokenizer, built.decoder = pre_tokenizers.Split(Regex(PIECES), "isolated"), decoders.Fuse()
    return PreTrainedTokenizerFast(tokenizer_object=built, pad_token="<pad>", eos_token="<eos>", padding_side="left")


def shown(model, tok, pairs, until=0.3):
    """Supervised steps on solved tasks, the loss on the replies alone, until it knows the form and some of the rest."""
    optimizer, draw, losses = torch.optim.AdamW(model.parameters(), 2e-3), random.Random(0), []
    while len(losses) < 10 or (sum(losses[-10:]) / 10 > until and len(losses) < 600):
        for group in optimizer.param_groups:
            group["lr"] = 2e-3 * min(1, (len(losses) + 1) / 20)
        batch = [(tok(prompt)["input_ids"], tok(reply)["input_ids"] + [tok.eos_token_id]) for prompt, reply in draw.sample(pairs, 48)]
        width = max(len(a) + len(b) for a, b in batch)
        ids = torch.tensor([[tok.pad_token_id] * (width - len(a) - len(b)) + a + b for a, b in batch])
        labels = torch.tensor([[-100] * (width - len(b)) + b for _, b in batch])
        loss = model(input_ids=ids, attention_mask=(ids != tok.pad_token_id).long(), labels=labels).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return f"{len(losses)} steps, loss {sum(losses[-10:]) / 10:.3f}"


def trained(model, tok, rows, reward):
    torch.manual_seed(1)
    trainer = GRPOTrainer(
        model=copy.deepcopy(model), reward_funcs=reward, processing_class=tok, train_dataset=Dataset.from_list(rows),
        args=GRPOConfig(
            output_dir=tempfile.mkdtemp(), max_steps=STEPS, per_device_train_batch_size=256, num_generations=8, seed=1,
            max_completion_length=16, learning_rate=3e-4, lr_scheduler_type="constant", logging_steps=1, report_to=[], save_strategy="no",
            use_cpu=True, bf16=False, gradient_checkpointing=False, disable_tqdm=True, beta=0.0, temperature=1.0,
        ),
    )  # fmt: skip
    began = time.monotonic()
    trainer.train()
    return [log for log in trainer.state.log_history if "reward" in log], time.monotonic() - began


with common.server("countdown", options={"highest": 9}) as server:
    client = server.client()
    tasks = [task for task in client.tasks("countdown", n=3000) if len(re.findall(r"\d+", task.prompt[-1]["content"].split(" exactly")[0])) == 2]
    texts = [task.prompt[-1]["content"] for task in tasks]
    tok = tokenizer([*texts, *map(common.gold, texts[:50])])
    torch.manual_seed(0)
    torch.set_num_threads(2)
    model = LlamaForCausalLM(LlamaConfig(
        vocab_size=len(tok), hidden_size=128, intermediate_size=384, num_hidden_layers=4, num_attention_heads=4, num_key_value_heads=4,
        max_position_embeddings=256, tie_word_embeddings=True, pad_token_id=tok.pad_token_id, eos_token_id=tok.eos_token_id, bos_token_id=None,
    ))  # fmt: skip
    print(f"{len(tasks)} tasks of two numbers, {sum(p.numel() for p in model.parameters())} parameters", flush=True)
    print(f"shown solved tasks: {shown(model, tok, [(text, common.gold(text)) for text in texts[:1000]])}", flush=True)
    rows = [{"prompt": text, "ground_truth": task.reference} for text, task in zip(texts[1000:], tasks[1000:])]
    ours, our_seconds = trained(model, tok, rows, reward_funcs(client))
    theirs, their_seconds = trained(model, tok, rows, python_reward)
    references = {row["prompt"]: row["ground_truth"] for row in rows}
    replies = list(seen)
    scored = client.score([(references[prompt], completion) for prompt, completion in replies])
    by_hand = python_reward(*zip(*replies))
    differing = [each for each in zip(replies, scored, by_hand) if abs(each[1].reward - each[2]) > 1e-9]

print("step   rlvr_client   python   solved   unscored")
for mine, other in zip(ours, theirs):
    print(f"{mine['step']:>4}   {mine['reward']:>11.4f}   {other['reward']:>6.4f}   {mine.get('rlvr/solved', float('nan')):>6.3f}   {mine.get('rlvr/unscored', 0):>8.3f}", flush=True)
def quarters(logs):
    part = max(1, STEPS // 4)
    return [sum(log["reward"] for log in some) / part for some in (logs[:part], logs[-part:])]


for name, logs, seconds in (("rlvr_client", ours, our_seconds), ("python", theirs, their_seconds)):
    early, late = quarters(logs)
    print(f"{name:<12} first quarter {early:.3f}, last quarter {late:.3f}; {seconds / STEPS:.2f} s a step")
print(f"{len(differing)} of {len(replies)} replies scored differently {differing[:2] or ''}")
early, late = quarters(ours)
sys.exit(0 if not differing and (STEPS < 20 or late > early) else 1)
