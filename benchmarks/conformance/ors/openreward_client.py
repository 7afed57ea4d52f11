"""Drives `rlvr serve --ors` by openreward's own client, synchronous and asynchronous: every route and event that it knows.

    python -m venv V && V/bin/pip install openreward==0.1.167
    V/bin/python benchmarks/conformance/ors/openreward_client.py [--only NAME] [--slow]
"""

from __future__ import annotations

import asyncio
import json
import urllib.request
from typing import Any, List

from driver import PAGE, SECRET, Server, args, countdown_replies, near, raises, run

import aiohttp
from openreward import AsyncOpenReward, OpenReward
from openreward.api._session import http as session_http
from openreward.api.environments.client import GroupCandidate, Message, TextBlock, ToolCallBlock
from openreward.api.errors import (
    MaxRetriesError,
    ScoreGroupFailed,
    SessionTerminatedError,
    ToolCallError,
)

GOODS = ("apples", "pears", "plums")


def clients(server: Server) -> None:
    import os

    os.environ["OPENREWARD_SESSION_URL"] = os.environ["OPENREWARD_API_URL"] = server.url


def environment(server: Server, name: str, variant: Any = None) -> Any:
    clients(server)
    return OpenReward(base_url=server.url).environments.get(name, variant=variant)


def text_of(blocks: Any) -> str:
    return "\n".join(block.text for block in blocks)


def said(text: str) -> Message:
    return Message(role="assistant", blocks=[TextBlock(text=text)])


def server_routes(server: Server) -> str:
    def get(path: str) -> Any:
        with urllib.request.urlopen(server.url + path) as answer:
            return json.load(answer)

    assert get("/health") == {"status": "ok"}
    assert get("/list_environments")[:2] == ["countdown", "shop"], get("/list_environments")
    assert set(get("/version")) == {"version", "build_sha"}
    return get("/version")["version"]


def tasks(server: Server) -> str:
    """By variant, by the name of a deployment, by owner/name, and of the first environment under any name."""
    for name, variant, expected in (("any", "shop", "shop"), ("shop", None, "shop"), ("owner/shop", None, "shop"), ("env", None, "countdown")):
        env = environment(server, name, variant)
        assert env.list_splits() == ["train", "test"]
        count = env.num_tasks("train")
        assert count > 100, count
        first, last = env.get_task("train", 0), env.get_task("train", -1)
        assert first.environment_name == expected and first.task_spec["index"] == 0 and last.task_spec["index"] == count - 1
        ranged = [each.task_spec["index"] for each in env.get_task_range("test", start=3, stop=6)]
        assert ranged == [3, 4, 5], ranged
        assert [each.task_spec["index"] for each in env.get_task_range("train", start=-2)] == [count - 2, count - 1]
        assert set(first.task_spec) == {"env", "split", "index", "seed", "prompt", "id"}, first.task_spec
    for wrong in (lambda: env.num_tasks("dev"), lambda: env.get_task("train", -10**9), lambda: environment(server, "x", "nope").num_tasks("train")):
        assert raises(aiohttp.ClientResponseError, wrong).status in (400, 404)
    listed = environment(server, "countdown").list_tasks("test")
    assert SECRET not in json.dumps([each.task_spec for each in environment(server, "unjudged").list_tasks("test")[:50]])
    return f"{len(listed)} of the test split"


def single_turn(server: Server) -> None:
    env = environment(server, "countdown")
    task = env.get_task("train", 5)
    for given in ({"task": task}, {"split": "train", "index": 5}):
        for kind in ("gold", "wrong", "bare", "none"):
            with env.session(**given, secrets={"HF_TOKEN": "a-secret-of-the-client"}) as session:
                prompt = text_of(session.get_prompt())
                reply, reward = countdown_replies(prompt)[kind]
                out = session.call_tool("submit", {"answer": reply})
                assert near(out.reward, reward) and out.finished is True, (kind, out)
                assert out.metadata["outcome"] is (reward >= 1) and out.metadata["invalid"] is None, out.metadata
                assert not any(character.isdigit() for character in text_of(out.blocks)), out.blocks


