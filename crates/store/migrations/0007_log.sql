-- Why: the public log over the ledger: how far it has come, its leaves, its tree in tiles, its signed checkpoints; and what
-- the site keeps to open a leaf: the salt of each release, and the copies that the press made. Salts and copies go when
-- what they belong to is withdrawn or taken down.
-- ADR: 0025 (the public log), 0026 (how the log follows the ledger).
-- Lock: creates, and one index on the ledger, for which writes wait. Time on a million rows: some seconds; the leaves of what is in the ledger already are made by the program
-- that opens the register next. Works with the release before: no, it refuses a newer schema.

CREATE TABLE log (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    seq BIGINT NOT NULL,
    size BIGINT NOT NULL,
    hash TEXT NOT NULL
);
INSERT INTO log (one, seq, size, hash) VALUES (1, 0, 0, 'sha256');

CREATE TABLE leaf (
    place BIGINT PRIMARY KEY,
    seq BIGINT NOT NULL,
    bytes {bytes} NOT NULL
);
CREATE INDEX leaf_seq ON leaf (seq);

CREATE TABLE tile (
    level BIGINT NOT NULL,
    place BIGINT NOT NULL,
    hashes {bytes} NOT NULL,
    PRIMARY KEY (level, place)
);

CREATE TABLE checkpoint (
    size BIGINT PRIMARY KEY,
    note {bytes} NOT NULL
);

CREATE INDEX ledger_key ON ledger (seq) WHERE act = 'change_key';

CREATE TABLE leaf_salt (
    seq BIGINT PRIMARY KEY,
    item TEXT NOT NULL REFERENCES item (id),
    edition BIGINT NOT NULL,
    salt {bytes} NOT NULL
);
CREATE INDEX leaf_salt_item ON leaf_salt (item, edition);

CREATE TABLE derivative (
    seq BIGINT NOT NULL,
    place BIGINT NOT NULL,
    item TEXT NOT NULL REFERENCES item (id),
    edition BIGINT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    digest {bytes} NOT NULL,
    PRIMARY KEY (seq, place)
);
CREATE INDEX derivative_item ON derivative (item, edition, digest);
