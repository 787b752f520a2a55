-- Why: the lists of a fixed column over the whole site went through all that is released, and so did their counts.
-- Lock: creates an index, writes wait meanwhile. Time on a million rows: some seconds. Works with the release before: no, it
-- refuses a newer schema.

CREATE INDEX item_of_column ON item (column_id, state, published_on, id);
