-- Why: the register — agencies, items with editions and releases, works of law, relations, files — and its ledger.
-- ADR: 0001 (ids), 0004 (fields), 0006 (ledger), 0015 (one SQL text for both engines).
-- Lock: creates only. Time on a million rows: none. Works with the release before: there is none.
-- {bytes} is BLOB on SQLite and BYTEA on PostgreSQL; nothing else differs here.

CREATE TABLE head (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    seq BIGINT NOT NULL,
    hash {bytes} NOT NULL
);

CREATE TABLE ledger (
    seq BIGINT PRIMARY KEY,
    recorded_at BIGINT NOT NULL,
    act TEXT NOT NULL,
    subject TEXT NOT NULL,
    entry {bytes} NOT NULL,
    previous {bytes} NOT NULL,
    hash {bytes} NOT NULL
);

CREATE TABLE remark (
    seq BIGINT PRIMARY KEY,
    salt {bytes} NOT NULL,
    words TEXT NOT NULL
);

CREATE TABLE actor (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    identified_by TEXT NOT NULL,
    UNIQUE (name, identified_by)
);

CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE agency (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    level TEXT NOT NULL,
    kind TEXT NOT NULL,
    admin_parent TEXT,
    system_parent TEXT,
    valid_from TEXT,
    valid_to TEXT,
    successor TEXT,
    phone TEXT NOT NULL,
    address TEXT NOT NULL,
    is_own BIGINT NOT NULL,
    position BIGINT NOT NULL
);
CREATE INDEX agency_name ON agency (name);

CREATE TABLE serial (
    code TEXT NOT NULL,
    year BIGINT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (code, year)
);

CREATE TABLE work (
    code TEXT PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    kind TEXT NOT NULL
);

CREATE TABLE item (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    column_id TEXT NOT NULL,
    agency TEXT NOT NULL REFERENCES agency (code),
    index_code TEXT NOT NULL,
    index_year BIGINT NOT NULL,
    index_serial BIGINT NOT NULL,
    work TEXT REFERENCES work (code),
    version TEXT,
    state TEXT NOT NULL,
    edition BIGINT NOT NULL,
    released_edition BIGINT,
    title TEXT NOT NULL,
    doc_no TEXT,
    written_on TEXT,
    published_on TEXT NOT NULL,
    changed_seq BIGINT NOT NULL,
    UNIQUE (index_code, index_year, index_serial),
    UNIQUE (work, version)
);
CREATE INDEX item_listed ON item (state, published_on, id);
CREATE INDEX item_of_kind ON item (kind, state, published_on, id);
CREATE INDEX item_of_agency ON item (agency, column_id, state, published_on, id);
CREATE INDEX item_of_work ON item (work, state, version);
CREATE INDEX item_doc_no ON item (doc_no);
CREATE INDEX item_title ON item (title);

CREATE TABLE edition (
    item TEXT NOT NULL REFERENCES item (id),
    edition BIGINT NOT NULL,
    change_note TEXT NOT NULL,
    draft {bytes},
    created_at BIGINT NOT NULL,
    PRIMARY KEY (item, edition)
);

CREATE TABLE release (
    item TEXT NOT NULL REFERENCES item (id),
    edition BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    released_at BIGINT NOT NULL,
    change_note TEXT NOT NULL,
    snapshot {bytes} NOT NULL,
    digest {bytes} NOT NULL,
    PRIMARY KEY (item, edition)
);

CREATE TABLE withdrawal (
    item TEXT PRIMARY KEY REFERENCES item (id),
    seq BIGINT NOT NULL,
    withdrawn_at BIGINT NOT NULL,
    by_agency TEXT NOT NULL,
    reason TEXT NOT NULL
);

CREATE TABLE validity (
    item TEXT PRIMARY KEY REFERENCES item (id),
    effective TEXT,
    amended_from TEXT,
    repealed_from TEXT,
    repealed_by TEXT,
    expires_after TEXT,
    claim_status TEXT,
    claim_certainty TEXT,
    claim_basis TEXT
);

CREATE TABLE relation (
    item TEXT NOT NULL REFERENCES item (id),
    relation TEXT NOT NULL,
    says TEXT NOT NULL,
    other TEXT REFERENCES item (id),
    PRIMARY KEY (item, relation, says)
);
CREATE INDEX relation_other ON relation (other);
CREATE INDEX relation_says ON relation (says);

CREATE TABLE alias (
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    item TEXT NOT NULL REFERENCES item (id),
    PRIMARY KEY (kind, value)
);
CREATE INDEX alias_item ON alias (item);

CREATE TABLE source (
    source TEXT NOT NULL,
    source_id TEXT NOT NULL,
    item TEXT NOT NULL REFERENCES item (id),
    digest {bytes} NOT NULL,
    PRIMARY KEY (source, source_id)
);
CREATE INDEX source_item ON source (item);
CREATE INDEX source_digest ON source (digest);

CREATE TABLE blob (
    space TEXT NOT NULL,
    digest {bytes} NOT NULL,
    size BIGINT NOT NULL,
    bytes {bytes},
    PRIMARY KEY (space, digest)
);

INSERT INTO head (one, seq, hash) VALUES (1, 0, {genesis});
