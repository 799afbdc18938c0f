"""Instant messages: switched with the sign-in, invitations accepted in time, texts kept by conversation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from emulator.boot.model import Ready, SettingsChanged, ShuttingDown, config
from emulator.display.model import CloseViews, GoBack, Noticed, OpenView, opened
from emulator.kernel.machines import ANY, Machine, Row
from emulator.kernel.slices import Reaction, Slice, Step
from emulator.kernel.state import Event
from emulator.lines.model import line
from emulator.messaging.model import (
    CHAT,
    NOTES,
    VIEW_NAMES,
    WRITE,
    AcceptDue,
    AcceptSession,
    Chat,
    DeleteChat,
    LeaveSessions,
    MessageAnswered,
    MessageCame,
    Messaging,
    Note,
    SendMessage,
    SendText,
    SessionOffered,
    SessionOver,
    wanted,
)
from emulator.roster.model import account_line, address_of, person_of
from emulator.signin.model import PolicyChanged, SignedIn, SignedOut

ChatStep = Step[Messaging]

NOT_SENT = "Message not sent"


def _is_wanted(step: ChatStep) -> bool:
    return wanted(step.phone, step.profile)


def _is_unwanted(step: ChatStep) -> bool:
    return not _is_wanted(step)


def _clear(step: ChatStep) -> None:
    """Keep nothing of the user who has left, and leave all sessions."""
    if step.own == Messaging():
        return
    for session in step.own.invitations:
        step.disarm(_timer(session))
    step.own = Messaging()
    step.do(LeaveSessions())
    step.tell(CloseViews(VIEW_NAMES))


def _timer(session: str) -> str:
    return f"messaging/{session}"


# Invitations


def _invited(step: ChatStep) -> None:
    """Wait for as long as voIpProt.SIP.IM.autoAnswerDelay says: somebody may accept elsewhere."""
    asked: SessionOffered = step.event
    step.change(invitations={**step.own.invitations, asked.session: (asked.address, asked.name)})
    step.arm(
        _timer(asked.session), config(step.phone).number("voIpProt.SIP.IM.autoAnswerDelay"), AcceptDue(asked.session)
    )


def _is_pending(step: ChatStep) -> bool:
    return step.event.session in step.own.invitations


def _accept(step: ChatStep) -> None:
    address, name = step.own.invitations[step.event.session]
    _uninvite(step, step.event.session)
    step.do(AcceptSession(step.event.session))
    chat = _chat(step, address, name)
    _keep(step, replace(chat, session=step.event.session))


def _over(step: ChatStep) -> None:
    step.disarm(_timer(step.event.session))
    _uninvite(step, step.event.session)
    for chat in step.own.chats:
        if chat.session == step.event.session:
            _keep(step, replace(chat, session=""), first=False)


def _uninvite(step: ChatStep, session: str) -> None:
    step.change(invitations={key: who for key, who in step.own.invitations.items() if key != session})


# Texts


def _chat(step: ChatStep, address: str, name: str = "") -> Chat:
    """The conversation with somebody, or a new one."""
    found = step.own.with_party(address)
    if found is not None:
        return replace(found, name=name or found.name)
    person = person_of(step.phone, address)
    number = step.own.next_id
    step.change(next_id=number + 1)
    return Chat(number, address, name or (person.name if person else ""))


def _keep(step: ChatStep, chat: Chat, *, first: bool = True) -> None:
    """Put a conversation back: on top, or where it was; the oldest messages beyond messaging.maxImMessages go."""
    others = tuple(each for each in step.own.chats if each.id != chat.id)
    if first or len(others) == len(step.own.chats):
        chats = (chat, *others)
    else:
        chats = tuple(chat if each.id == chat.id else each for each in step.own.chats)
    step.change(chats=trimmed(chats, config(step.phone).number("messaging.maxImMessages")))


def trimmed(chats: Iterable[Chat], most: int) -> tuple[Chat, ...]:
    """The conversations with their latest messages, `most` in all."""
    found = tuple(chats)
    numbers = sorted((note.number for each in found for note in each.notes), reverse=True)[:most]
    least = numbers[-1] if numbers else 0
    return tuple(replace(each, notes=tuple(note for note in each.notes if note.number >= least)) for each in found)


def _note(step: ChatStep, text: str, *, incoming: bool) -> Note:
    number = step.own.next_id
    step.change(next_id=number + 1)
    return Note(number, text, incoming, step.now)


def _came(step: ChatStep) -> None:
    news: MessageCame = step.event
    chat = _chat(step, news.address, news.name)
    note = _note(step, news.text, incoming=True)
    reading = opened(step.phone) == (CHAT, str(chat.id))
    unread = 0 if reading else chat.unread + 1
    session = news.session or chat.session
    _keep(step, replace(chat, notes=(*chat.notes, note), unread=unread, session=session))
    if not reading:
        step.tell(Noticed(f"New message\n{chat.title}"))


def _can_send(step: ChatStep) -> bool:
    return bool(step.event.text.strip() and step.event.address.strip()) and line(step.phone, account_line()) is not None


def _send(step: ChatStep) -> None:
    ours = line(step.phone, account_line())
    if ours is None:
        return
    address, text = address_of(step.event.address), step.event.text.strip()
    address = address if "@" in address else f"{address}@{ours.settings.domain}"
    chat, note = _chat(step, address), _note(step, text, incoming=False)
    step.do(SendMessage(note.number, ours.settings, ours.server, address, text, chat.session))
    _keep(step, replace(chat, notes=(*chat.notes, note)))
    step.tell(CloseViews((WRITE, NOTES)))
    if opened(step.phone)[0] != CHAT:
        step.tell(OpenView(f"{CHAT}/{chat.id}"))


def _has_failed(step: ChatStep) -> bool:
    return not 200 <= step.event.code < 300


def _failed(step: ChatStep) -> None:
    number = step.event.number
    for chat in step.own.chats:
        notes = tuple(replace(note, failed=True) if note.number == number else note for note in chat.notes)
        if notes != chat.notes:
            _keep(step, replace(chat, notes=notes), first=False)
            step.tell(Noticed(NOT_SENT))


def _read(step: ChatStep) -> None:
    """Who opens a conversation knows its messages."""
    view, _, about = step.event.view.partition("/")
    chat = step.own.find(int(about)) if view == CHAT and about.isdecimal() else None
    if chat is not None and chat.unread:
        _keep(step, replace(chat, unread=0), first=False)


def _delete(step: ChatStep) -> None:
    step.change(chats=tuple(each for each in step.own.chats if each.id != step.event.chat))
    step.tell(GoBack())


def _rows() -> Iterator[Row]:
    for change in (SignedIn, PolicyChanged, SettingsChanged):
        yield Row(change, "off", "on", _is_wanted)
        yield Row(change, "on", "off", _is_unwanted)
    for end in (SignedOut, Ready, ShuttingDown):
        yield Row(end, ANY, "off")
    yield Row(SessionOffered, "on", None, None, _invited)
    yield Row(AcceptDue, "on", None, _is_pending, _accept)
    yield Row(SessionOver, "on", None, None, _over)
    yield Row(MessageCame, "on", None, None, _came)
    yield Row(SendText, "on", None, _can_send, _send)
    yield Row(MessageAnswered, "on", None, _has_failed, _failed)
    yield Row(OpenView, "on", None, None, _read)
    yield Row(DeleteChat, "on", None, None, _delete)


MESSAGES: Machine[Messaging] = Machine("instant messages", ("off", "on"), tuple(_rows()), enter={"off": _clear})


def _feed(step: ChatStep) -> None:
    MESSAGES.feed(step)


REACTIONS: dict[type[Event], Reaction[Messaging]] = dict.fromkeys({row.event for row in MESSAGES.rows}, _feed)
SLICE: Slice[Messaging] = Slice(Messaging, REACTIONS, machines=(MESSAGES,))
