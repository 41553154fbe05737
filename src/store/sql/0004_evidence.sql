-- What people judge beyond the position, and where the evidence put the account when they judged it.
ALTER TABLE account ADD COLUMN evidence_engagement INTEGER CHECK (evidence_engagement BETWEEN 0 AND 10000);
ALTER TABLE account ADD COLUMN evidence_potential INTEGER
    CHECK (evidence_potential BETWEEN 0 AND 10000 AND (evidence_potential IS NULL) = (evidence_engagement IS NULL));
ALTER TABLE account ADD COLUMN likelihood TEXT
    CHECK (likelihood IN ('never', 'unlikely', 'possible', 'likely', 'planned'));
-- JSON objects: categories with whether they are relevant, questions with whether they are passed; NULL for none.
ALTER TABLE account ADD COLUMN relevance TEXT CHECK (relevance IS NULL OR json_valid(relevance));
ALTER TABLE account ADD COLUMN answers TEXT CHECK (answers IS NULL OR json_valid(answers));
ALTER TABLE account ADD COLUMN pursuit TEXT CHECK (pursuit IN ('target', 'lead'));
ALTER TABLE account ADD COLUMN pursuit_since TEXT CHECK ((pursuit_since IS NULL) = (pursuit IS NULL));

CREATE TABLE risk (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 4294967295),
    key TEXT NOT NULL,
    account BLOB NOT NULL CHECK (length(account) = 16),
    kind TEXT NOT NULL CHECK (kind IN ('competitor', 'relationship', 'payment', 'quality', 'change', 'other')),
    severity TEXT NOT NULL CHECK (severity IN ('low', 'medium', 'high')),
    reason TEXT NOT NULL CHECK (reason <> ''),
    since TEXT NOT NULL,
    resolved TEXT,
    notes TEXT NOT NULL,
    extra TEXT CHECK (extra IS NULL OR json_valid(extra))
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX risk_key ON risk (key) WHERE key <> '';

CREATE TABLE colleague (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 4294967295),
    key TEXT NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    team TEXT NOT NULL,
    seller INTEGER NOT NULL CHECK (seller IN (0, 1)),
    email TEXT NOT NULL,
    hours_per_year INTEGER CHECK (hours_per_year BETWEEN 0 AND 65535),
    "left" INTEGER NOT NULL CHECK ("left" IN (0, 1)),
    notes TEXT NOT NULL,
    extra TEXT CHECK (extra IS NULL OR json_valid(extra))
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX colleague_key ON colleague (key) WHERE key <> '';

-- The journal tells of the new kinds too. A check cannot be changed in place.
DROP TRIGGER journal_change_is_not_rewritten;
DROP TRIGGER journal_change_is_not_shortened;
DROP INDEX journal_change_moved;
ALTER TABLE journal_change RENAME TO journal_change_3;
CREATE TABLE journal_change (
    seq INTEGER NOT NULL REFERENCES journal (seq),
    ordinal INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (
        kind IN (
            'account', 'contact', 'activity', 'product', 'opportunity', 'risk', 'colleague', 'batch', 'settings'
        )
    ),
    record BLOB,
    before TEXT,
    after TEXT,
    moved INTEGER NOT NULL CHECK (moved IN (0, 1)),
    PRIMARY KEY (seq, ordinal),
    CHECK ((kind = 'settings') = (record IS NULL)),
    CHECK (before IS NOT NULL OR after IS NOT NULL)
) STRICT, WITHOUT ROWID;
INSERT INTO journal_change SELECT seq, ordinal, kind, record, before, after, moved FROM journal_change_3;
DROP TABLE journal_change_3;
CREATE INDEX journal_change_moved ON journal_change (seq, ordinal) WHERE moved = 1;
CREATE TRIGGER journal_change_is_not_rewritten BEFORE UPDATE ON journal_change
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER journal_change_is_not_shortened BEFORE DELETE ON journal_change
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
