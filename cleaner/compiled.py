"""The compiled part of the package, where it was built: `CLEANER_COMPILE=1 pip install .` builds it.

Goes out: `native`, the module `cleaner._native`, or None. It says what the Python beside it says, faster.
"""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from typing import Any

native: Any = None
with suppress(ImportError):  # not compiled: slower, not different
    native = import_module("cleaner._native")
