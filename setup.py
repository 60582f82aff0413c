"""Builds the compiled part of the package where CLEANER_COMPILE=1 asks for it; all else stands in pyproject.toml."""

import os
import sys
from typing import Any

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

REMEDY = "The compiled part of the package could not be built. It needs a C compiler and the headers of Python (on Debian: gcc and python3-dev). Without CLEANER_COMPILE=1 the package installs without it: slower, with the same answers."


class Build(build_ext):
    """Says what to do where the compiler fails."""

    def build_extension(self, ext: Any) -> None:
        """Compile with what the compiler takes."""
        if self.compiler.compiler_type == "unix":
            ext.extra_compile_args += ["-O3"]
        try:
            super().build_extension(ext)
        except Exception as error:
            sys.exit(f"{error}\n{REMEDY}")


wanted = os.environ.get("CLEANER_COMPILE", "") not in ("", "0")
setup(
    ext_modules=[Extension("cleaner._native", ["compiled/native.c"])] if wanted else [],
    cmdclass={"build_ext": Build},
)
