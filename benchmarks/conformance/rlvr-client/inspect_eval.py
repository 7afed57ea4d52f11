"""Inspect 0.3.285: eval() with mockllm over a data set, tools and turns, null, and a server killed in the middle.

    V/bin/python benchmarks/conformance/rlvr-client/inspect_eval.py        (inspect-ai==0.3.285)
"""

import math
import os
import tempfile

os.environ.update(INSPECT_LOG_DIR=tempfile.mkdtemp(), INSPECT_DISPLAY="none")
import common  # noqa: E402
from inspect_ai import Task, eval  # noqa: E402
from inspect_ai.model import ModelOutput, ModelUsage, get_model  # noqa: E402

from rlvr_client.inspect_ai import rlvr_dataset, rlvr_scorer, rlvr_solver  # noqa: E402


def counted(output):
    """With its own count of tokens, which mockllm would otherwise fetch a tokenizer for."""
    output.usage = ModelUsage(input_tokens=1, output_tokens=1, total_tokens=2)
    return output


def text(said):
    return counted(ModelOutput.from_content("mockllm/model", said))


def call(fruit):
    return counted(ModelOutput.for_tool_call("mockllm/model", "stock", {"fruit": fruit}))


def run(task, answer):
    return eval(task, model=get_model("mockllm/model", custom_outputs=answer), log_format="json")[0]


def solve(messages, tools, tool_choice, config):
    try:
        return text(common.gold(messages[-1].text))
    except ValueError:
        return text("hm")


def ask(messages, tools, tool_choice, config):
    counts = [int(message.text) for message in messages if message.role == "tool"]
    fruits = ("apples", "pears", "plums")
    return call(fruits[len(counts)]) if len(counts) < 3 else text(str(sum(counts)))


def value(log):
    return log.results.scores[0].metrics["mean"].value


with common.server() as server:
    server.publish()
    log = run(Task(dataset=rlvr_dataset("countdown", n=20), scorer=rlvr_scorer()), solve)
    solved = [s for s in log.samples if s.scores["rlvr_scorer"].metadata["outcome"]]
    assert log.status == "success" and all(s.scores["rlvr_scorer"].value == 1.1 for s in solved) and solved, log.error
    common.told("countdown, one reply", f"mean {value(log):.3f}, {len(solved)} of {len(log.samples)} solved")

    log = run(Task(dataset=rlvr_dataset("shop", n=8), solver=rlvr_solver(), scorer=rlvr_scorer()), ask)
    assert log.status == "success" and abs(value(log) - 1.1) < 1e-9, (log.error, log.results)
    common.told("shop, tools", f"mean {value(log):.3f} of {len(log.samples)}")

    log = run(Task(dataset=rlvr_dataset("guess", n=6), solver=rlvr_solver(), scorer=rlvr_scorer()),
              lambda messages, *_: text(str(1 + sum(m.role == "assistant" for m in messages))))  # fmt: skip
    assert log.status == "success" and value(log) == 1, (log.error, log.results)
    common.told("guess, turns", f"mean {value(log):.3f}")

    log = run(Task(dataset=rlvr_dataset("unjudged", n=2), scorer=rlvr_scorer()), lambda *_: text("x"))
    score = log.samples[0].scores["rlvr_scorer"]
    assert math.isnan(score.value) and score.reason == "scoring_failed", score
    common.told("not judged", f"unscored, reason {score.reason}, {score.metadata['invalid']}; mean {value(log)}")

    task = Task(dataset=rlvr_dataset("shop", n=2), solver=rlvr_solver(), scorer=rlvr_scorer(), message_limit=4)
    log = run(task, ask)
    score = log.samples[0].scores["rlvr_scorer"]
    assert log.status == "success" and math.isnan(score.value), score
    common.told("ended by a limit", f"unscored, {score.metadata['invalid']}; mean {value(log)}")

    dataset = rlvr_dataset("countdown", n=4)


    def die(messages, *_):
        if server.alive:
            common.kill(server)
        return text("hm")

    log = run(Task(dataset=dataset, scorer=rlvr_scorer()), die)
    assert log.status == "error" and "ServerUnavailable" in log.error.traceback, (log.status, log.error)
    common.told("server killed", f"eval {log.status}: {log.error.message[:90]}")
