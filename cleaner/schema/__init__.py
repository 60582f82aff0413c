"""The shape of what is written, as JSON Schema: versioned, so that a reader can rely on it.

A change that an old reader would stumble over makes a new file; the old one stays.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

ROW = "row-1"
"""The schema of the rows that this version writes."""


def load_schema(name: str = ROW) -> dict[str, Any]:
    """Return a schema of the package by its name.

    >>> load_schema()["required"]
    ['cleaner']
    """
    source = resources.files(__name__).joinpath(f"{name}.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(source)
    return schema
