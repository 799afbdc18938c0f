"""What the installed product brings along: its data files, read by one function, and its version."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def read_data(path: str) -> bytes:
    """The bytes of `profiles/<path>`, wherever the package is installed.

    Raises FileNotFoundError if the product has no such file.
    """
    return files("profiles").joinpath(*path.split("/")).read_bytes()


def list_data(folder: str, suffix: str) -> list[str]:
    """The names (without suffix) of the files in `profiles/<folder>` that end so, sorted."""
    entries = files("profiles").joinpath(folder).iterdir()
    return sorted(entry.name.removesuffix(suffix) for entry in entries if entry.name.endswith(suffix))


@cache
def product_version() -> str:
    """The version of vphone as it was installed; "0" from a source tree that was not."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("vphone")
    except PackageNotFoundError:
        return "0"
