"""Pieces of an answer on their way to a client, at the speed at which it reads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping

from starlette.types import Message, Send

from cleaner.service.bodies import GoneError


async def send_pieces(send: Send, headers: Mapping[str, str], pieces: AsyncIterator[bytes], idle: float) -> None:
    """Send an answer with status 200; it is begun with its first piece, so that until then a problem can be told.

    Ends with `GoneError` where the client reads nothing for as many seconds as it may be idle.
    """
    start: Message | None = {
        "type": "http.response.start",
        "status": 200,
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    async for piece in pieces:
        if start is not None:
            await send(start)
            start = None
        if piece:
            await _send(send, {"type": "http.response.body", "body": piece, "more_body": True}, idle)
    if start is not None:
        await send(start)
    await _send(send, {"type": "http.response.body", "body": b"", "more_body": False}, idle)


async def _send(send: Send, message: Message, idle: float) -> None:
    try:
        async with asyncio.timeout(idle):
            await send(message)
    except (TimeoutError, OSError):
        raise GoneError from None
