"""SkyRL-gym 0.4: skyrl_gym.make over rows, tools in the text, null, and a server killed in the middle.

    V/bin/python benchmarks/conformance/rlvr-client/skyrl_env.py        (skyrl-gym==0.4.0)
"""

import common
import skyrl_gym

from rlvr_client import ServerUnavailable, rows

skyrl_gym.register(id="rlvr", entry_point="rlvr_client.skyrl_gym:RlvrEnv")


def made(row, **config):
    env = skyrl_gym.make("rlvr", env_config=config, extras={"reward_spec": row["reward_spec"]})
    prompt, _ = env.init(row["prompt"])
    return env, prompt[-1]["content"]


with common.server() as server:
    server.publish()
    total = 0.0
    for row in rows("countdown", n=32):
        env, text = made(row)
        try:
            reply = common.gold(text)
        except ValueError:
            continue
        out = env.step(reply)
        assert out["done"] and out["reward"] == 1.1 and env.get_metrics()["solved"] == 1, out
        total += 1
    common.told("countdown, solved", f"{total:.0f} episodes, 1.1 each")

    env, _ = made(rows("shop", n=1)[0])
    count = 0
    for fruit in ("apples", "pears", "plums"):
        out = env.step('<tool_call>{"name": "stock", "arguments": {"fruit": "%s"}}</tool_call>' % fruit)
        count += int(out["observations"][0]["content"].split()[1])
    assert not out["done"]
    out = env.step(str(count))
    assert out["done"] and out["reward"] == 1.1, out
    common.told("shop, three calls", f"reward {out['reward']}, {env.turns} turns, metrics {env.get_metrics()}")

    env, _ = made(rows("unjudged", n=1)[0])
    out = env.step("x")
    assert out["metadata"]["invalid"] == "verifier-error" and env.get_metrics()["invalid"] == 1, out
    try:
        made(rows("unjudged", n=1)[0], on_null="raise")[0].step("x")
        raise SystemExit("null became a number")
    except Exception as error:
        common.told("not judged", f"0.0 with invalid 1.0; on_null=raise: {type(error).__name__}")

    row = rows("shop", n=1)[0]
    env, _ = made(row)
    common.kill(server)
    try:
        env.step("5")
        raise SystemExit("a dead server gave a reward")
    except ServerUnavailable as error:
        common.told("server killed", f"{type(error).__name__}: {str(error)[:90]}")
