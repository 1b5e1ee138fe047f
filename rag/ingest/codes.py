"""Codes that articles carry: of their language, and of themselves at their publisher."""

from __future__ import annotations

import re

from rag.ingest.clean import one_line

LANGUAGE_TAIL = re.compile(r"[-_].*", re.DOTALL)  # a country, a script: `en-US`, `zh_Hant`
OTHER_CODES = dict(  # of three letters, and names in words
    pair.split(":")
    for pair in str.split(
        "eng:en spa:es fra:fr fre:fr deu:de ger:de ita:it por:pt nld:nl dut:nl rus:ru ara:ar zho:zh chi:zh "
        "jpn:ja kor:ko pol:pl tur:tr swe:sv ukr:uk hin:hi english:en spanish:es french:fr german:de "
        "italian:it portuguese:pt dutch:nl russian:ru arabic:ar chinese:zh japanese:ja korean:ko polish:pl "
        "turkish:tr swedish:sv ukrainian:uk hindi:hi español:es français:fr deutsch:de"
    )
)
KEY_LIMIT = 500
WORLDWIDE = re.compile(  # a URI, an address, a UUID, or a number too long to be given twice
    r"[A-Za-z][\w.+-]{1,30}:\S+|\S+@\S+|[\w-]+(?:\.[\w-]+)+/\S+"
    r"|\{?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?|(?=\S*\d)[\w-]{20,}"
)


def parse_language(value: object) -> str:
    """The language as ISO 639-1 writes it (`en-US`, `eng` and `English` are `en`), or nothing."""
    if isinstance(value, (list, tuple)) and value:
        value = value[0]
    text = value.strip().lower() if isinstance(value, str) else ""
    code = LANGUAGE_TAIL.sub("", text)
    return code if len(code) == 2 and code.isascii() and code.isalpha() else OTHER_CODES.get(code, "")


def parse_key(value: object) -> str:
    """The publisher's own id of an article, where it is one that nobody else gives; else nothing.

    Row 7 of one export is not row 7 of the next: a key must hold across files, so it is a URI, an
    e-mail's id, a UUID or a long number.
    """
    if not isinstance(value, str) or not 0 < len(value) <= KEY_LIMIT:
        return ""
    key = one_line(value, KEY_LIMIT)
    return key if WORLDWIDE.fullmatch(key) else ""
