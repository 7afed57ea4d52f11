"""verifiers (0.4): a taskset and the environment that plays it, found by verifiers as `rlvr-verifiers`.

    eval rlvr-verifiers --env.taskset.url http://127.0.0.1:8080 --env.taskset.env countdown --env.taskset.n 100

The server plays the user: each reply advances the episode, and what the environment says is the next user turn.
Calls of tools stand in the reply's text as <tool_call>{"name": …, "arguments": {…}}</tool_call>; which there are is
said in the system prompt. What could not be judged, an episode that a limit ended, a lost one and a server that stays away are errors of their
episode, which prime-rl leaves out: verifiers would count a missing reward as 0.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import verifiers.v1 as vf

from .client import Client, connect
from .errors import NotJudged
from .records import Message

_TOOLS = """You may call tools. Call one by writing, and nothing after it:
<tool_call>{"name": "NAME", "arguments": {…}}</tool_call>
The tools, each with the JSON Schema of its arguments:
"""


class RlvrData(vf.TaskData):
    reference: str
    """What names the task to the server."""


class RlvrConfig(vf.TasksetConfig):
    url: str | None = None
    """Of `rlvr serve … --score`; default RLVR_URL."""
    env: str | None = None
    """May be left out where the server has one."""
    split: str = "train"
    n: int = 1000
    start: int = 0


class RlvrTask(vf.Task[RlvrData]):
    pass


class RlvrTaskset(vf.Taskset[RlvrTask, RlvrConfig]):
    def load(self) -> Iterator[RlvrTask]:
        config = self.config
        client = connect(config.url)
        tools = {each["name"]: each["tools"] for each in client.environments()}
        for task in client.tasks(config.env, config.split, config.n, config.start):
            system = [message["content"] for message in task.prompt if message["role"] == "system"]
            if tools[task.env]:
                system.append(_TOOLS + "\n".join(json.dumps(tool) for tool in tools[task.env]))
            said = [message for message in task.prompt if message["role"] != "system"]
            yield RlvrTask(
                RlvrData(
                    name=f"{task.env}:{task.split}:{task.index}",
                    prompt=_prompt(said),
                    system_prompt="\n\n".join(system) or None,
                    reference=task.reference,
                ),
                config.task,
            )


class RlvrEnvConfig(vf.EnvConfig):
    agent: vf.AgentConfig = vf.AgentConfig()


class RlvrEnv(vf.Env[RlvrEnvConfig]):
    async def run(self, task: Any, agents: Any) -> None:
        client: Client = connect(self.taskset.config.url)
        async with await client.episode_async(row=task.data.reference) as episode:
            async with agents.agent.interaction(task) as interaction:
                segment = await interaction.turn()
                while True:
                    if segment.terminated:  # Nothing was said: a limit or an error ended it.
                        raise NotJudged("This episode has no reward (unfinished): the run ended before it did.")
                    step = await episode.step_async(segment.last_reply)
                    if step.done:
                        break
                    segment = await interaction.turn(step.text)
            trace = interaction.trace
            trace.record_reward("rlvr", episode.grade.required())
            for name, score in episode.grade.scores.items():
                if score is not None:
                    trace.record_metric(name, float(score))
            if episode.grade.outcome is not None:
                trace.record_metric("solved", float(episode.grade.outcome))


def _prompt(messages: list[Message]) -> Any:
    if len(messages) == 1 and messages[0]["role"] == "user":
        return messages[0]["content"]
    return [{"role": message["role"], "content": message["content"]} for message in messages]
