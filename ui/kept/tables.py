"""The tables of the conversations' database."""

from __future__ import annotations

VERSION = 1
# `owner` is the SHA-256 of the number in the cookie: who reads this file cannot pass for the owner.
# `replaced` marks an answer that was asked for again and had been rated: it is kept for the rating alone.
# `plain` is what is searched; what is long comes last, so that a search does not read it.
SCHEMA = """
CREATE TABLE conversations (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  title TEXT NOT NULL,
  begun TEXT NOT NULL,
  changed TEXT NOT NULL
) STRICT;
CREATE INDEX by_owner ON conversations (owner, changed);
CREATE TABLE exchanges (
  row INTEGER PRIMARY KEY,
  conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  turn INTEGER NOT NULL,
  plain TEXT NOT NULL,
  at TEXT NOT NULL,
  thumb TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  replaced INTEGER NOT NULL DEFAULT 0,
  question TEXT NOT NULL,
  answer TEXT NOT NULL,
  receipt TEXT NOT NULL
) STRICT;
CREATE INDEX by_conversation ON exchanges (conversation, turn);
CREATE UNIQUE INDEX one_a_turn ON exchanges (conversation, turn) WHERE NOT replaced;
"""
