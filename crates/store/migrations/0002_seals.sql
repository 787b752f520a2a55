-- Why: entries of the ledger bind the rows that are shown; the salt of these commitments stands beside the entry. A
-- relation keeps its day and what stood before it, so that it can be taken back.
-- ADR: 0006 (ledger).
-- Lock: each table for an instant, columns are only added. Time on a million rows: none. Works with the release before: no,
-- it refuses a newer schema.

ALTER TABLE ledger ADD COLUMN salt {bytes};
ALTER TABLE relation ADD COLUMN since TEXT;
ALTER TABLE relation ADD COLUMN former TEXT;
