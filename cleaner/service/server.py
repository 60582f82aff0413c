"""The service on a socket: from the start of its workers to the end of the last request."""

from __future__ import annotations

import asyncio
import ipaddress
import signal
import socket
from collections.abc import Callable

import uvicorn

from cleaner.engine import Cleaner
from cleaner.errors import InputError
from cleaner.service.app import Service
from cleaner.service.limits import Limits

_BACKLOG = 512


def serve(cleaner: Cleaner, limits: Limits, host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve until a signal asks to stop; what is in the house then is answered first.

    `say` is told where the service listens, and whatever else somebody has to know.
    """
    with _listen(host, port) as opened:
        if not _is_loopback(opened):
            say(f"warning: {host} can be reached from other machines; there are no passwords here and no encryption: put a proxy in front")
        asyncio.run(_serve(Service(cleaner, limits), limits, opened, say))


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        opened = socket.socket(family, kind, protocol)  # without its protocol asyncio leaves Nagle on: 40 ms an answer
    except (OSError, OverflowError) as error:
        raise InputError(f"--host {host} --port {port}: not an address ({error}); name one of this machine") from None
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(address)
        opened.listen(_BACKLOG)
    except OSError as error:
        opened.close()
        raise InputError(f"--host {host} --port {port}: can't listen there ({error.strerror}); choose another port or address") from None
    return opened


def _is_loopback(opened: socket.socket) -> bool:
    return ipaddress.ip_address(opened.getsockname()[0]).is_loopback


async def _serve(service: Service, limits: Limits, opened: socket.socket, say: Callable[[str], None]) -> None:
    config = uvicorn.Config(
        service.app,
        lifespan="off",
        ws="none",
        log_config=None,
        access_log=False,
        log_level="error",  # whoever sends what is no HTTP shall not fill the log
        server_header=False,
        backlog=_BACKLOG,
        timeout_graceful_shutdown=max(1, round(limits.grace)),
    )
    server = uvicorn.Server(config)
    for number in (signal.SIGINT, signal.SIGTERM):  # while the workers start; and after the end, so that it is an end in peace
        signal.signal(number, lambda *_: setattr(server, "should_exit", True))
    await service.pool.start()
    try:
        host, port, *_ = opened.getsockname()
        say(f"listening on http://{f'[{host}]' if ':' in host else host}:{port}, {limits.workers} worker{'s' * (limits.workers > 1)}; stop with Ctrl-C")
        if not server.should_exit:
            await server.serve(sockets=[opened])
    finally:
        await service.pool.stop()
    say("stopped")