def tools(server: Server) -> None:
    env = environment(server, "shop")
    with env.session(split="train", index=1) as session:
        for listed in (env.list_tools(), session.list_tools()):
            assert [each.name for each in listed] == ["stock", "submit"], listed
            assert listed[1].input_schema["required"] == ["answer"]
        for provider in ("openai", "anthropic", "google", "openrouter"):
            assert len(session.list_tools(format=provider)) == 2
        assert session.terminal_tool() is None and session.is_assistant_message_final() is False
        assert session.supports_score_group() is True and env.supports_score_group() is True
        prompt = text_of(session.get_prompt())
        assert "[system]" in prompt and "How many pieces of fruit" in prompt, prompt
        messages = session.get_messages()
        assert [each.role for each in messages] == ["system", "user"]
        assert session.get_messages(format="openai")[0]["role"] == "system"
        assert session.get_messages(format="anthropic")["messages"][0]["role"] == "user"
        assert session.version()["version"]


def tool_environment(server: Server) -> None:
    env = environment(server, "shop")
    for index, (off, reward) in enumerate(((0, 1.1), (1, 0.1))):
        with env.session(split="train", index=index) as session:
            total = 0
            for fruit in GOODS:
                out = session.call_tool("stock", {"fruit": fruit})
                assert out.reward is None and out.finished is False, out
                total += int(text_of(out.blocks))
            out = session.call_tool("submit", {"answer": str(total + off)})
            assert near(out.reward, reward) and out.finished, out


def refusals(server: Server) -> None:
    """A refused call costs no turn: five are there for five calls that are well."""
    env = environment(server, "shop")
    with env.session(split="train", index=2) as session:
        for name, given, reason in (
            ("nope", {}, "not_found"),
            ("stock", {"fruit": "nuts"}, "input_validation"),
            ("stock", {}, "input_validation"),
            ("submit", {"answer": 5}, "input_validation"),
            ("submit", {}, "input_validation"),
            ("__init__", {}, "not_found"),
            ("stock", [], "bad_input_shape"),
        ):
            error = raises(ToolCallError, lambda: session.call_tool(name, given))
            assert error.reason == reason, (name, given, error.reason, error.detail)
        total = sum(int(text_of(session.call_tool("stock", {"fruit": fruit}).blocks)) for fruit in GOODS)
        out = session.call_tool("submit", {"answer": str(total)})
        assert near(out.reward, 1.1) and out.finished, out
        for name in ("submit", "stock", "nope"):
            assert raises(ToolCallError, lambda: session.call_tool(name, {"answer": "1"})).reason == "episode_finished"


def unjudged(server: Server) -> None:
    with environment(server, "unjudged").session(split="train", index=0) as session:
        out = session.call_tool("submit", {"answer": "anything"})
        assert out.reward is None and out.finished is True and out.metadata["invalid"] == "verifier-error", out
        assert SECRET not in json.dumps(out.metadata) + text_of(out.blocks)


def dialogue(server: Server) -> None:
    """`submit` shows the next message; what a step earned comes with the reward of the end, once."""
    env = environment(server, "dialogue")
    with env.session(split="train", index=0) as session:
        session.call_tool("submit", {"answer": "0"})
        first = session.call_tool("submit", {"answer": "0"})
        assert text_of(first.blocks) == "higher" and first.reward is None and not first.finished, first
        assert first.metadata == {"step_reward": 0.25}, first
        last = session.call_tool("submit", {"answer": "0"})
        assert near(last.reward, 0.25) and last.finished, last
    with env.session(split="train", index=0) as session:
        for guess in range(1, 10):
            try:
                if session.call_tool("submit", {"answer": str(guess)}).finished:
                    break
            except ToolCallError:
                break


