"""Encrypted configuration files: what is written is read again, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.config.encryption import (
    Key,
    KeyFormatError,
    UndecryptableError,
    decrypt,
    encrypt,
    is_encrypted,
    key_description,
    parse_key,
)

EXAMPLE = "Crypt=1;KeyDesc=companyNameKey1;Key=06a9214036b8a15b512e03d534120006;"
KEY = parse_key(EXAMPLE)
LONG = parse_key(f"Crypt=2;KeyDesc=long;Key={'ab' * 32};")


def test_the_guides_own_example_is_a_key() -> None:
    """Name and bytes are taken from it; the bytes are never shown."""
    assert ("1", "companyNameKey1", "06a9214036b8a15b512e03d534120006") == (*KEY[:2], KEY.secret.hex())
    assert "06a9" not in repr(KEY) + repr(KEY.secret and KEY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "06a9214036b8a15b512e03d534120006",
        "Crypt=1;KeyDesc=a;Key=06a9;",
        f"Crypt=2;KeyDesc=a;Key={'0' * 32};",
        f"Crypt=3;KeyDesc=a;Key={'0' * 32};",
        f"Crypt=1;KeyDesc=a b;Key={'0' * 32};",
        f"Crypt=1;KeyDesc=a;Key={'x' * 32};",
    ],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    """With one class of error, whatever is wrong."""
    with pytest.raises(KeyFormatError):
        parse_key(text)


@given(st.binary(max_size=200), st.sampled_from([KEY, LONG]))
def test_what_is_encrypted_is_read_again(data: bytes, key: Key) -> None:
    """Any bytes come back; the file says that it is encrypted, and with which key; the same file looks the same."""
    sealed = encrypt(data, key)
    assert (data, True, key.description) == (decrypt(sealed, key), is_encrypted(sealed), key_description(sealed))
    assert sealed == encrypt(data, key)


def test_the_header_is_the_documented_one() -> None:
    """One line of text, then the vector and whole blocks; nothing of the content is to be seen."""
    header, body = encrypt(b"<site secret='1'/>", KEY).split(b"\n", 1)
    assert header.startswith(b"Crypt=1;KeyDesc=companyNameKey1;Digest=")
    assert (48, False) == (len(body), b"secret" in body)


@given(st.data())
def test_a_damaged_file_is_never_read(data: st.DataObject) -> None:
    """A bit that has changed anywhere, or an end that is missing, shows."""
    sealed = encrypt(b"<site reg.1.address='1001'/>", KEY)
    place = data.draw(st.integers(0, len(sealed) - 1))
    flipped = bytes([*sealed[:place], sealed[place] ^ (1 << data.draw(st.integers(0, 7))), *sealed[place + 1 :]])
    for damaged in (flipped, sealed[:place]):
        try:
            assert decrypt(damaged, KEY) == b"<site reg.1.address='1001'/>"
        except UndecryptableError:
            continue
        assert damaged[: damaged.index(b"\n")] != sealed[: sealed.index(b"\n")]  # only the key's name may differ


@pytest.mark.parametrize(
    "key", [parse_key("Crypt=1;KeyDesc=companyNameKey1;Key=" + "0" * 32 + ";"), LONG], ids=["other", "longer"]
)
def test_another_key_does_not_fit(key: Key) -> None:
    """Even one of the same name."""
    with pytest.raises(UndecryptableError):
        decrypt(encrypt(b"<site/>", KEY), key)


@given(st.binary(max_size=120))
def test_any_bytes_are_refused_in_good_order(data: bytes) -> None:
    """Whatever a server sends, there is one error."""
    with pytest.raises(UndecryptableError):
        decrypt(b"Crypt=" + data, KEY)
