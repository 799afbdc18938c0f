"""Status > Diagnostics > Graphs: how busy the phone is, which is to say the process that it runs in and its host."""

from __future__ import annotations

from emulator.display.model import Display, GoBack, Scene, Screen, SoftKey, Text
from emulator.kernel.slices import Flow, Pause, Step
from emulator.settings.model import GRAPH, STATISTICS, Menus, Sample, Sampled
from emulator.settings.orders import MeasureLoad

PERIOD = 2.0
"""Seconds from one measurement to the next."""

KEPT = 60
"""How many measurements are kept."""

FLOW = "menus/graph"
BARS = " ▁▂▃▄▅▆▇█"
TITLES = {"cpu": "CPU Load", "net": "Net Load", "memory": "Memory Usage", "dsp": "DSP Load"}
_UNITS = {"cpu": ("%", 1), "dsp": ("%", 1), "net": ("KiB/s", 1), "memory": ("MiB", 1024)}


def _graph(scene: Scene, about: str) -> Screen:
    """The measurements as bars from the left, and the newest in words."""
    samples = scene.phone[Menus].samples
    display = scene.profile.display
    height, width = max(1, min(display.rows - 7, 8)), display.columns - 4
    values = [getattr(sample, about) for sample in samples][-width:]
    most = 100 if about in ("cpu", "dsp") else max(values, default=1) * 5 // 4
    lines = (_latest(samples, about), "", *bars(values, most, height))
    back = SoftKey("Back", GoBack())
    return Screen(f"{GRAPH}/{about}", TITLES[about], (Text(lines, "left"),), (back,))


def _latest(samples: tuple[Sample, ...], about: str) -> str:
    if not samples:
        return "Please wait..."
    unit, divisor = _UNITS[about]
    return f"{getattr(samples[-1], about) // divisor} {unit}"


def bars(values: list[int], most: int, height: int) -> tuple[str, ...]:
    """Rows of a bar chart, the top one first; `most` fills all of its rows."""
    steps = len(BARS) - 1
    filled = [min(height * steps, max(1, value * height * steps // max(1, most))) for value in values]
    return tuple(
        "".join(BARS[max(0, min(steps, level - row * steps))] for level in filled) for row in reversed(range(height))
    )


DRAWERS = {GRAPH: _graph}
"""The screen, by the name under which menus open it."""


def _is_read(view: str) -> bool:
    """Whether the view opened last shows measurements."""
    return view == STATISTICS or view.startswith(f"{GRAPH}/")


def begin(step: Step[Menus]) -> None:
    """Measure from now on, as long as somebody looks."""
    if _is_read(step.event.view):
        step.change(samples=())
        step.begin(FLOW, _measuring())


def _measuring() -> Flow:
    before = None
    while True:
        answer = yield MeasureLoad()
        total = answer.received[0] + answer.sent[0]
        net = 0 if before is None else round((total - before) / PERIOD / 1024)
        before = total
        packets = answer.received[1], answer.sent[1]
        yield Sampled(Sample(answer.cpu, answer.memory, answer.dsp, max(0, net), *packets))
        yield Pause(seconds=PERIOD)


def note(step: Step[Menus]) -> None:
    """Keep a measurement for the screen; without anybody to read it the measuring ends."""
    step.change(samples=(*step.own.samples, step.event.sample)[-KEPT:])
    if not _is_read(next(iter(step.phone[Display].stack[-1:]), "")):
        step.abandon(FLOW)
