"""The addresses of the service, and who is let in."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cleaner import __version__
from cleaner.engine import Cleaner
from cleaner.service.answers import Asked, answer_one, answer_stream
from cleaner.service.bodies import ROWS_TYPE, GoneError, kind_of
from cleaner.service.choices import choose
from cleaner.service.description import describe
from cleaner.service.limits import Limits
from cleaner.service.packing import Packer, accepts_gzip, pack_whole
from cleaner.service.pool import COMMAND, Pool
from cleaner.service.problems import MEDIA_TYPE, Problem
from cleaner.service.sending import send_pieces
from cleaner.service.tallies import Tallies

_ADDRESSES = ("/clean", "/healthz", "/metrics", "/openapi.json")
_PLAIN = {"x-content-type-options": "nosniff"}


class Service:
    """A cleaner, its processes, and the application that lets clients at them."""

    def __init__(self, cleaner: Cleaner, limits: Limits, command: tuple[str, ...] = COMMAND) -> None:
        self._options, self._limits, self._rules = cleaner.options, limits, cleaner.rulebook.digest
        self._tallies = Tallies(__version__, self._rules)
        self.pool = Pool(cleaner, limits, self._tallies.count_lost, command)
        self._description = describe(self._options, limits)
        self._inside = 0
        self._tallies.watch("cleaner_requests_inside", "Requests to clean that wait or are in work.", lambda: self._inside)
        self._tallies.watch("cleaner_requests_limit", "How many of them are let in (--queue).", lambda: limits.queue)
        self._tallies.watch("cleaner_workers", "Worker processes that are alive.", lambda: self.pool.alive)

    @property
    def app(self) -> ASGIApp:
        """The application, as an ASGI server runs it; the pool is started and stopped by whoever runs it."""
        routes = [
            Route("/clean", self._clean, methods=["POST"]),
            Route("/healthz", self._health),
            Route("/metrics", self._metrics),
            Route("/openapi.json", self._describe),
        ]
        handlers: dict[Any, Any] = {Problem: self._tell, HTTPException: self._refuse, Exception: self._fail}
        starlette = Starlette(routes=routes, exception_handlers=handlers)
        starlette.router.redirect_slashes = False
        return self._counted(starlette)

    async def _clean(self, request: Request) -> ASGIApp:
        kind = kind_of(request.headers)
        options, about = choose(request.scope["query_string"], self._options)
        if self._inside >= self._limits.queue:
            detail = f"{self._inside} requests are waiting or in work (--queue); come back in a second"
            raise Problem("busy", detail, {"Retry-After": "1"})
        asked = Asked(self.pool, self._tallies, self._limits, kind, options, about)
        packs = accepts_gzip(request.headers.get("accept-encoding", ""))
        answer = self._stream if kind.form == "rows" else self._one

        async def run(scope: Scope, receive: Receive, send: Send) -> None:
            self._inside += 1
            try:
                await answer(asked, packs, receive, send, request.headers.get("content-length"))
            except GoneError:
                return
            finally:
                self._inside -= 1

        return run

    async def _one(self, asked: Asked, packs: bool, receive: Receive, send: Send, length: str | None) -> None:
        try:
            row = await answer_one(asked, receive, length)
        except asyncio.CancelledError:  # the time that a stop waits (--grace) is over
            raise Problem("busy", "the service stopped before this was done; send it again", {"Retry-After": "1"}) from None
        packed = await pack_whole(row) if packs else None
        data = row if packed is None else packed
        headers = _headers("application/json", packed is not None) | {"content-length": str(len(data))}
        await send_pieces(send, headers, _once(data), self._limits.idle)

    async def _stream(self, asked: Asked, packs: bool, receive: Receive, send: Send, _: str | None) -> None:
        async with aclosing(answer_stream(asked, receive)) as rows:
            pieces = _packed(rows) if packs else rows
            await send_pieces(send, _headers(ROWS_TYPE, packs), pieces, self._limits.idle)

    async def _health(self, request: Request) -> Response:
        alive = self.pool.alive
        told = {
            "status": "ok" if alive else "no_workers",
            "version": __version__,
            "rules": self._rules,
            "workers": {"alive": alive, "wanted": self._limits.workers},
            "requests": {"inside": self._inside, "limit": self._limits.queue},
        }
        return JSONResponse(told, 200 if alive else 503, _PLAIN)

    async def _metrics(self, request: Request) -> Response:
        return Response(self._tallies.told(), headers={"content-type": CONTENT_TYPE_LATEST, **_PLAIN})

    async def _describe(self, request: Request) -> Response:
        return JSONResponse(self._description, headers=_PLAIN)

    async def _tell(self, request: Request, problem: Problem) -> Response:
        self._tallies.count_problem(problem.code)
        headers = {**problem.headers, **_PLAIN}
        return JSONResponse(problem.told(), problem.status, headers, media_type=MEDIA_TYPE)

    async def _refuse(self, request: Request, error: HTTPException) -> Response:
        there = ", ".join(_ADDRESSES)
        if error.status_code == 405:
            allowed = (error.headers or {}).get("Allow", "")
            detail = f"{request.method} {request.url.path}: this address is for {allowed}"
            return await self._tell(request, Problem("method", detail, error.headers))
        return await self._tell(request, Problem("not_found", f"{request.url.path}: there are {there}", status=error.status_code))

    async def _fail(self, request: Request, error: Exception) -> Response:
        detail = f"{type(error).__name__}; the log of the service has more: report what it shows"
        return await self._tell(request, Problem("internal", detail))

    def _counted(self, app: ASGIApp) -> ASGIApp:
        async def count(scope: Scope, receive: Receive, send: Send) -> None:
            start, status = time.perf_counter(), 0

            async def note(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                await send(message)

            try:
                await app(scope, receive, note)
            finally:
                path = scope["path"] if scope["path"] in _ADDRESSES else "other"
                if status:
                    self._tallies.count_request(path, status, time.perf_counter() - start)

        return count


def _headers(media_type: str, is_packed: bool) -> dict[str, str]:
    headers = {"content-type": media_type, "vary": "Accept-Encoding", **_PLAIN}
    return headers | {"content-encoding": "gzip"} if is_packed else headers


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def _packed(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    packer = Packer()
    async for piece in pieces:
        yield await packer.pack(piece)
    yield packer.end()
