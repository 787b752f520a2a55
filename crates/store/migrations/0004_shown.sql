-- Why: what readers send is in the ledger and must not empty what is kept of pages; beside each entry stands the newest
-- one that changed what pages show. Entries from before have none and count as shown.
-- ADR: 0009 (cache).
-- Lock: the ledger for an instant, a column is only added. Time on a million rows: none. Works with the release before: no,
-- it refuses a newer schema.

ALTER TABLE ledger ADD COLUMN shown BIGINT;
