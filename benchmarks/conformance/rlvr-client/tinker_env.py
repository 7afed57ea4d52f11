"""Tinker cookbook 0.6: do_group_rollout over RlvrDataset, null under two strategies, and a server killed in the middle.

    V/bin/python benchmarks/conformance/rlvr-client/tinker_env.py     (tinker, tinker-cookbook; the policy is a script)
"""

import asyncio

import common
from tinker_cookbook.completers import TokenCompleter, TokensWithLogprobs
from tinker_cookbook.rl.rollout_strategy import MinViableGroup
from tinker_cookbook.rl.rollouts import do_group_rollout
from tinker_cookbook.tokenizer_utils import register_tokenizer
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

from rlvr_client import ServerUnavailable
from rlvr_client.tinker_cookbook import RlvrDataset


def tokenizer():
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {c: i for i, c in enumerate(alphabet)} | {"<pad>": 256, "<eos>": 257}
    built = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    built.pre_tokenizer, built.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    return PreTrainedTokenizerFast(tokenizer_object=built, pad_token="<pad>", eos_token="<eos>")


register_tokenizer("bytes", tokenizer)
TOK = tokenizer()


class Script(TokenCompleter):
    def __init__(self, reply):
        self.reply, self.count = reply, 0

    async def __call__(self, model_input, stop, *, max_tokens=None):
        self.count += 1
        text = self.reply(TOK.decode(model_input.to_ints()), self.count)
        tokens = TOK(" " + text + "\n\nUser:")["input_ids"]
        return TokensWithLogprobs(tokens, [0.0] * len(tokens))


def groups(env, n, client):
    data = RlvrDataset(env, renderer_name="role_colon", model_name="bytes", group_size=4, batch_size=n, n=n, client=client)
    return data.get_batch(0)


def countdown(text, count):
    return common.gold(text) if count % 2 else "hm"


async def main(server):
    client = server.client(patience=1)
    done = [await do_group_rollout(group, Script(countdown)) for group in groups("countdown", 4, client)]
    assert all(sorted(group.get_total_rewards()) == [0, 0, 1.1, 1.1] for group in done), [g.get_total_rewards() for g in done]
    common.told("countdown", f"4 groups of 4, rewards {done[0].get_total_rewards()}")

    (group,) = groups("guess", 1, client)
    done = await do_group_rollout(group, Script(lambda text, _: str(1 + text.count("Too small."))))
    assert done.get_total_rewards() == [1, 1, 1, 1], done
    common.told("guess, turns", f"rewards {done.get_total_rewards()}, turns {[len(t.transitions) for t in done.trajectories_G]}")

    (group,) = groups("unjudged", 1, client)
    for strategy in (None, MinViableGroup()):
        try:
            given = (await do_group_rollout(group, Script(lambda *_: "x"), strategy)).get_total_rewards()
        except Exception as error:
            given = f"{type(error).__name__}: {str(error)[:60]}"
        assert isinstance(given, str), given
        common.told(f"not judged, {type(strategy).__name__ if strategy else 'FailFast'}", given)

    (group,) = groups("guess", 1, client)

    def killing(text, count):
        if "Too small." in text and server.alive:
            common.kill(server)
        return "0"

    try:
        await do_group_rollout(group, Script(killing))
        raise SystemExit("a dead server gave rewards")
    except ServerUnavailable as error:
        common.told("server killed", f"{type(error).__name__}: {str(error)[:80]}")


with common.server() as server:
    asyncio.run(main(server))
