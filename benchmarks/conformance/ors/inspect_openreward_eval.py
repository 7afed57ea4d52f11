"""Drives `rlvr serve --ors` by inspect-openreward and Inspect, with a model that is a script: datasets, the solver with its own
and with Inspect's agent, the scorer, and what becomes of a verdict that is none and of a server that is gone.

    python -m venv V && V/bin/pip install inspect-ai==0.3.285 inspect-openreward==0.3.0 openreward==0.1.167
    V/bin/python benchmarks/conformance/ors/inspect_openreward_eval.py [--only NAME]
"""

from __future__ import annotations

import os
import tempfile
from typing import Any, Callable, List

os.environ["INSPECT_DISPLAY"] = "none"

from driver import PAGE, SECRET, Server, countdown_replies, near, run

from inspect_ai import Task, eval as evaluate
from inspect_ai.model import ChatMessageTool, ChatMessageUser, ModelOutput, ModelUsage, get_model
from inspect_ai.solver import generate
from inspect_openreward import openreward_dataset, openreward_scorer, openreward_solver
from openreward import OpenReward

FOLDER = tempfile.mkdtemp()
GOODS = ("apples", "pears", "plums")


def environment(server: Server, name: str) -> Any:
    os.environ["OPENREWARD_SESSION_URL"] = os.environ["OPENREWARD_API_URL"] = server.url
    return OpenReward(base_url=server.url).environments.get(name)


def counted(output: ModelOutput) -> ModelOutput:
    """Without it the mock model counts tokens by a vocabulary that it fetches."""
    output.usage = ModelUsage(input_tokens=1, output_tokens=1, total_tokens=2)
    return output


def called(name: str, **arguments: Any) -> ModelOutput:
    return counted(ModelOutput.for_tool_call("mockllm", name, arguments))


def said(text: str) -> ModelOutput:
    return counted(ModelOutput.from_content("mockllm", text))


def results(messages: List[Any]) -> List[ChatMessageTool]:
    return [each for each in messages if isinstance(each, ChatMessageTool)]


def task_text(messages: List[Any]) -> str:
    return next(each.text for each in messages if isinstance(each, ChatMessageUser))


def logs(env: Any, model: Callable[..., ModelOutput], samples: int = 4, **given: Any) -> Any:
    task = Task(
        dataset=openreward_dataset(env, split="train", limit=samples),
        solver=openreward_solver(env, **given),
        scorer=openreward_scorer(),
    )
    (log,) = evaluate(task, model=get_model("mockllm/model", custom_outputs=model), log_dir=FOLDER, log_level="error")
    return log


def values(log: Any) -> List[float]:
    assert log.status == "success", log.error.message
    return [each.scores["openreward_scorer"].value for each in log.samples]


def countdown(server: Server) -> str:
    def model(messages: Any, tools: Any, *_: Any) -> ModelOutput:
        assert [each.name for each in tools] == ["submit"], tools
        if results(messages):
            return said("done")
        kind = ("gold", "wrong")[len(task_text(messages)) % 2]
        return called("submit", answer=countdown_replies(task_text(messages))[kind][0])

    log = logs(environment(server, "countdown"), model, 8)
    for sample in log.samples:
        kind = ("gold", "wrong")[len(task_text(sample.messages)) % 2]
        assert near(sample.scores["openreward_scorer"].value, countdown_replies(task_text(sample.messages))[kind][1])
        assert sample.scores["openreward_scorer"].metadata["finished"] is True
    return f"mean {sum(values(log)) / 8:.3f}"


def shop(server: Server) -> None:
    def model(messages: Any, tools: Any, *_: Any) -> ModelOutput:
        told = results(messages)
        if len(told) < 3:
            return called("stock", fruit=GOODS[len(told)])
        return called("submit", answer=str(sum(int(each.text) for each in told))) if len(told) == 3 else said("done")

    assert values(logs(environment(server, "shop"), model)) == [1.1] * 4


def solver_of_one_s_own(server: Server) -> None:
    def model(messages: Any, *_: Any) -> ModelOutput:
        if results(messages):
            return said("done")
        return called("submit", answer=countdown_replies(task_text(messages))["gold"][0])

    env = environment(server, "countdown")
    assert values(logs(env, model, 2, solver=[generate(tool_calls="single"), generate(tool_calls="none")])) == [1.1] * 2


def unjudged(server: Server) -> None:
    """Inspect's scores are numbers: the adapter says 0 with `reward` None beside it."""

    def model(messages: Any, *_: Any) -> ModelOutput:
        return said("done") if results(messages) else called("submit", answer="x")

    for sample in logs(environment(server, "unjudged"), model).samples:
        assert sample.scores["openreward_scorer"].metadata == {"finished": True, "reward": None}
        assert SECRET not in sample.model_dump_json()


def never_submitted(server: Server) -> None:
    for sample in logs(environment(server, "countdown"), lambda *_: said("I think that it is 4.")).samples:
        assert sample.scores["openreward_scorer"].metadata == {"finished": False, "reward": None}


def dialogue(server: Server) -> None:
    """The answers of `submit` are the environment's next messages."""

    def model(messages: Any, *_: Any) -> ModelOutput:
        told = [each.text for each in results(messages)]
        if told and "over" in told[-1]:
            return said("done")
        return called("submit", answer=str(len(told)))

    for sample in logs(environment(server, "dialogue"), model).samples:
        told = [each.text for each in results(sample.messages)]
        assert told[:-1] == ["higher"] * (len(told) - 1) and "over" in told[-1], told
        assert sample.scores["openreward_scorer"].metadata["finished"] is True


def texts(server: Server) -> None:
    def model(messages: Any, *_: Any) -> ModelOutput:
        told = results(messages)
        if not told:
            return called("pages", count=400)
        return called("submit", answer="1") if len(told) == 1 else said("done")

    log = logs(environment(server, "library"), model, 1)
    assert values(log) == [1]
    text = results(log.samples[0].messages)[0].text
    assert PAGE in text, text[:200]


def killed_server(server: Server) -> str:
    """A sample whose server goes away is an error, not a score."""

    def model(messages: Any, *_: Any) -> ModelOutput:
        if not results(messages):
            return called("stock", fruit="pears")
        server.kill()
        return called("submit", answer="1")

    env = environment(server, "shop")
    log = logs(env, model, 1)
    assert log.status == "error" and not any(each.scores for each in log.samples or []), log
    return log.error.message.split("\n")[0][:60]


run([countdown, shop, solver_of_one_s_own, unjudged, never_submitted, dialogue, texts, killed_server])
