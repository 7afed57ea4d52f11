"""Inspect (0.3.285): a data set, a solver that plays the environment's turns and tools, and a scorer.

    Task(dataset=rlvr_dataset("countdown", split="test", n=100), scorer=rlvr_scorer())                # one reply
    Task(dataset=rlvr_dataset("shop"), solver=rlvr_solver(), scorer=rlvr_scorer())                    # tools and turns

What could not be judged is `Score.unscored`, which metrics leave out, and so is an episode that a limit of Inspect's
ended. A server that stays away fails the sample.
"""

from __future__ import annotations

from typing import Any

from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ChatMessageAssistant, ChatMessageSystem, ChatMessageTool, ChatMessageUser
from inspect_ai.scorer import Score, Scorer, Target, mean, scorer, stderr
from inspect_ai.solver import Generate, Solver, TaskState, solver
from inspect_ai.tool import ToolDef, ToolParams
from inspect_ai.util import store

from .client import Client, client_of
from .records import Grade, Message, Task

_REFERENCE = "rlvr_reference"
_GRADE = "rlvr_grade"


def rlvr_dataset(
    env: str | None = None, split: str = "test", n: int = 100, *, start: int = 0, client: Client | str | None = None
) -> MemoryDataset:
    """The prompts of tasks; what names each to the server stands in the metadata. There is no target to see."""
    tasks = client_of(client).tasks(env, split, n, start)
    return MemoryDataset([_sample(task) for task in tasks], name=f"rlvr:{tasks[0].env if tasks else env}:{split}")


def _sample(task: Task) -> Sample:
    prompt = [
        (ChatMessageSystem if message["role"] == "system" else ChatMessageUser)(content=message["content"])
        if message["role"] in ("system", "user")
        else ChatMessageAssistant(content=message["content"])
        for message in task.prompt
    ]
    return Sample(input=prompt, id=f"{task.env}-{task.split}-{task.index}", metadata={_REFERENCE: task.reference})


@solver
def rlvr_solver(client: Client | str | None = None) -> Solver:
    """Plays an episode to its end: the model's calls of tools and its replies go to the environment, in turn."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        # Until it has an end it has no grade, whatever stops it: the last words of an episode are no reply to its task.
        store().set(_GRADE, vars(Grade(None, None, {}, "unfinished")))
        async with await client_of(client).episode_async(row=state.metadata[_REFERENCE]) as episode:
            state.tools = [_tool(tool) for tool in episode.tools]
            while not episode.done:
                state = await generate(state, tool_calls="none")
                said = state.output.message
                calls = [{"id": c.id, "name": c.function, "arguments": c.arguments} for c in said.tool_calls or []]
                step = await episode.step_async(said.text, calls)
                names = {call["id"]: call["name"] for call in calls}
                state.messages += [_message(message, names) for message in step.messages]
                if state.completed and not episode.done:
                    break
            if episode.grade is not None:
                store().set(_GRADE, vars(episode.grade))
        state.completed = True
        return state

    return solve


def _tool(tool: dict[str, Any]) -> Any:
    async def execute(**_: Any) -> str:
        raise RuntimeError("Tools of an rlvr environment run on its server, by rlvr_solver().")

    schema = dict(tool["parameters"] or {"type": "object", "properties": {}})
    schema["properties"] = {
        name: {"description": name, **each} for name, each in dict(schema.get("properties") or {}).items()
    }
    known = {name: schema[name] for name in ("type", "properties", "required", "additionalProperties") if name in schema}
    return ToolDef(
        execute, name=tool["name"], description=tool["description"] or tool["name"], parameters=ToolParams(**known)
    ).as_tool()


def _message(message: Message, names: dict[str, str]) -> ChatMessageTool | ChatMessageUser:
    if message["role"] == "tool":
        called = message.get("tool_call_id", "")
        return ChatMessageTool(content=message["content"], tool_call_id=called, function=names.get(called))
    return ChatMessageUser(content=message["content"])


@scorer(metrics=[mean(), stderr()])
def rlvr_scorer(client: Client | str | None = None) -> Scorer:
    """The reward; the outcome and the rubric's terms stand in the metadata. Without rlvr_solver, of the last reply."""

    async def score(state: TaskState, target: Target) -> Score:
        kept = store().get(_GRADE)
        if kept is None:
            reply = state.output.completion if state.output is not None else ""
            grade = await client_of(client).score_one_async(state.metadata[_REFERENCE], reply)
        else:
            grade = Grade(**kept)
        metadata = {"outcome": grade.outcome, "scores": grade.scores, "invalid": grade.invalid}
        answer = state.output.completion if state.output is not None else None
        if grade.reward is None:
            return Score.unscored(reason="scoring_failed", answer=answer, explanation=grade.invalid, metadata=metadata)
        return Score(value=float(grade.reward), answer=answer, metadata=metadata)

    return score
