"""Builds the compiled part of the package where there is a C compiler; all else stands in pyproject.toml.

`CLEANER_COMPILE=1` makes a failure an error, `CLEANER_COMPILE=0` leaves the part out.
"""

import os
import sys
from glob import glob
from typing import Any

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

REMEDY = "The compiled part of the package could not be built. It needs a C compiler and the headers of Python (on Debian: gcc and python3-dev). Without CLEANER_COMPILE=1 the package installs without it: slower, with the same answers."
ASKED = os.environ.get("CLEANER_COMPILE", "")


class Build(build_ext):
    """Says what to do where the part was asked for and the compiler fails."""

    def build_extension(self, ext: Any) -> None:
        """Compile with what the compiler takes."""
        if self.compiler.compiler_type == "unix":
            ext.extra_compile_args += ["-O3"]
        try:
            super().build_extension(ext)
        except Exception as error:
            if ext.optional:
                raise  # setuptools warns and goes on
            sys.exit(f"{error}\n{REMEDY}")


part = Extension("cleaner._native", ["compiled/native.c", "compiled/pages.c"], depends=sorted(glob("compiled/*.h")), optional=ASKED != "1")
setup(ext_modules=[] if ASKED == "0" else [part], cmdclass={"build_ext": Build})
