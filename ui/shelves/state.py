"""What the library tells of the archive as a whole, and of what may be done with it here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ui.render import showable
from ui.shelves.contract import Shelved
from ui.shelves.desk import Desk, job_json
from ui.shelves.intake import MOST
from ui.shelves.terms import OFF, Terms

LEFT_OUT = 200  # that are told one by one


def state(archive: Shelved, terms: Terms, desk: Desk) -> dict[str, Any]:
    """As the page's script reads it. Looks at the disk."""
    left_out = archive.left_out()
    return {
        "revision": archive.revision,
        "folders": [
            {
                "path": folder.path,
                "at": folder.at.isoformat() if folder.at else "",
                "articles": folder.articles,
                "there": is_there(folder.path),
            }
            for folder in archive.folders()
        ],
        "left_out": [
            {
                "name": left.name,
                "title": showable(left.title),
                "folder": showable(left.folder),
                "at": left.at.isoformat(),
            }
            for left in left_out[:LEFT_OUT]
        ],
        "left_out_more": max(0, len(left_out) - LEFT_OUT),
        "closed": archive.unwritable if terms.changes else OFF,
        "any_folder": terms.folders,
        "limits": {"file_mb": terms.file_mb, "bytes": terms.upload_bytes, "files": MOST},
        "job": job_json(desk.job),
    }


def is_there(path: str) -> bool:
    try:
        return Path(path).is_dir()
    except OSError:  # a disk that does not answer
        return False
