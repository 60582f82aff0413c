"""What an input may hold."""

from __future__ import annotations

from typing import Literal, get_args

from cleaner.errors import OptionError

Form = Literal["text", "html", "rows"]


def form_of(name: str) -> Form:
    """Return the form that `--from` names.

    >>> form_of("pdf")
    Traceback (most recent call last):
    cleaner.errors.OptionError: --from: 'pdf' is not one of text, html, rows
    """
    for form in get_args(Form):
        if form == name:
            found: Form = form
            return found
    raise OptionError(f"--from: {name!r} is not one of {', '.join(get_args(Form))}")
