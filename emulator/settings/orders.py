"""What the menus' links are asked to do: reach hosts, measure the phone itself, make keys; and their answers."""

from __future__ import annotations

from emulator.kernel.state import Request, Response


class Probe(Request, frozen=True, kw_only=True):
    """See who answers on the way to `host`, at most `ttl` hops away. The answer is a `Probed`."""

    host: str
    ttl: int = 64


class Probed(Response, frozen=True):
    """Who answered after how many milliseconds; nobody, if `ms` is None.

    `reached` says that it was the host itself; `fault` why there is no use in going on, in the device's words.
    """

    address: str = ""
    ms: float | None = None
    reached: bool = False
    fault: str = ""


class MeasureLoad(Request, frozen=True):
    """Measure how busy the phone's process has been since it was measured last. The answer is a `LoadMeasured`."""


class LoadMeasured(Response, frozen=True):
    """Percent of one processor (`dsp`: for the processes that carry sound), memory in KiB, and what the network did.

    Bytes and packets received and sent are those of all of the host's interfaces so far.
    """

    cpu: int
    memory: int
    dsp: int = 0
    received: tuple[int, int] = (0, 0)
    sent: tuple[int, int] = (0, 0)


class MakeCsr(Request, frozen=True, kw_only=True):
    """Make a key, and a request to certify it for these names. The answer is a `CsrMade`."""

    names: dict[str, str]


class CsrMade(Response, frozen=True):
    """The request and the key, both as PEM; empty if the names cannot be written into one."""

    request_pem: str = ""
    key_pem: str = ""

    def __repr__(self) -> str:
        return "CsrMade(...)"
