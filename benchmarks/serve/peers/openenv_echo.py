"""OpenEnv's own server with an environment that says what it is told.  python openenv_echo.py PORT [--async]"""

import logging
import sys

logging.disable(logging.WARNING)
import uvicorn
from openenv.core.env_server.http_server import create_app
from openenv.core.env_server.interfaces import Environment
from openenv.core.env_server.types import Action, Observation, State


class EchoAction(Action):
    message: str


class EchoObservation(Observation):
    text: str = ""


class Echo(Environment):
    SUPPORTS_CONCURRENT_SESSIONS = True

    def reset(self, seed=None, episode_id=None, **rest):
        return EchoObservation(text="go")

    def step(self, action, **rest):
        return EchoObservation(text=action.message, reward=1.0, done=False)

    if "--async" in sys.argv:

        async def reset_async(self, seed=None, episode_id=None, **rest):
            return EchoObservation(text="go")

        async def step_async(self, action, **rest):
            return EchoObservation(text=action.message, reward=1.0, done=False)

    @property
    def state(self):
        return State()


app = create_app(Echo, EchoAction, EchoObservation, env_name="echo", max_concurrent_envs=64)
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
