"""Starts `rlvr serve` as a child process, and ends it: when asked to, when Python ends, and when Python dies.

The child reads its standard input and ends when that does (`--until-stdin-ends`), so it outlives no Python that is
killed. It is told its token by the environment, where no other user can read it.
"""

from __future__ import annotations

import atexit
import json
import os
import queue
import secrets
import shlex
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

from .client import Client
from .errors import ServerUnavailable

DEFAULT_COMMAND = ("npx", "--no", "--", "rlvr")
"""The rlvr that is installed in this folder's node_modules; `--no` keeps npx from downloading another one."""


class Server:
    """`with Server('countdown') as server: server.client()…`

    environments   ids, files, packages, as `rlvr serve` takes them
    options        of the environment, where it is one
    command        what stands for `rlvr`: a list, or one text; default RLVR_COMMAND, or DEFAULT_COMMAND
    arguments      more of them for `rlvr serve`
    start_timeout  seconds until the address must be known
    """

    def __init__(
        self,
        *environments: str,
        options: Mapping[str, Any] | None = None,
        seed: str | int | None = None,
        command: Sequence[str] | str | None = None,
        arguments: Sequence[str] = (),
        port: int = 0,
        cwd: str | None = None,
        start_timeout: float = 120,
    ) -> None:
        given = command or os.environ.get("RLVR_COMMAND") or DEFAULT_COMMAND
        self._command = shlex.split(given) if isinstance(given, str) else list(given)
        self._arguments = ["serve", *environments, "--score", "--port", str(port), "--until-stdin-ends", *arguments]
        for name, value in (options or {}).items():
            self._arguments += ["--option", f"{name}={value if isinstance(value, str) else json.dumps(value)}"]
        if seed is not None:
            self._arguments += ["--seed", str(seed)]
        self._cwd, self._start_timeout = cwd, start_timeout
        self._process: subprocess.Popen[str] | None = None
        self._said: deque[str] = deque(maxlen=50)
        self.token = secrets.token_urlsafe(24)
        self.url: str | None = None

    def start(self) -> Server:
        """Returns when the address is known. Raises ServerUnavailable with the last words of the child."""
        if self.alive:
            return self
        environment = {**os.environ, "RLVR_SERVE_TOKEN": self.token}
        # What npx has against starting is told below; a script that npm itself runs would keep it silent.
        environment["npm_config_loglevel"] = "error"
        try:
            self._process = subprocess.Popen(
                [*self._command, *self._arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                errors="replace",
                env=environment,
                cwd=self._cwd,
                start_new_session=True,
            )
        except OSError as error:
            raise ServerUnavailable(f"Cannot start {shlex.join(self._command)}: {error}.") from error
        atexit.register(self.stop)
        found: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        process = self._process
        for stream, is_output in ((process.stdout, True), (process.stderr, False)):
            threading.Thread(target=self._read, args=(process, stream, is_output, found), daemon=True).start()
        try:
            url = found.get(timeout=self._start_timeout)
        except queue.Empty:
            url = None
        if url is None:
            code = process.poll()
            self.stop()
            what = f"told no address within {self._start_timeout:g} s" if code is None else f"ended with code {code}"
            words = "\n".join(self._said) or "It said nothing."
            if self._command == list(DEFAULT_COMMAND) and "npm error" in words:
                words = (
                    f"There is no rlvr in node_modules of {os.path.abspath(self._cwd or os.curdir)} or above. Start Python in "
                    "the project that has it, name that with Server(cwd=...), or set RLVR_COMMAND to what runs it."
                )
            raise ServerUnavailable(f"`{shlex.join([*self._command, *self._arguments])}` {what}:\n{words}")
        self.url = url
        return self

    def _read(
        self, process: subprocess.Popen[str], stream: Any, is_output: bool, found: queue.SimpleQueue[str | None]
    ) -> None:
        with stream:
            for line in stream:
                self._said.append(line.rstrip("\n"))
                if is_output and line.startswith("{"):
                    try:
                        found.put(json.loads(line)["urls"]["score"])
                    except (ValueError, KeyError, TypeError):
                        continue
        if is_output:
            process.wait()
            found.put(None)

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def said(self) -> list[str]:
        """The last lines of the child's output and log."""
        return list(self._said)

    def client(self, **settings: Any) -> Client:
        """A client of it. Starts it where it is not started."""
        self.start()
        return Client(self.url, token=self.token, **settings)

    def publish(self) -> Server:
        """Names it to this process's children and to `connect()`: RLVR_URL and RLVR_SERVE_TOKEN."""
        self.start()
        os.environ["RLVR_URL"], os.environ["RLVR_SERVE_TOKEN"] = str(self.url), self.token
        return self

    def stop(self, timeout: float = 15) -> None:
        """Lets requests under way end, then ends it for good. Idempotent."""
        process, self._process = self._process, None
        atexit.unregister(self.stop)
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            _end_group(process, signal.SIGKILL)
            process.wait()
        else:
            # What a launcher such as npx left behind.
            _end_group(process, signal.SIGKILL)

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def _end_group(process: subprocess.Popen[str], number: int) -> None:
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        pass
    except AttributeError:
        process.kill()
