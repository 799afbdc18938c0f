"""PEM as it comes in configuration files, where line ends may have become blanks or escapes."""

from __future__ import annotations

import re

_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]{1,40})-----(.*?)-----END \1-----", re.DOTALL)


def as_pem(text: str, label: str = "CERTIFICATE") -> str:
    """The blocks of a value with their line ends mended; bare base64 becomes one block of that label."""
    mended = text.replace("\\r", "").replace("\\n", "\n")
    blocks = _BLOCK.findall(mended) or [(label, mended)]
    return "".join(
        "\n".join((f"-----BEGIN {kind}-----", *body.split(), f"-----END {kind}-----", "")) for kind, body in blocks
    )
