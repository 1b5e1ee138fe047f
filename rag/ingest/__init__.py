"""A file becomes articles, an article becomes passages; nothing here knows of archives or databases."""

from __future__ import annotations

LOADER = 3  # raise it when this room makes other articles of the same bytes: all files are read again
