"""When the phone looks at its configuration by itself (prov.polling.*).

The rules are those of the Trio administrator guide: rel counts the period from the boot; abs and random round it up to
whole days, and of several days take one that the MAC address decides; random draws a time between two anew at each
boot, then keeps it.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta

from emulator.config.layers import Configuration

DAY = 86_400
"""Seconds."""

_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_USUAL = 3 * 3600  # 03:00, where a time is none


def is_polling(settings: Configuration) -> bool:
    """Whether the phone looks by itself."""
    return settings.flag("prov.polling.enabled")


def needs_clock(settings: Configuration) -> bool:
    """Whether the next look depends on the time of day."""
    return settings.choice("prov.polling.mode") != "rel"


def draw_number(*parts: object) -> int:
    """A number that looks like chance, the same for the same parts."""
    return int.from_bytes(hashlib.sha256("/".join(map(str, parts)).encode()).digest()[:6], "big") + 1


def next_look(settings: Configuration, moment: datetime | None, mac: str, draw: int) -> float | None:
    """Seconds from the local time `moment` to the next look; None if there is none, or the time must be known first.

    `mac` has twelve hexadecimal digits; `draw` is the chance of this boot.
    """
    if not is_polling(settings):
        return None
    period = settings.number("prov.polling.period")
    if not needs_clock(settings):
        return float(period)
    if moment is None:
        return None
    days = -(-period // DAY)
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    yesterday = midnight - timedelta(days=1)
    first = yesterday + timedelta(days=(int(mac, 16) - yesterday.toordinal()) % days, seconds=_offset(settings, draw))
    looks = (first + timedelta(days=days * times) for times in range(3))
    return next((look - moment).total_seconds() for look in looks if look > moment)


def _offset(settings: Configuration, draw: int) -> int:
    """Seconds from the midnight of a day with a look to that look; less than two days.

    Without an end the random span is a whole day.
    """
    start = _seconds(settings.text("prov.polling.time"), _USUAL)
    if settings.choice("prov.polling.mode") != "random":
        return start
    end = _seconds(settings.text("prov.polling.timeRandomEnd"), start - 1)
    return start + draw % ((end - start) % DAY + 1)


def _seconds(text: str, otherwise: int) -> int:
    """A time of day in seconds since midnight."""
    match = _TIME.fullmatch(text)
    return int(match[1]) * 3600 + int(match[2]) * 60 if match else otherwise
