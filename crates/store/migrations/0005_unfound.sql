-- Why: words that readers searched for and did not find, counted by month, so that the operator sees what is missing. Only
-- words that were searched for more than five times come here; nothing says who did. No ledger entry is bound to them:
-- they are no part of what the site has done, and they go when their months are over.
-- ADR: 0024 (words that were not found).
-- Lock: creates only. Time on a million rows: none. Works with the release before: no, it refuses a newer schema.

CREATE TABLE unfound (
    month TEXT NOT NULL,
    words TEXT NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (month, words)
);
