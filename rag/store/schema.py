"""The catalog's tables."""

VERSION = 1  # of the tables below
FOREVER = 2**62  # the `until` of what is still in force

SCHEMA = """
CREATE TABLE revisions (
    revision INTEGER PRIMARY KEY,
    corpus TEXT NOT NULL              -- hash over all articles of the revision
);
CREATE TABLE articles (               -- one row for each version of an article
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    since INTEGER NOT NULL,           -- the first revision that has it
    until INTEGER NOT NULL,           -- the first that has it no more
    owner TEXT NOT NULL,              -- the synced folder, or '' for one added from memory
    name TEXT NOT NULL,               -- what the owner calls it
    chunking TEXT NOT NULL,           -- how it was cut into passages
    digest TEXT NOT NULL,             -- hash of all its fields
    twin TEXT NOT NULL,               -- hash of its text alone
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    url TEXT NOT NULL,
    published TEXT,
    author TEXT NOT NULL,
    path TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX articles_by_id ON articles (id, since);
CREATE TABLE passages (               -- its text is articles.text[start:end]
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    article INTEGER NOT NULL REFERENCES articles (row) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    sentences TEXT NOT NULL,          -- [[start, end], ...], counted from the passage's own start
    key BLOB NOT NULL                 -- hash of what the vectors are made from
);
CREATE INDEX passages_by_id ON passages (id);
CREATE INDEX passages_by_article ON passages (article);
CREATE INDEX passages_by_key ON passages (key);
CREATE TABLE vectors (                -- passage vectors alone, so that all of them are read quickly
    row INTEGER PRIMARY KEY,
    key BLOB NOT NULL,
    embedder TEXT NOT NULL,
    passage BLOB NOT NULL,            -- float32
    UNIQUE (embedder, key)
);
CREATE TABLE details (
    row INTEGER PRIMARY KEY REFERENCES vectors (row) ON DELETE CASCADE,
    sentences BLOB NOT NULL,          -- float16, by rows
    sentence_rows INTEGER NOT NULL,
    tokens BLOB NOT NULL,             -- int8, by rows
    token_rows INTEGER NOT NULL
);
CREATE TABLE files (
    root TEXT NOT NULL,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    loader TEXT NOT NULL,             -- version and limits of what read it
    gave TEXT NOT NULL,               -- [[article name, hash of its text], ...]
    skipped TEXT NOT NULL,            -- [[name, why], ...]
    PRIMARY KEY (root, name)
);
"""
