"""What went wrong with a request, as RFC 9457 has it: a kind from a closed set, and what, where, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

Code = Literal[
    "bad_json", "busy", "crash", "duplicate_key", "encoding", "internal", "media_type", "method", "no_field", "not_found", "not_utf8", "option", "timeout", "too_large", "unpack", "wrong_type"
]  # fmt: skip
"""Those of rows are the reasons that `RecordError` gives."""
_KINDS: dict[Code, tuple[int, str]] = {
    "bad_json": (400, "Not JSON"),
    "busy": (503, "No room, or no time left"),
    "crash": (500, "Cleaning this document ended the process that did it"),
    "duplicate_key": (400, "A field is given twice"),
    "encoding": (400, "Not in the encoding it is said to be in"),
    "internal": (500, "The service failed"),
    "media_type": (415, "Not a type of body that is read here"),
    "method": (405, "Not a method of this address"),
    "no_field": (422, "Nothing to clean"),
    "not_found": (404, "No such address"),
    "not_utf8": (400, "Not UTF-8"),
    "option": (422, "Not an option"),
    "timeout": (504, "Took too long"),
    "too_large": (413, "Too large"),
    "unpack": (400, "Can't be unpacked"),
    "wrong_type": (422, "Not of the type that is needed"),
}
MEDIA_TYPE = "application/problem+json"
CODES = get_args(Code)
STATUSES = {code: status for code, (status, _) in _KINDS.items()}


class Problem(Exception):  # noqa: N818 - the word of RFC 9457
    """A request, or one document of it, that can't be answered.

    >>> Problem("no_field", "body: no field 'text'; name one").told()["title"]
    'Nothing to clean'
    """

    def __init__(self, code: Code, detail: str, headers: Mapping[str, str] | None = None, status: int = 0) -> None:
        super().__init__(detail)
        self.code, self.detail, self.headers = code, detail, dict(headers or {})
        self.status = status or STATUSES[code]

    def told(self, line: int = 0) -> dict[str, Any]:
        """Return the object that is answered; `line` counts the lines of a stream from 1."""
        told = {
            "type": f"urn:arabic-news-cleaner:problem:{self.code}",
            "title": _KINDS[self.code][1],
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
        }
        return told | {"line": line} if line else told
