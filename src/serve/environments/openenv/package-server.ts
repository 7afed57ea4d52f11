// The Python entry of an exported package, `server/app.py`. `main` runs the server of this package and ends with it;
// `app` is what uvicorn loads (OpenEnv's UVProvider and verifiers do): it starts the same server on this machine, or takes
// one that runs, and passes requests and WebSockets on. Beyond this machine neither works for anybody without a token.
// Source: ASGI 3.0 (asgi.readthedocs.io/en/latest/specs/www.html); OpenEnv core/containers/runtime/uv_provider.py.

/** `arguments_` as Python's list of what follows `rlvr serve`. */
export function packageServer(name: string, served: readonly string[]): string {
  return `"""Serves the rlvr environment ${name} by OpenEnv's protocol.

    uv run server --port 8000              the server itself
    uvicorn server.app:app --port 8000     behind an ASGI app

RLVR_COMMAND       how rlvr is called, default: npx --no -- rlvr, the installed one
RLVR_OPENENV_URL   a server that runs already, such as http://127.0.0.1:8000/${name}: nothing is started
RLVR_SERVE_TOKEN   asked of every request; needed beyond this machine
"""

import argparse
import asyncio
import ipaddress
import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SERVED = json.loads(${JSON.stringify(JSON.stringify(served))})


def command(host: str, port: int) -> list:
    rlvr = shlex.split(os.environ.get("RLVR_COMMAND", "npx --no -- rlvr"))
    return [*rlvr, "serve", *SERVED, "--openenv", "--host", host, "--port", str(port), "--until-stdin-ends"]


def start(host: str, port: int, **more) -> subprocess.Popen:
    """It ends with its standard input, which ends with this process, however that ends. A signal to npx would leave it."""
    return subprocess.Popen(command(host, port), cwd=ROOT, stdin=subprocess.PIPE, **more)


class Running:
    """The server behind the app: started at the first request, ended with the app."""

    def __init__(self):
        self.process = None
        self.url = os.environ.get("RLVR_OPENENV_URL", "").rstrip("/")
        self.lock = asyncio.Lock()

    async def base(self) -> str:
        async with self.lock:
            if self.process is not None and self.process.poll() is not None:
                self.process, self.url = None, ""
            if not self.url:
                self.process = start("127.0.0.1", 0, stdout=subprocess.PIPE, text=True)
                line = await asyncio.to_thread(self.process.stdout.readline)
                if not line:
                    raise RuntimeError("rlvr did not start: " + shlex.join(command("127.0.0.1", 0)))
                self.url = json.loads(line)["urls"]["openenv"]
            return self.url

    def end(self):
        if self.process is not None and self.process.poll() is None:
            self.process.stdin.close()
            self.process.wait(20)


running = None


def is_here(scope) -> bool:
    try:
        return ipaddress.ip_address((scope.get("client") or ("127.0.0.1",))[0]).is_loopback
    except ValueError:
        return True


def passed_on(scope) -> list:
    """Headers but for those of one connection alone. The host is the client's: the server knows its own names."""
    left = {b"connection", b"transfer-encoding", b"content-length", b"upgrade"}
    return [(k, v) for k, v in scope["headers"] if k not in left and not k.startswith(b"sec-websocket")]


async def app(scope, receive, send):
    global running
    running = running or Running()
    if scope["type"] == "lifespan":
        while True:
            event = (await receive())["type"]
            if event == "lifespan.shutdown":
                running.end()
                return await send({"type": "lifespan.shutdown.complete"})
            await send({"type": "lifespan.startup.complete"})
    elif not is_here(scope) and not os.environ.get("RLVR_SERVE_TOKEN"):
        await refuse(scope, receive, send)
    elif scope["type"] == "http":
        await pass_request(scope, receive, send)
    elif scope["type"] == "websocket":
        await pass_socket(scope, receive, send)


async def refuse(scope, receive, send):
    if scope["type"] == "websocket":
        await receive()
        return await send({"type": "websocket.close", "code": 1008})
    body = json.dumps({"detail": "Beyond this machine a token is needed: set RLVR_SERVE_TOKEN."}).encode()
    await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": body})


def target(base: str, scope) -> str:
    query = scope.get("query_string", b"").decode("latin-1")
    path = scope.get("raw_path") or scope["path"].encode()
    return base + path.decode("latin-1").split("?")[0] + ("?" + query if query else "")


async def pass_request(scope, receive, send):
    import httpx

    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        body += message.get("body", b"")
        more = message.get("more_body", False)
    async with httpx.AsyncClient(trust_env=False, timeout=None) as client:
        answer = await client.request(
            scope["method"], target(await running.base(), scope), headers=passed_on(scope), content=body
        )
    kept = [(k.lower(), v) for k, v in answer.headers.raw if k.lower() not in (b"transfer-encoding", b"connection", b"content-encoding", b"content-length")]
    await send({"type": "http.response.start", "status": answer.status_code, "headers": kept})
    await send({"type": "http.response.body", "body": answer.content})


async def pass_socket(scope, receive, send):
    from websockets.asyncio.client import connect
    from websockets.exceptions import ConnectionClosed, InvalidHandshake

    await receive()
    url = target((await running.base()).replace("http", "ws", 1), scope)
    headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in passed_on(scope) if k != b"host"}
    try:
        server = await connect(url, additional_headers=headers, proxy=None, max_size=None, ping_interval=None)
    except (InvalidHandshake, OSError):
        return await send({"type": "websocket.close", "code": 1008})
    await send({"type": "websocket.accept"})

    async def down():
        try:
            async for text in server:
                await send({"type": "websocket.send", "text": text})
        except ConnectionClosed:
            pass
        await send({"type": "websocket.close", "code": server.close_code or 1011})

    sending = asyncio.create_task(down())
    try:
        while (message := await receive())["type"] == "websocket.receive":
            text = message.get("text")
            await server.send(message.get("bytes") if text is None else text)
    except ConnectionClosed:
        pass
    finally:
        await server.close()
        await asyncio.gather(sending, return_exceptions=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    given = parser.parse_args()
    if os.environ.get("RLVR_OPENENV_URL"):
        sys.exit("A server runs already, at " + os.environ["RLVR_OPENENV_URL"] + ": use it there.")
    try:
        server = start(given.host, given.port)
    except OSError as error:
        line = shlex.join(command(given.host, given.port))
        sys.exit(f"Cannot run {line}: {error}. Install Node.js 24, then: npm install rlvr. Or set RLVR_COMMAND.")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: server.stdin.close())
    sys.exit(server.wait() and f"rlvr ended with {server.returncode}.")


if __name__ == "__main__":
    main()
`
}
