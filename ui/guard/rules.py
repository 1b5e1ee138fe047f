"""How closed the page is: the limits of the guard, as the settings set them."""

from __future__ import annotations

from dataclasses import dataclass, field

from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Rules:
    """Sizes in bytes. `names` are further values of Host; `anywhere` lets in other machines.

    With no password nobody is asked for one; then the page may be reached from this machine only.
    """

    body_limit: int = 64 * 1024  # the longest question with its history is far below
    upload_limit: int = 100 * 1024 * 1024
    per_minute: float = 600
    burst: int = 300
    open_at_once: int = 500
    open_each: int = 200
    password: str = field(default="", repr=False)
    names: tuple[str, ...] = ()
    proxy: str = ""
    anywhere: bool = False


def rules(settings: Settings, anywhere: bool = False) -> Rules:
    return Rules(
        upload_limit=int(settings.upload_limit_mb * 1024 * 1024),
        per_minute=settings.rate_per_minute,
        burst=settings.rate_burst,
        password=settings.password.get_secret_value(),
        names=settings.hosts,
        proxy=settings.proxy,
        anywhere=anywhere,
    )
