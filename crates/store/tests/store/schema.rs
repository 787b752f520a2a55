//! The schema of a database in words that are the same for both engines, and the one that was agreed on.

use crate::home::Home;

/// Columns, keys, indexes and references of the newest schema.
pub(crate) const COMMITTED: &str = include_str!("schema.txt");

const SQLITE_COLUMNS: &str = "SELECT m.name || '.' || c.name || ' ' || \
    CASE c.type WHEN 'BLOB' THEN 'bytes' ELSE lower(c.type) END || \
    CASE WHEN c.\"notnull\" = 1 OR c.pk > 0 THEN ' not null' ELSE '' END \
    FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'";

const POSTGRES_COLUMNS: &str = "SELECT table_name || '.' || column_name || ' ' || \
    CASE data_type WHEN 'bytea' THEN 'bytes' ELSE data_type END || \
    CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END \
    FROM information_schema.columns WHERE table_schema = 'public'";

/// Keys and indexes: those that only one row may have are unique, however the engine names them.
const SQLITE_INDEXES: &str = "SELECT CASE i.\"unique\" WHEN 1 THEN 'unique ' ELSE 'index ' END || m.name || ' (' || \
    (SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)) || ')' \
    FROM sqlite_master m JOIN pragma_index_list(m.name) i WHERE m.type = 'table' \
    UNION ALL \
    SELECT 'unique ' || m.name || ' (' || c.name || ')' FROM sqlite_master m JOIN pragma_table_info(m.name) c \
    WHERE m.type = 'table' AND c.pk = 1 AND c.type = 'BIGINT' \
    AND NOT EXISTS (SELECT 1 FROM pragma_index_list(m.name) i WHERE i.origin = 'pk')";

const POSTGRES_INDEXES: &str = "SELECT CASE WHEN x.indisunique THEN 'unique ' ELSE 'index ' END || t.relname || ' (' || \
    (SELECT string_agg(a.attname, ', ' ORDER BY k.n) FROM unnest(x.indkey) WITH ORDINALITY AS k (at, n) \
     JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.at) || ')' \
    FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_namespace s ON s.oid = t.relnamespace \
    WHERE s.nspname = 'public'";

const SQLITE_REFERENCES: &str = "SELECT 'reference ' || m.name || ' (' || f.\"from\" || ') to ' || f.\"table\" || \
    ' (' || f.\"to\" || ')' FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'";

const POSTGRES_REFERENCES: &str = "SELECT 'reference ' || t.relname || ' (' || a.attname || ') to ' || o.relname || \
    ' (' || b.attname || ')' FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid \
    JOIN pg_class o ON o.oid = c.confrelid \
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = c.conkey[1] \
    JOIN pg_attribute b ON b.attrelid = o.oid AND b.attnum = c.confkey[1] WHERE c.contype = 'f'";

/// The schema that a database has, one line each, sorted.
pub(crate) async fn of(home: &Home) -> String {
    let mut lines = home.ask(SQLITE_COLUMNS, POSTGRES_COLUMNS).await;
    lines.extend(home.ask(SQLITE_INDEXES, POSTGRES_INDEXES).await);
    lines.extend(home.ask(SQLITE_REFERENCES, POSTGRES_REFERENCES).await);
    lines.sort();
    lines.join("\n") + "\n"
}
