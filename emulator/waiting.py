"""Waiting for a phone: until a condition holds, or cannot hold any more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from emulator.conditions import parse_condition

if TYPE_CHECKING:
    from emulator.phone import Phone


async def wait_until(phone: Phone, condition: str | Callable[[Phone], bool | None], timeout: float) -> None:
    """Wait until `condition` holds; raises TimeoutError as `Phone.until` says."""
    holds = parse_condition(condition) if isinstance(condition, str) else condition
    changed, hopeless = asyncio.Event(), ""
    unsubscribe = phone.subscribe(changed.set)
    try:
        async with asyncio.timeout(timeout):
            while (verdict := _judge(phone, holds)) is not True:
                if verdict is False and isinstance(condition, str):
                    hopeless = ", and cannot any more"
                    raise TimeoutError
                changed.clear()
                await changed.wait()
    except TimeoutError:
        raise TimeoutError(f"{condition} did not come about{hopeless}.\n{phone.snapshot()}") from None
    finally:
        unsubscribe()


def _judge(phone: Phone, condition: Callable[[Phone], bool | None]) -> bool | None:
    try:
        verdict = condition(phone)
    except LookupError:
        return None
    return None if verdict is None else bool(verdict)
