"""The command `cleaner`: arguments in, one call of the library, an exit status out.

Status 0: done. 1: a check found faults, or the program itself failed. 2: something about the input,
the options or the packs, with a message that says what, where and what to do.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper

from cleaner.errors import CleanerError

FAILED = 1
USER_ERROR = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status."""
    alone = arguments is None
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in arguments[: arguments.index("--")] if "--" in arguments else "--debug" in arguments
    if sys.stdout is None:  # closed by the caller
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for the life of the process
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        status = _run(arguments, alone)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        return _end_quietly()
    except (CleanerError, OSError) as error:
        if debug:
            import traceback

            traceback.print_exc()
        return _complain(_message(error), USER_ERROR)
    except Exception as error:
        if debug:
            raise
        what = f"internal error, {type(error).__name__}: {error}"
        return _complain(f"{what}; run again with --debug and report what it shows", FAILED)


def _run(arguments: Sequence[str], alone: bool) -> int:
    from cleaner.cli import plain

    if (read := plain.read(arguments)) is not None:
        return plain.run(read, alone)
    from cleaner.cli.app import app

    try:
        app(arguments, prog_name="cleaner")
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):
            return _end_quietly()
        return end.code if isinstance(end.code, int) else FAILED if end.code else 0
    return 0


def _message(error: CleanerError | OSError) -> str:
    if isinstance(error, CleanerError):
        return str(error)
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}; check that the path, its rights and the space on the disk allow it"


def _complain(message: str, status: int) -> int:
    for line in dict.fromkeys(message.split("\n")):
        print(f"cleaner: {line}", file=sys.stderr)
    return status


def _end_quietly() -> int:
    """Let the reader of a pipe go when it has read enough: nothing more can be said to it."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(devnull, sys.stdout.fileno())
    except (OSError, ValueError):
        pass  # not a real stream: nobody to keep quiet for
    finally:
        os.close(devnull)
    return 0