def texts(server: Server) -> str:
    """Texts of many pieces arrive as they were said."""
    env = environment(server, "library")
    longest = 0
    for count in (0, 1, 60, 5_000):
        with env.session(split="train", index=count) as session:
            out = session.call_tool("pages", {"count": count})
            assert text_of(out.blocks) == PAGE * count, f"{count} pages came otherwise"
            longest = max(longest, len(PAGE * count))
            # As TRL's adapter sends what the model left out.
            assert text_of(session.call_tool("pages", {"count": 1, "first": None}).blocks) == PAGE
            assert near(session.call_tool("submit", {"answer": "2"}).reward, 1)
    return f"{longest} characters"


def failing_tools(server: Server) -> None:
    with environment(server, "library").session(split="train", index=0) as session:
        assert "the shelf is empty" in text_of(session.call_tool("lend", {}).blocks)
        words = text_of(session.call_tool("burn", {}).blocks)
        assert "failed" in words and SECRET not in words, words
        assert near(session.call_tool("submit", {"answer": "0"}).reward, 1)


def limit_of_turns(server: Server) -> None:
    with environment(server, "library").session(split="train", index=0) as session:
        outs = [session.call_tool(name, given) for name, given in [("pages", {"count": 1}), *[("lend", {})] * 5]]
        assert [each.finished for each in outs] == [False] * 5 + [True]
        assert outs[-1].reward == 0 and outs[-2].reward is None, outs[-1]


def score_group(server: Server) -> None:
    with environment(server, "countdown").session(split="train", index=7) as session:
        replies = countdown_replies(text_of(session.get_prompt()))
        conversation: List[Message] = session.get_messages()
        scores = session.score_group(
            [
                [said(replies["gold"][0])],
                GroupCandidate(messages=[*conversation, said(replies["wrong"][0])], metadata={"id": 7}),
                [Message(role="assistant", blocks=[ToolCallBlock(id="a", name="submit", input={"answer": replies["bare"][0]})])],
            ]
        )
        assert [round(each.reward, 9) for each in scores] == [1.1, 0.1, 1.0], scores
        assert scores[1].metadata["candidate"] == {"id": 7}
        raises(ScoreGroupFailed, lambda: session.score_group([[said("hm")], []]))
        assert near(session.call_tool("submit", {"answer": replies["gold"][0]}).reward, 1.1)
    with environment(server, "unjudged").session(split="train", index=0) as session:
        error = raises(ScoreGroupFailed, lambda: session.score_group([[said("x")], [said("y")]]))
        assert SECRET not in str(error), error
        assert session.call_tool("submit", {"answer": "x"}).finished


def broken_streams(server: Server) -> str:
    """The stream breaks after its `task_id`: the client comes again, and the tool has run once."""
    parse, breaks = session_http._parse_sse_events, 0

    async def breaking(response: Any) -> Any:
        nonlocal breaks
        async for event, data in parse(response):
            yield event, data
            if event == "task_id" and breaks % 2 == 0:
                breaks += 1
                raise aiohttp.ClientPayloadError("broken by the driver")
            if event == "task_id":
                breaks += 1

    with environment(server, "slow").session(split="train", index=0) as session:
        session_http._parse_sse_events = breaking
        try:
            assert text_of(session.call_tool("wait", {"ms": 300}).blocks) == "waited 1 times"
            assert text_of(session.call_tool("wait", {"ms": 0}).blocks) == "waited 2 times"
        finally:
            session_http._parse_sse_events = parse
        assert near(session.call_tool("submit", {"answer": "2"}).reward, 1)
    return f"{breaks // 2} breaks"


