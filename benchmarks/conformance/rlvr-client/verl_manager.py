"""verl 0.9.1: its naive reward manager with pkg://rlvr_client.verl, null, and a server killed in the middle.

    V/bin/python benchmarks/conformance/rlvr-client/verl_manager.py     (verl==0.9.1 with torch, ray, tensordict; no GPU)
"""

import asyncio
import os
import time
import warnings

warnings.filterwarnings("ignore")
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
import common  # noqa: E402
import numpy as np  # noqa: E402
import torch  # noqa: E402
from omegaconf import OmegaConf  # noqa: E402
from tensordict import TensorDict  # noqa: E402
from tokenizers import Tokenizer, decoders, models, pre_tokenizers  # noqa: E402
from transformers import PreTrainedTokenizerFast  # noqa: E402
from verl import DataProto  # noqa: E402
from verl.trainer.ppo.reward import load_reward_manager  # noqa: E402

from rlvr_client import rows  # noqa: E402


def tokenizer():
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {c: i for i, c in enumerate(alphabet)} | {"<pad>": 256, "<eos>": 257}
    built = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    built.pre_tokenizer, built.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    return PreTrainedTokenizerFast(tokenizer_object=built, pad_token="<pad>", eos_token="<eos>")


def sample(tok, row, reply, width=128):
    ids = tok(reply)["input_ids"]
    responses = torch.full((1, width), tok.pad_token_id)
    responses[0, : len(ids)] = torch.tensor(ids)
    mask = torch.zeros(1, 8 + width, dtype=torch.long)
    mask[0, : 8 + len(ids)] = 1
    fields = {name: np.array([row[name]], dtype=object) for name in ("data_source", "reward_model", "extra_info")}
    batch = {"prompts": torch.zeros(1, 8, dtype=torch.long), "responses": responses, "attention_mask": mask}
    return DataProto(batch=TensorDict(batch, batch_size=1), non_tensor_batch=fields)


config = OmegaConf.create({"reward": {
    "num_workers": 1, "custom_reward_function": {"path": "pkg://rlvr_client.verl", "name": "compute_score"},
    "reward_manager": {"source": "register", "name": "naive", "module": None}, "sandbox_fusion": {"url": None},
}})  # fmt: skip


async def main(server):
    tok = tokenizer()
    manager = load_reward_manager(config, tok)
    work = []
    for row in rows("countdown", n=300):
        try:
            work.append((row, common.gold(row["prompt"][-1]["content"]), 1.1))
        except ValueError:
            work.append((row, "hm", 0.0))
    work.append((rows("unjudged", n=1)[0], "x", None))
    began = time.monotonic()
    out = await asyncio.gather(*[manager.run_single(sample(tok, row, reply)) for row, reply, _ in work])
    for (_, reply, expected), each in zip(work, out):
        assert each["reward_score"] == (expected or 0), (reply, each)
        assert each["reward_extra_info"]["invalid"] == float(expected is None), each
    common.told("naive manager", f"{len(out)} samples in {time.monotonic() - began:.2f} s; the one not judged: {out[-1]}")

    common.kill(server)
    lost = await asyncio.gather(*[manager.run_single(sample(tok, row, reply)) for row, reply, _ in work[:4]], return_exceptions=True)
    assert all(type(each).__name__ == "ServerUnavailable" for each in lost), lost
    common.told("server killed", f"{len(lost)} of 4 raise {type(lost[0]).__name__}")


with common.server() as server:
    server.publish()
    asyncio.run(main(server))
