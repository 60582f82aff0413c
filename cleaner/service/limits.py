"""How much, how long, how many: what the service grants a request."""

from __future__ import annotations

from dataclasses import dataclass

from cleaner.errors import OptionError

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may cost. Times are seconds, sizes bytes after unpacking.

    `max_body` holds for each document: the body of a request, or one row of a stream. `timeout` is what cleaning one
    document may take, `idle` what a client may keep silent or leave unread, `queue` how many requests are in the
    house at once, waiting or in work, `grace` how long a stop waits for them.

    >>> Limits(timeout=0)
    Traceback (most recent call last):
    cleaner.errors.OptionError: timeout: 0 is not above zero
    """

    workers: int = 1
    max_body: int = 8 * MEGABYTE
    timeout: float = 30.0
    queue: int = 64
    idle: float = 60.0
    grace: float = 30.0

    def __post_init__(self) -> None:
        for name in self.__slots__:
            value = getattr(self, name)
            if not value > 0:
                raise OptionError(f"{name}: {value} is not above zero")
