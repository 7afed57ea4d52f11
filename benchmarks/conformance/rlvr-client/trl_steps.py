"""TRL 1.16 GRPOTrainer, 2 steps each: reward function, null, tools, turns, and a server killed in the middle.

    V/bin/python benchmarks/conformance/rlvr-client/trl_steps.py        (torch, transformers, trl, datasets; no GPU)

Replies are scripted, so rewards are known; advantages, loss and optimizer steps are TRL's own.
"""

import json
import os
import re
import sys
import tempfile
import types
import warnings

warnings.filterwarnings("ignore")
os.environ.update(TRL_EXPERIMENTAL_SILENCE="1", TRANSFORMERS_VERBOSITY="error", HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1")
import common  # noqa: E402
import torch  # noqa: E402
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers  # noqa: E402
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast  # noqa: E402
from trl import GRPOConfig, GRPOTrainer  # noqa: E402
from trl.chat_template_utils import qwen3_chat_template  # noqa: E402

from rlvr_client import ServerUnavailable, dataset  # noqa: E402
from rlvr_client.trl import environment_factory, reward_funcs  # noqa: E402

FRUITS = ("apples", "pears", "plums")
MARKS = ("<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>", "<think>", "</think>")


def tokenizer():
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    built = Tokenizer(models.BPE(vocab={c: i for i, c in enumerate(alphabet)}, merges=[]))
    built.pre_tokenizer, built.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    tok = PreTrainedTokenizerFast(
        tokenizer_object=built, pad_token="<|endoftext|>", eos_token="<|im_end|>", padding_side="left"
    )
    tok.add_special_tokens({"additional_special_tokens": ["<|im_start|>"]})
    tok.add_tokens([AddedToken(mark, special=False) for mark in MARKS])
    tok.chat_template = qwen3_chat_template
    return tok


def train(script, rows, **more):
    torch.manual_seed(0)
    tok = tokenizer()
    model = LlamaForCausalLM(LlamaConfig(
        vocab_size=len(tok), hidden_size=64, intermediate_size=128, num_hidden_layers=2, num_attention_heads=2, bos_token_id=None,
        max_position_embeddings=8192, pad_token_id=tok.pad_token_id, eos_token_id=tok.eos_token_id,
    ))  # fmt: skip

    def generate(self, input_ids=None, attention_mask=None, generation_config=None, **_):
        texts = [script(tok.decode(ids[mask.bool()]), k) for k, (ids, mask) in enumerate(zip(input_ids, attention_mask))]
        replies = [tok(text, add_special_tokens=False)["input_ids"] + [tok.eos_token_id] for text in texts]
        width = max(map(len, replies))
        padded = [reply + [tok.pad_token_id] * (width - len(reply)) for reply in replies]
        return torch.cat([input_ids, torch.tensor(padded)], 1)

    model.generate = types.MethodType(generate, model)
    trainer = GRPOTrainer(model=model, processing_class=tok, train_dataset=rows, args=GRPOConfig(
        output_dir=tempfile.mkdtemp(), max_steps=2, per_device_train_batch_size=16, num_generations=4, max_completion_length=2048,
        learning_rate=1e-3, logging_steps=1, report_to=[], save_strategy="no", use_cpu=True, bf16=False, gradient_checkpointing=False,
        disable_tqdm=True, beta=0.0, shuffle_dataset=False,
    ), **more)  # fmt: skip
    trainer.train()
    return [log for log in trainer.state.log_history if "reward" in log]


def call(name, **arguments):
    return "<tool_call>\n" + json.dumps({"name": name, "arguments": arguments}) + "\n</tool_call>"


def countdown(text, k):
    return common.gold(text[text.rindex("Using each") :]) if "Using each" in text and k % 2 else "hm"


def shop(text, k):
    counts = [int(each) for each in re.findall(r"<tool_response>\n(\d+)\n</tool_response>", text)]
    return call("stock", fruit=FRUITS[len(counts)]) if len(counts) < 3 else str(sum(counts) if k % 2 else -1)


def guess(text, k):
    said = len(re.findall(r"<tool_response>", text))
    if "The episode is over." in text:
        return "done"
    return call("answer", text=str(1 + said if k % 2 else 9))


def shown(logs, *keys):
    return "; ".join(", ".join(f"{key} {log[key]:.3f}" for key in keys if key in log) for log in logs)


with common.server("countdown", *common.ENVIRONMENTS[1:], arguments=[]) as server:
    client = server.client(patience=1)
    two = [row for row in dataset("countdown", n=60, client=client) if len(re.findall(r"\d+", row["prompt"][-1]["content"].split(" exactly")[0])) == 2]
    from datasets import Dataset, concatenate_datasets

    logs = train(countdown, Dataset.from_list(two[:8]), reward_funcs=reward_funcs(client))
    assert all(abs(log["rewards/rlvr_reward/mean"] - 0.55) < 1e-5 and log["reward_std"] > 0.4 for log in logs), logs
    common.told("reward_funcs", shown(logs, "rewards/rlvr_reward/mean", "rlvr/solved", "rlvr/unscored"))

    mixed = [row for pair in zip(two[:4], dataset("unjudged", n=4, client=client)) for row in pair]
    logs = train(countdown, Dataset.from_list(mixed), reward_funcs=reward_funcs(client))
    assert all(abs(log["rewards/rlvr_reward/mean"] - 0.55) < 1e-5 and log["rlvr/unscored"] == 0.5 for log in logs), logs
    common.told("half of the tasks not judged", shown(logs, "rewards/rlvr_reward/mean", "rlvr/unscored"))

    logs = train(shop, dataset("shop", n=8, client=client), reward_funcs=reward_funcs(client), environment_factory=environment_factory("shop", client=client))  # fmt: skip
    assert all(abs(log["rewards/rlvr_reward/mean"] - 0.6) < 1e-5 and log["tools/call_frequency"] == 3 for log in logs), logs
    assert all(log["tools/failure_frequency"] == 0 for log in logs), logs
    common.told("tools, last words are the answer", shown(logs, "rewards/rlvr_reward/mean", "tools/call_frequency"))

    logs = train(guess, dataset("guess", n=8, client=client), environment_factory=environment_factory("guess", client=client))
    assert all(abs(log["rewards/Guess/mean"] - 0.5) < 1e-5 for log in logs), logs
    common.told("turns, answered by a tool", shown(logs, "rewards/Guess/mean", "tools/call_frequency"))

    rows, factory = dataset("shop", n=8, client=client), environment_factory("shop", client=client)

    def killing(text, k):
        if "<tool_response>" in text and server.alive:
            common.kill(server)
        return shop(text, k)

    try:
        train(killing, rows, reward_funcs=reward_funcs(client), environment_factory=factory)
        sys.exit("it trained on without a server")
    except ServerUnavailable as error:
        common.told("server killed amid tools", f"{type(error).__name__}: {str(error)[:90]}")
