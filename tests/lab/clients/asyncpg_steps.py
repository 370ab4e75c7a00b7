"""Runs steps through asyncpg: python3 asyncpg_steps.py OPTIONS_JSON STEP..."""

import asyncio
import json
import socket
import sys
import time
import traceback

import asyncpg


def mark(name):
    print(f"@{name} {time.monotonic():.6f}", flush=True)


async def main():
    options = json.loads(sys.argv[1])
    keepalive = options.pop("keepalive")
    mark("loaded")
    sys.stdin.readline()
    try:
        connection = await asyncpg.connect(**options)
        if keepalive is not None:
            sock = connection._transport.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, keepalive[0])
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, keepalive[1])
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, keepalive[2])
        for step in sys.argv[2:]:
            kind, _, rest = step.partition(" ")
            if kind == "quiet":
                mark("quiet")
            elif kind == "sleep":
                await asyncio.sleep(float(rest))
            else:
                await connection.fetch(rest)
        mark("result")
    except Exception as error:
        mark("error")
        print("".join(traceback.format_exception_only(type(error), error)).strip(), flush=True)


asyncio.run(main())
