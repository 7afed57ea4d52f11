"""OpenEnv's own client at 32 sessions: steps, with a reset where an episode is over.  python openenv_client.py PORT SECONDS"""

import asyncio
import json
import sys
import time

from openenv.core import GenericEnvClient


async def main(port: int, seconds: float) -> None:
    clients = [GenericEnvClient(base_url=f"http://127.0.0.1:{port}") for _ in range(32)]
    await asyncio.gather(*[client.connect() for client in clients])
    answered = 0
    end = time.perf_counter() + seconds

    async def one(client: GenericEnvClient) -> None:
        nonlocal answered
        while time.perf_counter() < end:
            await client.reset(seed=1)
            answered += 1
            for _ in range(20):
                if time.perf_counter() >= end:
                    break
                await client.step({"message": "hello"})
                answered += 1

    start, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*[one(client) for client in clients])
    elapsed, busy = time.perf_counter() - start, time.process_time() - cpu
    for client in clients:
        await client.close()
    told = {"answered": answered, "failed": 0, "perSecond": answered / elapsed, "busy": busy / elapsed, "firstFailure": None}
    print(json.dumps(told))


asyncio.run(main(int(sys.argv[1]), float(sys.argv[2])))
