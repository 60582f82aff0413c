"""The verb `serve`: limits and an address, then the service until it is asked to stop."""

from __future__ import annotations

import os
import sys

from cleaner.engine import Cleaner
from cleaner.errors import OptionError
from cleaner.service.limits import Limits

_NEEDED = {"prometheus_client": "prometheus-client", "starlette": "starlette", "uvicorn": "uvicorn"}


def run(cleaner: Cleaner, limits: Limits, host: str, port: int) -> None:
    """Serve with these limits at this address."""
    try:
        from cleaner.service.server import serve
    except ImportError as error:
        missing = (error.name or "").split(".")[0]
        if missing not in _NEEDED:
            raise
        raise OptionError(f"serve needs {_NEEDED[missing]}; install it with: pip install 'arabic-news-cleaner[serve]'") from None
    serve(cleaner, limits, host, port, _say)


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _say(line: str) -> None:
    print(f"cleaner: {line}", file=sys.stderr, flush=True)
