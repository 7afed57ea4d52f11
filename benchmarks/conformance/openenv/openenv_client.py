"""Drives `rlvr serve --openenv` by OpenEnv's own clients, 0.10, 0.4 and 0.3: dialogues, tools with long texts and failures,
work that takes its time, sessions beyond the room there is, frames that are too long, a null that stays null.

    python -m venv V && V/bin/pip install openenv==0.10.0
    V/bin/python benchmarks/conformance/openenv/openenv_client.py [PART OF A NAME]

The environments are countdown, the shop of examples/05 and those beside the driver of ORS. Ends with `N passed, N failed`.
"""

import asyncio
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import traceback

from openenv.core import GenericEnvClient, MCPToolClient

TREE = pathlib.Path(__file__).resolve().parents[3]
OWN = "./benchmarks/conformance/ors/environments.ts"
SECRET = "kept-from-everybody"
PAGE = '  two blanks, "quotes" \\ and a\ttab\n\u00a0 é 漢字 \u2028 😀 \u0000 end  '
GOODS = ("apples", "pears", "plums")


class Server:
    def __init__(self, *flags):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        node = ["node", "--disable-warning=ExperimentalWarning", "--conditions=rlvr-source", "src/cli/main.ts", "serve"]
        own = [f"{OWN}#{name}" for name in ("unjudged", "library", "dialogue", "slow", "broken")]
        self.process = subprocess.Popen(
            [*node, "countdown", "./examples/05-tool-environment.ts", *own, "--openenv", "--port", str(self.port), *flags],
            cwd=TREE,
            stdout=subprocess.PIPE,
            stderr=open(os.environ.get("SERVER_LOG", os.devnull), "ab"),
        )
        if not self.process.stdout.readline():
            raise RuntimeError("the server did not start")

    def client(self, name, **more):
        return GenericEnvClient(base_url=f"http://127.0.0.1:{self.port}/{name}", message_timeout_s=30, **more)

    def end(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


async def raises(work, words):
    try:
        result = await work
    except Exception as error:
        assert words in str(error), error
        assert SECRET not in str(error), error
        return
    raise AssertionError(f"expected {words}, got {result}")


def call(name, **arguments):
    return {"type": "call_tool", "tool_name": name, "arguments": arguments}


async def a_dialogue_has_its_turns_and_pays_between(server):
    async with server.client("dialogue") as env:
        opened = await env.reset(index=3)
        assert opened.observation["text"].startswith("You guess.\n\nGuess a number"), opened
        low, high, rewards = 0, 10, []
        while True:
            guess = (low + high) // 2
            result = await env.step({"message": str(guess)})
            rewards.append(result.reward)
            if result.done:
                break
            low, high = (guess, high) if result.observation["text"] == "higher" else (low, guess)
        assert rewards in ([1.5], [0, 1.5], [0, 0.25, 0], [0, 0.25, 1]), rewards
        assert set(result.observation["metadata"]["scores"]) == {"found", "few"}, result
        state = await env.state()
        assert state["step_count"] == len(rewards) and state["done"] is True, state


async def tools_tell_texts_and_failures_as_they_are(server):
    async with server.client("library") as env:
        await env.reset(seed=1)
        for count in (0, 1, 100_000):
            result = await env.step(call("pages", count=count))
            assert result.observation["result"] == PAGE * count and result.observation["error"] is None, count
        for action, kind in ((call("lend"), "execution_error"), (call("burn"), "execution_error")):
            result = await env.step(action)
            assert result.observation["error"]["error_type"] == kind and SECRET not in str(result), result
        result = await env.step({"message": "3"})
        assert result.done and result.reward == 1, result
        return "a text of 3.5 MB"


async def tools_of_mcp_are_called_at_once_and_in_order(server):
    async with MCPToolClient(base_url=f"http://127.0.0.1:{server.port}/shop") as env:
        await env.reset(seed=6)
        assert [tool.name for tool in await env.list_tools()] == ["stock"]
        if getattr(env, "use_production_mode", False):
            results = await asyncio.gather(*[env.call_tool("stock", fruit=fruit) for fruit in GOODS])
        else:  # Before 0.10 a client has one WebSocket for them, and asks one after the other.
            results = [await env.call_tool("stock", fruit=fruit) for fruit in GOODS]
        again = [await env.call_tool("stock", fruit=fruit) for fruit in GOODS[:1]]
        assert results[:1] == again, (results, again)
        try:
            await env.call_tool("sell")
            raise AssertionError("there is no such tool")
        except RuntimeError as error:
            assert "sell" in str(error), error


async def what_could_not_be_judged_is_null_or_an_error_never_a_number(server):
    async with server.client("unjudged") as env:
        await env.reset(seed=1)
        result = await env.step({"message": "x"})
        assert result.reward is None and result.done, result
        assert result.observation["metadata"]["invalid"] == "verifier-error" and SECRET not in str(result), result
        await env.reset(seed=1, invalid="error")
        await raises(env.step({"message": "x"}), "verifier-error")
        await raises(env.step({"message": "x"}), "EXECUTION_ERROR")


async def an_environment_that_cannot_begin_is_an_error_and_tells_no_secret(server):
    async with server.client("broken") as env:
        await raises(env.reset(seed=1), "EXECUTION_ERROR")
        await raises(env.step({"message": "x"}), "EXECUTION_ERROR")
        assert (await env.state())["step_count"] == 0


async def slow_work_keeps_nobody_waiting_and_its_client_may_leave(server):
    async with server.client("slow") as slow, server.client("countdown") as quick:
        await slow.reset(seed=1)
        waiting = asyncio.create_task(slow.step(call("wait", ms=3000)))
        began = time.monotonic()
        for seed in range(50):
            await quick.reset(seed=seed)
            assert (await quick.step({"message": "hm"})).reward == 0
        assert not waiting.done() and time.monotonic() - began < 3
        assert (await waiting).observation["result"] == "waited 1 times"
    leaving = server.client("slow")
    await leaving.connect()
    await leaving.reset(seed=1)
    waiting = asyncio.create_task(leaving.step(call("wait", ms=60_000)))
    await asyncio.sleep(0.2)
    leaving._ws.transport.abort()
    (error,) = await asyncio.gather(waiting, return_exceptions=True)
    assert isinstance(error, Exception), error


async def a_frame_that_is_too_long_costs_its_own_connection_alone(server):
    async with server.client("countdown") as other:
        await other.reset(seed=1)
        env = server.client("countdown")
        await env.connect()
        await env.reset(seed=1)
        try:
            await env.step({"message": "x" * 40_000_000})
            raise AssertionError("40 MB were taken")
        except Exception as error:
            assert not isinstance(error, AssertionError), error
        assert (await other.step({"message": "x" * 20_000_000})).done


async def beyond_the_room_there_is_a_client_is_told_so(_):
    small = Server("--max-sessions", "2")
    try:
        async with small.client("countdown") as one, small.client("countdown") as two:
            await one.reset()
            await two.reset()
            third = small.client("countdown")
            await raises(third.reset(), "CAPACITY_REACHED")
            await two.close()
            for _ in range(100):
                try:
                    assert (await small.client("countdown").reset()).done is False
                    return
                except RuntimeError:
                    await asyncio.sleep(0.1)
            raise AssertionError("there is no room again")
    finally:
        small.end()


async def hundreds_at_once_are_each_paid_for_their_own(server):
    clients = [server.client("countdown") for _ in range(256)]
    await asyncio.gather(*[env.connect() for env in clients])
    texts = [r.observation["text"] for r in await asyncio.gather(*[env.reset(index=k) for k, env in enumerate(clients)])]
    again = [r.observation["text"] for r in await asyncio.gather(*[env.reset(index=k) for k, env in enumerate(clients)])]
    assert texts == again
    assert {r.reward for r in await asyncio.gather(*[env.step({"message": "hm"}) for env in clients])} == {0}
    await asyncio.gather(*[env.close() for env in clients])


CHECKS = [
    a_dialogue_has_its_turns_and_pays_between,
    tools_tell_texts_and_failures_as_they_are,
    tools_of_mcp_are_called_at_once_and_in_order,
    what_could_not_be_judged_is_null_or_an_error_never_a_number,
    an_environment_that_cannot_begin_is_an_error_and_tells_no_secret,
    slow_work_keeps_nobody_waiting_and_its_client_may_leave,
    a_frame_that_is_too_long_costs_its_own_connection_alone,
    beyond_the_room_there_is_a_client_is_told_so,
    hundreds_at_once_are_each_paid_for_their_own,
]


def main():
    server, passed, failed = Server(), 0, 0
    try:
        for check in CHECKS:
            if len(sys.argv) > 1 and sys.argv[1] not in check.__name__:
                continue
            began = time.monotonic()
            try:
                word = asyncio.run(asyncio.wait_for(check(server), 120))
                passed += 1
                print(f"ok      {check.__name__:68} {time.monotonic() - began:6.2f} s  {word or ''}", flush=True)
            except Exception as error:
                failed += 1
                print(f"FAILED  {check.__name__:68} {type(error).__name__}: {str(error)[:500]}", flush=True)
                traceback.print_exc()
    finally:
        server.end()
    print(f"{passed} passed, {failed} failed", flush=True)
    sys.exit(1 if failed else 0)


main()
