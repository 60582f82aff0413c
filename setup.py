"""Builds the compiled parts of the package where there is a C compiler; all else stands in pyproject.toml.

They are two: the C in compiled/, and the modules between a text and its verdict, of which mypyc makes C. In an editable
install those are left as they are, so that what is edited is what runs. `CLEANER_COMPILE=1` makes a failure an error,
`CLEANER_COMPILE=0` leaves both parts out.
"""

import os
import sys
from contextlib import suppress
from glob import glob

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

REMEDY = "The compiled parts of the package could not be built. They need a C compiler and the headers of Python (on Debian: gcc and python3-dev). Without CLEANER_COMPILE=1 the package installs without them: slower, with the same answers."
ASKED = os.environ.get("CLEANER_COMPILE", "")
EDITED = not {"editable_wheel", "--inplace"}.isdisjoint(sys.argv)
MODULES = ("heuristics/[!_]*", "alike", "bits", "decide", "hits", "left", "looks", "prose", "render", "starts", "trial")
"""Not those with a `cached_property`, nor those whose classes are pickled: there what mypyc makes does something else."""


def compile_modules() -> list[Extension]:
    """Return what is to be built of the modules; nothing where mypyc is missing, or refuses them."""
    paths = sorted(path for name in MODULES for path in glob(f"cleaner/{name}.py"))
    if EDITED or not paths:
        return []
    try:
        from mypyc.build import mypycify

        return list(mypycify(["--config-file=", "--ignore-missing-imports", *paths], group_name="cleaner.judging", opt_level="1", debug_level="0"))
    except (ImportError, SystemExit) as error:
        if ASKED == "1":
            sys.exit(f"mypyc: {error}\n{REMEDY}")
        print(f"mypyc: {error}; going on without the modules that it compiles", file=sys.stderr)
        return []


class Build(build_ext):
    """Builds each part whole or not at all, and says what to do where a part was asked for and the compiler fails."""

    def build_extensions(self) -> None:
        """Compile with what the compiler takes."""
        if self.compiler.compiler_type == "unix":
            part.extra_compile_args += ["-O3"]
        self._build_all([part])
        self._build_all([one for one in self.extensions if one is not part])

    def _build_all(self, extensions: list[Extension]) -> None:
        try:
            for one in extensions:
                self.build_extension(one)
        except Exception as error:
            if ASKED == "1":
                sys.exit(f"{error}\n{REMEDY}")
            self.warn(f"{error}; going on without {', '.join(one.name for one in extensions)}")
            for one in extensions:
                self.extensions.remove(one)
                with suppress(FileNotFoundError):
                    os.remove(self.get_ext_fullpath(one.name))


part = Extension("cleaner._native", ["compiled/native.c", "compiled/pages.c"], depends=sorted(glob("compiled/*.h")))
setup(ext_modules=[] if ASKED == "0" else [part, *compile_modules()], cmdclass={"build_ext": Build})
