"""verifiers 0.4: vf-eval of rlvr-verifiers with a pretended model: one reply, tools, turns, null, a killed server.

    V/bin/python benchmarks/conformance/rlvr-client/verifiers_eval.py        (verifiers==0.4.0)
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import common

SERVER = None


def reply(model, messages):
    text = "\n".join(content(message) for message in messages)
    if model == "kill" and "Too small." in text and SERVER.alive:
        common.kill(SERVER)
    if "Using each" in text:
        return common.gold(text)
    if "pieces of fruit" in text:
        fruits = ("apples", "pears", "plums")
        counts = [int(content(each)) for each in messages if each["role"] == "user" and content(each).strip().isdigit()]
        if len(counts) == 3:
            return str(sum(counts))
        return '<tool_call>{"name": "stock", "arguments": {"fruit": "%s"}}</tool_call>' % fruits[len(counts)]
    return "0" if model == "kill" else str(1 + text.count("Too small."))


def content(message):
    said = message.get("content") or ""
    return said if isinstance(said, str) else "".join(part.get("text", "") for part in said)


class Model(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        message = {"role": "assistant", "content": reply(asked["model"], asked["messages"])}
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        base = {"id": "x", "created": 0, "model": asked["model"], "usage": usage}
        if asked.get("stream"):
            chunks = [dict(base, object="chat.completion.chunk", choices=[{"index": 0, "delta": message, "finish_reason": None}]),
                      dict(base, object="chat.completion.chunk", choices=[{"index": 0, "delta": {}, "finish_reason": "stop"}])]  # fmt: skip
            body, kind = b"".join(b"data: " + json.dumps(c).encode() + b"\n\n" for c in chunks) + b"data: [DONE]\n\n", "text/event-stream"
        else:
            choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
            body, kind = json.dumps(dict(base, object="chat.completion", choices=[choice])).encode(), "application/json"
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def evaluate(env, n, model, url, *more):
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "RLVR_URL": SERVER.url, "RLVR_SERVE_TOKEN": SERVER.token, "OPENAI_API_KEY": "x",
                       "PYTHONPATH": f"{common.ROOT}/python", "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}  # fmt: skip
        flags = ["rlvr-verifiers", "--env.taskset.env", env, "--env.taskset.n", str(n), "--env.agent.harness.id", "null",
                 "--env.agent.runtime.type", "subprocess", "--model", model, "--client.base-url", url, "--client.api-key-var", "OPENAI_API_KEY",
                 "--push", "false", "--rich", "None", "--output-dir", folder, "--num-rollouts", "1", *more]  # fmt: skip
        done = subprocess.run([f"{Path(sys.executable).parent}/vf-eval", *flags], env=environment, capture_output=True, text=True, timeout=200)
        found = list(Path(folder).rglob("traces.jsonl"))
        if not found:
            raise SystemExit(done.stdout[-1500:] + done.stderr[-1500:])
        return [json.loads(line) for line in found[0].read_text().splitlines()]


def rewards(episodes):
    return [{name: given["score"] for name, given in trace["rewards"].items() if given} for each in episodes for trace in each["traces"]]


def errors(episodes):
    return [f"{error['type']}: {error['message'][:90]}" for each in episodes for error in each["errors"]]


if __name__ == "__main__":
    models = ThreadingHTTPServer(("127.0.0.1", 0), Model)
    threading.Thread(target=models.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{models.server_address[1]}/v1"
    with common.server() as SERVER:
        for env, n, expected in (("countdown", 6, 1.1), ("shop", 3, 1.1), ("guess", 3, 1)):
            episodes = evaluate(env, n, "gold", url)
            assert rewards(episodes) == [{"rlvr": expected}] * n, (rewards(episodes), errors(episodes))
            common.told(env, f"{n} episodes, {expected} each")
        limit = ("--env.agent.max-turns", "1")
        for name, env, model, *more in (
            ("not judged", "unjudged", "gold"), ("ended by a limit", "guess", "gold", *limit), ("server killed", "guess", "kill"),
        ):  # fmt: skip
            episodes = evaluate(env, 1, model, url, *more)
            assert rewards(episodes) in ([], [{}]) and not episodes[0]["ok"] and errors(episodes), episodes
            common.told(name, errors(episodes)[0])
