-- How accounts come to their stages, who wins and who grows them, what is aimed at, and what it costs.
ALTER TABLE account ADD COLUMN channel TEXT NOT NULL DEFAULT '';
-- A JSON array of the places that it had on lists; NULL for none.
ALTER TABLE account ADD COLUMN stays TEXT CHECK (stays IS NULL OR json_valid(stays));
ALTER TABLE colleague ADD COLUMN duty TEXT CHECK (duty IN ('acquires', 'grows', 'both'));

CREATE TABLE stage_event (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 4294967295),
    account BLOB NOT NULL CHECK (length(account) = 16),
    -- Events of one day stand in this order.
    nth INTEGER NOT NULL CHECK (nth >= 0),
    "on" TEXT NOT NULL,
    "from" TEXT CHECK ("from" IN ('suspect', 'prospect', 'customer', 'client', 'lost')),
    -- NULL in a correction that says that it never happened.
    "to" TEXT CHECK ("to" IN ('suspect', 'prospect', 'customer', 'client', 'lost')),
    "by" TEXT NOT NULL,
    channel TEXT NOT NULL,
    reason TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('person', 'evidence', 'import')),
    corrects BLOB CHECK (length(corrects) = 16),
    extra TEXT CHECK (extra IS NULL OR json_valid(extra)),
    CHECK ("to" IS NOT NULL OR corrects IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE TABLE hand_over (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 4294967295),
    account BLOB NOT NULL CHECK (length(account) = 16),
    "on" TEXT NOT NULL,
    "from" TEXT NOT NULL,
    "to" TEXT NOT NULL CHECK ("to" <> ''),
    notes TEXT NOT NULL,
    extra TEXT CHECK (extra IS NULL OR json_valid(extra))
) STRICT, WITHOUT ROWID;

CREATE TABLE goal (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 4294967295),
    metric TEXT NOT NULL,
    period TEXT NOT NULL CHECK (period IN ('month', 'quarter', 'year')),
    start TEXT NOT NULL,
    seller TEXT CHECK (seller <> ''),
    channel TEXT CHECK (channel <> ''),
    -- Hundredths of what the metric counts; minor units where that is money.
    target INTEGER NOT NULL CHECK (target >= 0),
    extra TEXT CHECK (extra IS NULL OR json_valid(extra)),
    CHECK (seller IS NULL OR channel IS NULL)
) STRICT, WITHOUT ROWID;

-- What a channel cost in a month, which is given by its first day.
CREATE TABLE spend (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 4294967295),
    channel TEXT NOT NULL CHECK (channel <> ''),
    month TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount >= 0),
    notes TEXT NOT NULL,
    extra TEXT CHECK (extra IS NULL OR json_valid(extra))
) STRICT, WITHOUT ROWID;

-- The journal tells of the new kinds too. A check cannot be changed in place.
DROP TRIGGER journal_change_is_not_rewritten;
DROP TRIGGER journal_change_is_not_shortened;
DROP INDEX journal_change_moved;
ALTER TABLE journal_change RENAME TO journal_change_4;
CREATE TABLE journal_change (
    seq INTEGER NOT NULL REFERENCES journal (seq),
    ordinal INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (
        kind IN (
            'account', 'contact', 'activity', 'product', 'opportunity', 'risk', 'colleague', 'stage_event', 'hand_over',
            'goal', 'spend', 'batch', 'settings'
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
INSERT INTO journal_change SELECT seq, ordinal, kind, record, before, after, moved FROM journal_change_4;
DROP TABLE journal_change_4;
CREATE INDEX journal_change_moved ON journal_change (seq, ordinal) WHERE moved = 1;
CREATE TRIGGER journal_change_is_not_rewritten BEFORE UPDATE ON journal_change
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER journal_change_is_not_shortened BEFORE DELETE ON journal_change
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
