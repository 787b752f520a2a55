-- Why: reports of errors on this site, kept apart from the ledger because what a reader writes is personal data. The
-- words stand beside a salted commitment; when they are erased, so is the salt, and the row stays with its dates.
-- ADR: 0018 (forms that readers send).
-- Lock: creates only. Time on a million rows: none. Works with the release before: no, it refuses a newer schema.

CREATE TABLE site_error (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    kind TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    forwarded_at BIGINT,
    closed_at BIGINT,
    erased_at BIGINT,
    receipt {bytes} NOT NULL UNIQUE,
    code {bytes} NOT NULL,
    written {bytes} NOT NULL,
    replied {bytes},
    written_salt {bytes},
    page TEXT,
    what TEXT,
    contact TEXT,
    replied_salt {bytes},
    forwarded_to TEXT,
    answer TEXT
);
CREATE INDEX site_error_state ON site_error (state, received_at);
