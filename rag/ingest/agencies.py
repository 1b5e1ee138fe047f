"""News agencies by their usual names, so that one agency's report in many outlets counts as one origin."""

from __future__ import annotations

import re

# The usual name, then other forms. Case counts only for a form of two or three capitals, which may be
# a word or a place otherwise ("PA" is an agency, "Pa." a state).
AGENCIES: tuple[tuple[str, ...], ...] = (
    ("AP", "Associated Press", "AP News", "AP Wire"),
    ("Reuters", "Thomson Reuters", "Reuters Staff", "Reuters News Agency"),
    ("AFP", "Agence France-Presse", "Agence France Presse"),
    ("dpa", "Deutsche Presse-Agentur", "dpa international"),
    ("EFE", "Agencia EFE", "EFE News"),
    ("ANSA", "Agenzia ANSA"),
    ("Xinhua", "Xinhua News Agency", "新华社"),
    ("TASS", "ITAR-TASS", "Itar Tass", "ТАСС"),
    ("Kyodo", "Kyodo News", "共同通信"),
    ("Jiji", "Jiji Press"),
    ("PTI", "Press Trust of India"),
    ("ANI", "Asian News International"),
    ("IANS", "Indo-Asian News Service"),
    ("Bloomberg", "Bloomberg News"),
    ("Dow Jones", "Dow Jones Newswires"),
    ("UPI", "United Press International"),
    ("Interfax", "Interfax-Ukraine", "Interfax News Agency", "Интерфакс"),
    ("RIA Novosti", "РИА Новости"),
    ("Sputnik",),
    ("Ukrinform", "Укрінформ"),
    ("Anadolu", "Anadolu Agency", "Anadolu Ajansı", "AA"),
    ("Yonhap", "Yonhap News", "Yonhap News Agency", "연합뉴스"),
    ("KCNA", "Korean Central News Agency"),
    ("PA Media", "PA", "Press Association", "PA News Agency"),
    ("CNN", "CNN Newsource", "CNN Wire", "The-CNN-Wire"),
    ("AAP", "Australian Associated Press"),
    ("CP", "Canadian Press"),
    ("APA", "Austria Presse Agentur"),
    ("Keystone-SDA", "Keystone-ATS"),
    ("ANP", "Algemeen Nederlands Persbureau"),
    ("Belga", "Belga News Agency"),
    ("Lusa", "Agência Lusa"),
    ("Europa Press",),
    ("AGI", "Agenzia Italia"),
    ("Adnkronos",),
    ("NTB", "Norsk Telegrambyrå"),
    ("TT", "TT Nyhetsbyrån"),
    ("Ritzau",),
    ("STT", "STT-Lehtikuva"),
    ("BNS", "Baltic News Service"),
    ("PAP", "Polish Press Agency", "Polska Agencja Prasowa"),
    ("CTK", "ČTK", "Czech News Agency"),
    ("MTI", "Magyar Távirati Iroda"),
    ("Agerpres",),
    ("BTA", "Bulgarian News Agency"),
    ("Tanjug",),
    ("HINA", "Croatian News Agency"),
    ("IRNA", "Islamic Republic News Agency"),
    ("WAFA", "Palestinian News Agency"),
    ("SANA", "Syrian Arab News Agency"),
    ("MENA", "Middle East News Agency"),
    ("SPA", "Saudi Press Agency"),
    ("WAM", "Emirates News Agency"),
    ("QNA", "Qatar News Agency"),
    ("KUNA", "Kuwait News Agency"),
    ("APS", "Algérie Presse Service"),
    ("MAP", "Maghreb Arabe Presse"),
    ("NAN", "News Agency of Nigeria"),
    ("APP", "Associated Press of Pakistan"),
    ("UNB", "United News of Bangladesh"),
    ("BSS", "Bangladesh Sangbad Sangstha"),
    ("Bernama",),
    ("Antara", "ANTARA News"),
    ("VNA", "Vietnam News Agency"),
    ("CNA", "Central News Agency"),
    ("Andina", "Agencia Andina"),
    ("Télam", "Telam"),
    ("Agência Brasil", "Agencia Brasil"),
    ("Prensa Latina",),
    ("Notimex",),
    ("IPS", "Inter Press Service"),
    ("Tribune News Service", "TNS"),
    ("New York Times News Service",),
    ("PR Newswire", "PRNewswire"),
    ("Business Wire",),
    ("GlobeNewswire", "Globe Newswire"),
)
ARTICLE = re.compile(r"^(?:the|la|l'|die|der)\s+", re.IGNORECASE)
# What stands around the name in a credit: "Copyright 2025 The Associated Press. All rights reserved."
AROUND = re.compile(
    r"^(?:(?:\(c\)|©|(?:copyright|source|credit|via|with|from|by|avec|mit|con)\b)\s*:?\s*|(?:19|20)\d\d,?\s+)+"
    r"|[.,;\s]*\ball rights reserved\b.*$|\s+(?:staff|contributors?|reporters?|correspondents?|writers?)$",
    re.IGNORECASE,
)
SHORT = 3  # a form of no more letters counts only in capitals


def _plain(name: str) -> str:
    """A name without what people vary: dots, spaces, hyphens, an article before it."""
    bare = ARTICLE.sub("", " ".join(name.split()).strip(" .,;:|/()[]"))
    return "".join(c for c in bare if c.isalnum())


_FORMS = {_plain(form).casefold(): names[0] for names in AGENCIES for form in names}
_EXACT = {_plain(form) for names in AGENCIES for form in names if len(_plain(form)) <= SHORT}


def usual_name(name: str) -> str:
    """The usual name of the agency that a text names and nothing else: "AP" for "The Associated Press".

    "" for anything that is no agency, a sentence with one in it too.
    """
    plain = _plain(name)
    if len(plain) <= SHORT and not plain.isupper() and plain not in _EXACT:
        return ""
    return _FORMS.get(plain.casefold(), "")


def credited(credit: str) -> str:
    """The agency that a credit names among other things: "© 2025 AFP", "with Reuters", "AP, dpa".

    Of several the first. A credit is a short line or field by itself; what names an agency within a
    sentence is none.
    """
    bare = AROUND.sub("", AROUND.sub("", credit.strip()))
    for part in (bare, *re.split(r"\s*[|/,;&·•–—]\s*|\s+(?:and|und|et|y|e|with|via)\s+|\s+-\s+", bare)):
        if found := usual_name(AROUND.sub("", part)):
            return found
    return ""