async def parallel_calls(server: Server) -> None:
    """Calls of one session queue; those behind its end are refused."""
    clients(server)
    async with AsyncOpenReward(base_url=server.url).environments as api:
        async with api.get("slow").session(split="train", index=1) as session:
            outs = await asyncio.gather(*(session.call_tool("wait", {"ms": 20}) for _ in range(4)))
            assert sorted(text_of(each.blocks) for each in outs) == [f"waited {k} times" for k in (1, 2, 3, 4)]
            ends = await asyncio.gather(*(session.call_tool("submit", {"answer": "4"}) for _ in range(4)), return_exceptions=True)
            assert [each.reward for each in ends if not isinstance(each, Exception)] == [1]
            assert [each.reason for each in ends if isinstance(each, ToolCallError)] == ["episode_finished"] * 3


async def many_sessions(server: Server) -> str:
    clients(server)
    async with AsyncOpenReward(base_url=server.url).environments as api:

        async def one(index: int) -> float:
            env = api.get("countdown")
            async with env.session(split="train", index=index) as session:
                kind = ("gold", "wrong", "bare", "none")[index % 4]
                reply, reward = countdown_replies(text_of(await session.get_prompt()))[kind]
                out = await session.call_tool("submit", {"answer": reply})
                assert near(out.reward, reward), (index, kind, out)
                return out.reward

        rewards = await asyncio.gather(*(one(index) for index in range(128)))
    return f"{len(rewards)} sessions, mean {sum(rewards) / len(rewards):.3f}"


def long_calls(server: Server) -> str:
    """Longer than the 30 seconds after which the client gives up a silent stream."""
    if not args.slow:
        return "left out: --slow"
    with environment(server, "slow").session(split="train", index=2) as session:
        assert text_of(session.call_tool("wait", {"ms": 35_000}).blocks) == "waited 1 times"
    return ""


def refused_sessions(server: Server) -> None:
    env = environment(server, "shop")

    def opening(**given: Any) -> Any:
        def work() -> None:
            with env.session(**given):
                pass

        return raises(aiohttp.ClientResponseError, work)

    task = env.get_task("train", 0)
    assert opening(split="train", index=10**20).status == 400
    assert opening(split="dev", index=0).status == 400
    assert opening(split="train", index=0, toolset="codex").status == 400
    assert opening(split="train", index=0, env_overrides={"A": "b"}).status == 400
    task.task_spec = {**task.task_spec, "prompt": "0" * 16}
    error = opening(task=task)
    assert error.status == 400 and "another one" in error.message, error
    task.task_spec = {"question": "?"}
    assert opening(task=task).status == 400


def broken_environment(server: Server) -> None:
    with environment(server, "broken").session(split="train", index=0) as session:
        for work in (session.get_prompt, lambda: session.call_tool("submit", {"answer": "x"})):
            error = raises(aiohttp.ClientResponseError, work)
            assert error.status == 500 and SECRET not in str(error), error


def ended_sessions(server: Server) -> None:
    with environment(server, "shop").session(split="train", index=0) as session:
        session._run(session._async._pre_delete())
        error = raises(aiohttp.ClientResponseError, lambda: session.call_tool("stock", {"fruit": "pears"}))
        assert error.status == 404, error


def killed_server(server: Server) -> str:
    """No reward is made of an episode that is lost, neither while the server is away nor when it is there again."""
    env = environment(server, "shop")
    with env.session(split="train", index=0) as session:
        session.call_tool("stock", {"fruit": "pears"})
        server.kill()
        away = raises(Exception, lambda: session.call_tool("submit", {"answer": "1"}))
        server.start()
        back = raises(aiohttp.ClientResponseError, lambda: session.call_tool("submit", {"answer": "1"}))
        assert isinstance(away, (MaxRetriesError, SessionTerminatedError)) and back.status == 404, (away, back)
    with env.session(split="train", index=0) as session:
        assert session.call_tool("stock", {"fruit": "pears"}).reward is None
    return type(away).__name__


run(
    [
        server_routes, tasks, single_turn, tools, tool_environment, refusals, unjudged, dialogue, texts, failing_tools,
        limit_of_turns, score_group, broken_streams, parallel_calls, many_sessions, long_calls, refused_sessions,
        broken_environment, ended_sessions, killed_server,
    ]
)  # fmt: skip
