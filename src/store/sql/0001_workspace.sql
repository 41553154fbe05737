-- Rows are the truth. Scores are hundredths of a point, amounts are minor units, times are RFC 3339 in UTC.

CREATE TABLE settings (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 4294967295),
    name TEXT NOT NULL,
    currency TEXT NOT NULL,
    engagement_line INTEGER NOT NULL CHECK (engagement_line BETWEEN 0 AND 10000),
    potential_line INTEGER NOT NULL CHECK (potential_line BETWEEN 0 AND 10000)
) STRICT;

CREATE TABLE account (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 4294967295),
    key TEXT NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    owner TEXT NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN ('suspect', 'prospect', 'customer', 'client', 'lost')),
    region TEXT NOT NULL,
    industry TEXT NOT NULL,
    website TEXT NOT NULL,
    notes TEXT NOT NULL,
    -- NULL while unplaced, which is not zero.
    engagement INTEGER CHECK (engagement BETWEEN 0 AND 10000),
    potential INTEGER CHECK (potential BETWEEN 0 AND 10000),
    judged_at TEXT,
    judged_by TEXT,
    revenue_12m INTEGER,
    revenue_prior_12m INTEGER,
    qpc INTEGER,
    qpc_source TEXT CHECK (qpc_source IN ('asked', 'formula', 'guess')),
    qpc_as_of TEXT,
    archived INTEGER NOT NULL CHECK (archived IN (0, 1)),
    CHECK ((engagement IS NULL) = (potential IS NULL)),
    CHECK ((engagement IS NULL) = (judged_at IS NULL)),
    CHECK ((engagement IS NULL) = (judged_by IS NULL)),
    CHECK ((qpc IS NULL) = (qpc_source IS NULL)),
    CHECK (qpc_as_of IS NULL OR qpc IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX account_key ON account (key) WHERE key <> '';

-- What was done, in order, without a gap. Undo and redo name the edit that they are about in "of".
CREATE TABLE journal (
    seq INTEGER NOT NULL PRIMARY KEY CHECK (seq >= 1),
    at TEXT NOT NULL,
    "by" TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('edit', 'undo', 'redo', 'reason')),
    "of" INTEGER REFERENCES journal (seq) CHECK ("of" < seq),
    label TEXT NOT NULL,
    reason TEXT,
    rows INTEGER NOT NULL CHECK (rows >= 0),
    CHECK ((kind = 'edit') = ("of" IS NULL)),
    CHECK ((kind = 'reason') = (reason IS NOT NULL))
) STRICT;

-- The row images of an edit, as JSON: NULL before is created, NULL after is deleted.
CREATE TABLE journal_change (
    seq INTEGER NOT NULL REFERENCES journal (seq),
    ordinal INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('account', 'settings')),
    record BLOB,
    before TEXT,
    after TEXT,
    moved INTEGER NOT NULL CHECK (moved IN (0, 1)),
    PRIMARY KEY (seq, ordinal),
    CHECK ((kind = 'account') = (record IS NOT NULL)),
    CHECK (before IS NOT NULL OR after IS NOT NULL)
) STRICT, WITHOUT ROWID;

-- Opening reads every move and nothing else of the images.
CREATE INDEX journal_change_moved ON journal_change (seq, ordinal) WHERE moved = 1;

CREATE TRIGGER journal_is_not_rewritten BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER journal_is_not_shortened BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER journal_change_is_not_rewritten BEFORE UPDATE ON journal_change
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER journal_change_is_not_shortened BEFORE DELETE ON journal_change
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
