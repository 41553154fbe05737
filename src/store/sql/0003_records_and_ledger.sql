-- Fields that a record has beyond its own: a JSON object of texts, NULL for none.
ALTER TABLE account ADD COLUMN extra TEXT CHECK (extra IS NULL OR json_valid(extra));

CREATE TABLE contact (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 4294967295),
    key TEXT NOT NULL,
    account BLOB NOT NULL CHECK (length(account) = 16),
    name TEXT NOT NULL CHECK (name <> ''),
    title TEXT NOT NULL,
    role TEXT NOT NULL,
    influence TEXT CHECK (influence IN ('low', 'medium', 'high')),
    email TEXT NOT NULL,
    phone TEXT NOT NULL,
    cadence_days INTEGER CHECK (cadence_days BETWEEN 1 AND 65535),
    champion INTEGER NOT NULL CHECK (champion IN (0, 1)),
    "left" INTEGER NOT NULL CHECK ("left" IN (0, 1)),
    notes TEXT NOT NULL,
    extra TEXT CHECK (extra IS NULL OR json_valid(extra))
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX contact_key ON contact (key) WHERE key <> '';

CREATE TABLE activity (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 4294967295),
    key TEXT NOT NULL,
    account BLOB NOT NULL CHECK (length(account) = 16),
    kind TEXT NOT NULL CHECK (kind IN ('call', 'visit', 'email', 'meeting', 'note')),
    day TEXT NOT NULL,
    time TEXT,
    status TEXT NOT NULL CHECK (status IN ('planned', 'done')),
    subject TEXT NOT NULL,
    -- Names of ours, and keys of contacts: JSON arrays of texts.
    colleagues TEXT NOT NULL CHECK (json_valid(colleagues)),
    contacts TEXT NOT NULL CHECK (json_valid(contacts)),
    initiated_by TEXT NOT NULL CHECK (initiated_by IN ('us', 'them')),
    answered INTEGER NOT NULL CHECK (answered IN (0, 1)),
    minutes INTEGER CHECK (minutes BETWEEN 0 AND 4294967295),
    notes TEXT NOT NULL,
    extra TEXT CHECK (extra IS NULL OR json_valid(extra))
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX activity_key ON activity (key) WHERE key <> '';

CREATE TABLE product (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 4294967295),
    key TEXT NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    category TEXT NOT NULL,
    notes TEXT NOT NULL,
    extra TEXT CHECK (extra IS NULL OR json_valid(extra))
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX product_key ON product (key) WHERE key <> '';

CREATE TABLE opportunity (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 4294967295),
    key TEXT NOT NULL,
    account BLOB NOT NULL CHECK (length(account) = 16),
    name TEXT NOT NULL CHECK (name <> ''),
    category TEXT NOT NULL,
    value INTEGER,
    likelihood TEXT CHECK (likelihood IN ('never', 'unlikely', 'possible', 'likely', 'planned')),
    next_step TEXT NOT NULL,
    due TEXT,
    outcome TEXT NOT NULL CHECK (outcome IN ('open', 'won', 'lost')),
    outcome_reason TEXT NOT NULL,
    notes TEXT NOT NULL,
    extra TEXT CHECK (extra IS NULL OR json_valid(extra))
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX opportunity_key ON opportunity (key) WHERE key <> '';

-- The purchases of one import. While its row is here they count; undo takes the row away and leaves the lines.
CREATE TABLE batch (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 4294967295),
    file_name TEXT NOT NULL,
    lines INTEGER NOT NULL CHECK (lines >= 1),
    replaced INTEGER NOT NULL CHECK (replaced >= 0),
    total INTEGER NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The ledger names accounts, products and batches by small numbers, given once and never again.
CREATE TABLE ledger_account (number INTEGER NOT NULL PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16)) STRICT;
CREATE TABLE ledger_product (number INTEGER NOT NULL PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16)) STRICT;
CREATE TABLE ledger_batch (number INTEGER NOT NULL PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16)) STRICT;

-- A line never changes. Days are counted from 1 January 1970, quantities in thousandths, amounts in minor units.
CREATE TABLE purchase (
    account INTEGER NOT NULL,
    day INTEGER NOT NULL,
    batch INTEGER NOT NULL,
    line INTEGER NOT NULL CHECK (line >= 1),
    product INTEGER,
    quantity INTEGER,
    amount INTEGER NOT NULL,
    margin INTEGER,
    document TEXT NOT NULL,
    extra TEXT CHECK (extra IS NULL OR json_valid(extra)),
    PRIMARY KEY (account, day, batch, line)
) STRICT, WITHOUT ROWID;

-- Line `line` of `batch` counts no more while batch "by" is there, which has another in its place.
CREATE TABLE purchase_replaced (
    batch INTEGER NOT NULL,
    line INTEGER NOT NULL,
    "by" INTEGER NOT NULL,
    PRIMARY KEY (batch, line, "by")
) STRICT, WITHOUT ROWID;

CREATE TRIGGER purchase_is_not_rewritten BEFORE UPDATE ON purchase
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER purchase_is_not_removed BEFORE DELETE ON purchase
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;

CREATE TRIGGER purchase_replaced_is_not_rewritten BEFORE UPDATE ON purchase_replaced
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER purchase_replaced_is_not_removed BEFORE DELETE ON purchase_replaced
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;

-- The journal tells of the new kinds too. A check cannot be changed in place.
DROP TRIGGER journal_change_is_not_rewritten;
DROP TRIGGER journal_change_is_not_shortened;
DROP INDEX journal_change_moved;
ALTER TABLE journal_change RENAME TO journal_change_2;
CREATE TABLE journal_change (
    seq INTEGER NOT NULL REFERENCES journal (seq),
    ordinal INTEGER NOT NULL,
    kind TEXT NOT NULL
        CHECK (kind IN ('account', 'contact', 'activity', 'product', 'opportunity', 'batch', 'settings')),
    record BLOB,
    before TEXT,
    after TEXT,
    moved INTEGER NOT NULL CHECK (moved IN (0, 1)),
    PRIMARY KEY (seq, ordinal),
    CHECK ((kind = 'settings') = (record IS NULL)),
    CHECK (before IS NOT NULL OR after IS NOT NULL)
) STRICT, WITHOUT ROWID;
INSERT INTO journal_change SELECT seq, ordinal, kind, record, before, after, moved FROM journal_change_2;
DROP TABLE journal_change_2;
CREATE INDEX journal_change_moved ON journal_change (seq, ordinal) WHERE moved = 1;
CREATE TRIGGER journal_change_is_not_rewritten BEFORE UPDATE ON journal_change
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER journal_change_is_not_shortened BEFORE DELETE ON journal_change
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
