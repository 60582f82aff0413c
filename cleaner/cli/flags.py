"""Options as flags: every field of `Options` is a flag of the verbs that take options.

There is no second list: names, defaults and help come from the fields. What the command line leaves
out comes from the file given with `--config`, and what that leaves out from the defaults.
"""

from __future__ import annotations

import functools
import inspect
import logging
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import Field, fields
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import typer

from cleaner.cli.plain import flag_of
from cleaner.errors import InputError, OptionError
from cleaner.model import EITHER, KINDS
from cleaner.options import Options, from_mapping

_TYPES = get_type_hints(Options)


def choose(config: Path | None, given: dict[str, Any]) -> Options:
    """Return the options of a configuration file with those given in their place; None is not given."""
    table = _read(config) if config else {}
    return from_mapping(table | {name: value for name, value in given.items() if value is not None})


def _read(config: Path) -> dict[str, Any]:
    try:
        table = tomllib.loads(config.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{config}: can't be read ({error.strerror}); check the path after --config") from None
    except UnicodeDecodeError:
        raise InputError(f"{config}: not UTF-8; save the configuration as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{config}: not TOML: {error}; mend the syntax") from None
    try:
        from_mapping(table)
    except OptionError as error:
        raise OptionError(f"{config}: {error}") from None
    return table


def takes_options(*without: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a verb the flags of all options but some; the verb itself takes `options`."""

    def decorate(verb: Callable[..., None]) -> Callable[..., None]:
        own = inspect.signature(verb, eval_str=True)
        chosen = [option for option in fields(Options) if option.name not in without]
        flags = [_flag(option) for option in chosen]
        kept = [given for name, given in own.parameters.items() if name != "options"]

        @functools.wraps(verb)
        def run(**given: Any) -> None:
            named = {option.name: _value(option, given.pop(option.name)) for option in chosen}
            options = choose(given.pop("config"), named)
            verb(**given, options=options)

        resign(run, [*kept, *flags, _CONFIG])
        return takes_debug(run)

    return decorate


def takes_debug(verb: Callable[..., None]) -> Callable[..., None]:
    """Give a verb the flag `--debug`, which shows the log; `main` shows the traceback."""

    @functools.wraps(verb)
    def run(debug: bool, **given: Any) -> None:
        if debug:
            logging.basicConfig(level=logging.DEBUG, format="%(name)s: %(message)s")
        verb(**given)

    resign(run, [*inspect.signature(verb, eval_str=True).parameters.values(), _DEBUG])
    return run


def resign(verb: Callable[..., None], parameters: list[inspect.Parameter]) -> None:
    """Give a verb another signature, from which its flags are made."""
    verb.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    verb.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}


def _parameter(name: str, kind: Any, default: Any, option: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, option])


_CONFIG = _parameter(
    "config", Path | None, None,
    typer.Option("--config", metavar="FILE", help="A TOML file with options of these names, such as cleaner.toml."),
)  # fmt: skip
_DEBUG = _parameter(
    "debug", bool, False,
    typer.Option("--debug", help="Show the log, and the traceback of an error."),
)  # fmt: skip


def _flag(option: Field[Any]) -> inspect.Parameter:
    name, kind = option.name, _TYPES[option.name]
    dashed = name.replace("_", "-")
    about = option.metadata["help"]
    if kind is bool:
        off = option.default is True
        flag = typer.Option(flag_of(option), help=f"Switch this off: {about}" if off else about)
        return _parameter(name, bool, False, flag)
    if get_origin(kind) is frozenset:
        known = EITHER | {"either"} if name == "drop" else KINDS
        flag = typer.Option(flag_of(option), metavar="KIND,…", help=about, autocompletion=completer(known))
        return _parameter(name, list[str] | None, None, flag)
    choices = get_args(kind)
    flag = typer.Option(
        flag_of(option),
        metavar="|".join(choices) or dashed.upper(),
        help=f"{about} \\[default: {option.default}]" if option.default else about,
        autocompletion=completer(choices),
    )
    return _parameter(name, str | None, None, flag)


def _value(option: Field[Any], given: Any) -> Any:
    """Return what a flag says of its option; None where it was not given."""
    if isinstance(given, bool):
        return not option.default if given else None
    return ",".join(given) if isinstance(given, list) else given


def completer(known: Iterable[str]) -> Callable[[str], list[str]]:
    """Return what a shell asks how a list between commas may go on.

    >>> completer(["share", "source"])("ad,sh")
    ['ad,share']
    """

    def complete(incomplete: str) -> list[str]:
        before, comma, last = incomplete.rpartition(",")
        return [before + comma + name for name in sorted(known) if name.startswith(last)]

    return complete
