"""Text for logs and terminals: without what drives a terminal, turns reading round, or is a password."""

import re

KEPT = "\n\t"
BIDI = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
SURROGATES = range(0xD800, 0xE000)
# One character for one, so that columns stay where they are: a control picture, or U+FFFD where there is none.
SHOWN = (
    {number: 0x2400 + number for number in range(0x20) if chr(number) not in KEPT}
    | {0x7F: 0x2421}
    | dict.fromkeys((*range(0x80, 0xA0), *BIDI, *SURROGATES), 0xFFFD)
)
# The password of an address: up to the last @, for one that was not percent-encoded may hold others. A ``/`` in it is
# not looked for, or much of a text with two addresses would be taken for one.
PASSWORD = re.compile(r"""(?<=://)([^\s/?#:@"'\\]{0,256}):[^\s/?#"'\\]{1,1024}@""")
PARAMETER = re.compile(
    r"""([?&;][\w.-]{0,64}(?:pass|secret|token|credential|signature)[\w.-]{0,64}=)[^\s&;#"'\\]+""", re.IGNORECASE
)
HIDDEN = "***"


def printable(text: str) -> str:
    """Return the text with escapes and other controls as visible characters, as long as it was; line breaks stay."""
    return text if text.isascii() and text.isprintable() else text.translate(SHOWN)


def redacted(text: str) -> str:
    """Return the text with ``***`` for every password in an address of it, and in an address's parameters."""
    if "://" not in text:
        return text
    return PARAMETER.sub(rf"\1{HIDDEN}", PASSWORD.sub(rf"\1:{HIDDEN}@", text))
