"""The compiled part of the package, where it was built: `pip install .` builds it if there is a C compiler.

Goes out: `native`, the module `cleaner._native`, or None. It says what the Python beside it says, faster.
"""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from typing import Any

native: Any = None
with suppress(ImportError):  # not compiled: slower, not different
    native = import_module("cleaner._native")
