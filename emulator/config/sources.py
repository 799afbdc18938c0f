"""Where provisioning trees come from: a folder, files one by one, a server. The only readers of files in `config`."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote, urlsplit

from emulator.config.xml import LARGEST

if TYPE_CHECKING:
    from urllib.parse import SplitResult
    from urllib.request import Request

MOST = 200_000
"""How many files of a folder are looked at."""
PATIENCE = 10
"""Seconds that a server may take for an answer."""
PLAIN = frozenset({"http", "ftp", "tftp"})
SCHEMES = frozenset({"http", "https", "ftp", "ftps", "tftp"})


class SourceError(Exception):
    """A tree cannot be read; the message says why."""


class Source(Protocol):
    """A provisioning tree; names are relative to it, with slashes."""

    @property
    def plain(self) -> str:
        """The scheme by which files come unencrypted over a network; empty if they do not."""

    def label(self, name: str) -> str:
        """The file as findings name it."""

    def read(self, name: str) -> bytes | None:
        """The bytes of a file, somewhat more than is allowed at most; None if there is no such file.

        Raises SourceError if that cannot be found out.
        """

    def names(self) -> list[str]:
        """All files of the tree, sorted; empty if it cannot be listed."""


class Folder:
    """A tree in a folder."""

    plain = ""

    def __init__(self, root: Path) -> None:
        self._root = root

    def label(self, name: str) -> str:
        """The path as it can be opened."""
        return posixpath.normpath(posixpath.join(self._root.as_posix(), name))

    def read(self, name: str) -> bytes | None:
        """The bytes of a file below the folder."""
        inside = posixpath.normpath(f"/{name}").lstrip("/")
        path = self._root / inside
        try:
            if not path.is_file():
                return None
            with path.open("rb") as file:
                return file.read(LARGEST + 1)
        except (OSError, ValueError):
            return None

    def names(self) -> list[str]:
        """All files, those in hidden folders left out."""
        found: list[str] = []
        for folder, folders, files in os.walk(self._root):
            folders[:] = [each for each in folders if not each.startswith(".")]
            inside = Path(folder).relative_to(self._root).as_posix()
            found += [posixpath.normpath(posixpath.join(inside, each)) for each in files]
            if len(found) > MOST:
                break
        return sorted(found)


class Files(Folder):
    """Files given one by one, in the order in which a phone would read them."""

    def __init__(self, paths: Iterable[Path]) -> None:
        super().__init__(Path())
        self._paths = {path.as_posix(): path for path in paths}

    def label(self, name: str) -> str:
        """The path as given."""
        return name

    def read(self, name: str) -> bytes | None:
        """The bytes of one of the files."""
        path = self._paths.get(name)
        return Folder(path.parent).read(path.name) if path else None

    def names(self) -> list[str]:
        """The files in their order."""
        return list(self._paths)


def _split(url: str) -> SplitResult:
    """The parts of a URL of a server. Raises SourceError."""
    try:
        parts = urlsplit(url)
        whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        whole = False
    if not whole:
        raise SourceError(f"{url!r} is no URL of a server; write it like http://boot.example.com/phones/")
    if parts.scheme not in SCHEMES:
        raise SourceError(f"{parts.scheme} is none of {', '.join(sorted(SCHEMES))}, which can be read")
    return parts


class Server:
    """A tree on an HTTP, HTTPS, FTP, FTPS or TFTP server. The URL may hold user and password."""

    def __init__(self, url: str) -> None:
        """Raises SourceError if the URL is none that can be read."""
        parts = _split(url)
        name = parts.hostname or ""
        self._base = url if url.endswith("/") else url + "/"
        host = parts.netloc.rpartition("@")[2]
        self._bare = f"{parts.scheme}://{host}{parts.path.rstrip('/')}/"
        local = name in ("localhost", "::1") or name.startswith("127.")
        self.plain = parts.scheme if parts.scheme in PLAIN and not local else ""
        self._fetched = lru_cache(maxsize=64)(self._fetch)

    def label(self, name: str) -> str:
        """The URL without user and password."""
        return self._bare + name

    def names(self) -> list[str]:
        """Nothing: boot servers do not tell what they have."""
        return []

    def read(self, name: str) -> bytes | None:
        """The bytes of a file, fetched once."""
        return self._fetched(name)

    def _fetch(self, name: str) -> bytes | None:
        from ftplib import Error as FtpError
        from http.client import HTTPException

        try:
            if self._base.startswith("tftp:"):
                return self._by_tftp(name)
            return self._by_ftp(name) if self._base.startswith("ftp") else self._by_http(name)
        except (OSError, EOFError, HTTPException, FtpError, ValueError) as error:
            why = getattr(error, "reason", None) or error
            raise SourceError(f"{self.label(name)}: {getattr(why, 'strerror', None) or why}") from None

    def _by_tftp(self, name: str) -> bytes | None:
        from emulator.config.tftp import PORT, fetch

        parts = urlsplit(self._base + name)
        return fetch(parts.hostname or "", parts.port or PORT, unquote(parts.path).lstrip("/"), LARGEST)

    def _by_ftp(self, name: str) -> bytes | None:
        from emulator.config.ftp import fetch

        return fetch(urlsplit(self._base + name), LARGEST, PATIENCE)

    def _by_http(self, name: str) -> bytes | None:
        from urllib.error import HTTPError
        from urllib.request import urlopen

        try:
            with urlopen(self._request(name), timeout=PATIENCE) as answer:  # noqa: S310 - the schemes are checked above
                return bytes(answer.read(LARGEST + 1))
        except HTTPError as error:
            error.close()
            if error.code in (403, 404, 410):
                return None
            raise SourceError(f"{self.label(name)}: HTTP {error.code} {error.reason}") from None

    def _request(self, name: str) -> Request:
        from base64 import b64encode
        from urllib.request import Request

        parts = urlsplit(self._base)
        request = Request(self._bare + name)  # noqa: S310 - the schemes are checked above
        if parts.username is not None:
            login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            request.add_header("Authorization", f"Basic {b64encode(login.encode()).decode()}")
        return request
