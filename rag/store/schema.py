"""The catalog's tables, version by version: a new catalog takes all the steps, an older one the last."""

FOREVER = 2**62  # the `until` of what is still in force

FIRST = """
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

# What a newsroom knows of an article, the texts it had before, and which articles are copies.
SECOND = """
ALTER TABLE articles ADD COLUMN published_at TEXT;
ALTER TABLE articles ADD COLUMN updated_at TEXT;
ALTER TABLE articles ADD COLUMN section TEXT NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN dateline TEXT NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN agency TEXT NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN key TEXT NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN pages TEXT NOT NULL DEFAULT '[]';
ALTER TABLE articles ADD COLUMN found TEXT NOT NULL DEFAULT '[]';
-- A row with an heir is an earlier version of the article of that id; without, it is in force or gone.
ALTER TABLE articles ADD COLUMN heir TEXT NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN why TEXT NOT NULL DEFAULT '';
-- 1 where the owner still gives it: it stands aside for its heir, and comes back when that is removed.
ALTER TABLE articles ADD COLUMN aside INTEGER NOT NULL DEFAULT 0;
CREATE INDEX articles_by_heir ON articles (heir) WHERE heir <> '';
CREATE INDEX articles_ended ON articles (until) WHERE until < 4611686018427387904;
CREATE TABLE fingerprints (           -- one for each text
    row INTEGER PRIMARY KEY,
    twin TEXT NOT NULL UNIQUE,        -- hash of the text
    minhash BLOB NOT NULL,            -- uint32, as all but the halves
    shingles BLOB NOT NULL,
    halves BLOB NOT NULL,             -- uint8: in which half of the text each shingle is
    names BLOB NOT NULL,
    numbers BLOB NOT NULL
);
CREATE TABLE pairs (                  -- of texts that are edited copies of one another
    one INTEGER NOT NULL REFERENCES fingerprints (row) ON DELETE CASCADE,
    other INTEGER NOT NULL REFERENCES fingerprints (row) ON DELETE CASCADE,
    jaccard REAL NOT NULL,
    PRIMARY KEY (one, other)
) WITHOUT ROWID;
CREATE INDEX pairs_by_other ON pairs (other);
-- How its clusters were made.
ALTER TABLE revisions ADD COLUMN clustering TEXT NOT NULL DEFAULT '';
CREATE TABLE clusters (               -- of the articles of a revision that have copies
    revision INTEGER NOT NULL REFERENCES revisions (revision) ON DELETE CASCADE,
    article INTEGER NOT NULL REFERENCES articles (row) ON DELETE CASCADE,
    cluster INTEGER NOT NULL,
    PRIMARY KEY (revision, article)
) WITHOUT ROWID;
CREATE INDEX clusters_by_article ON clusters (article);
"""

STEPS = (FIRST, SECOND)
VERSION = len(STEPS)

# What a reader can do without: made by whoever next writes, so that an older catalog is read as it is.
BESIDE = """
CREATE TABLE IF NOT EXISTS synced (   -- folders, and when the archive was last in line with each
    root TEXT PRIMARY KEY,
    at TEXT NOT NULL                  -- a moment with its zone
);
CREATE TABLE IF NOT EXISTS withheld ( -- articles that a person removed, and that their folder still gives
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    double TEXT NOT NULL,             -- hash of its text and outlet: the file may get another name
    title TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (owner, name)
)"""
