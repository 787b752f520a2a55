-- Why: who loses the answer to an act tries again with the same key, and it must happen once. The entry names the key by its
-- hash; the column beside it finds it and lets nobody give it twice.
-- ADR: 0028 (keys of acts).
-- Lock: the ledger while an index of no rows is made. Time on a million rows: below a second. Works with the release before:
-- no, it refuses a newer schema.

ALTER TABLE ledger ADD COLUMN act_key {bytes};
CREATE UNIQUE INDEX ledger_act_key ON ledger (act_key);
