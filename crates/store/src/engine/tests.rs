//! What the types already say, held by the engine as well: whoever reads cannot write.

use super::{Rows as _, Store};
use tempfile::TempDir;

#[tokio::test]
async fn a_set_of_reads_cannot_write() {
    let folder = TempDir::new().unwrap();
    let store = Store::open_sqlite(&folder.path().join("register.sqlite"))
        .await
        .unwrap();
    cannot_write(&store).await;
}

/// The same on PostgreSQL runs where the contract of this crate runs, in the database of the server itself: nothing is
/// written to it.
#[expect(
    clippy::disallowed_methods,
    reason = "tests find the server by the environment"
)]
#[tokio::test]
async fn a_set_of_reads_cannot_write_on_postgres_either() {
    let Ok(url) = std::env::var("GONGKAI_TEST_POSTGRES") else {
        return;
    };
    let pool = sqlx::PgPool::connect(&url).await.unwrap();
    let store = Store {
        pools: super::Pools::Postgres(pool),
    };
    let mut reader = store.read().await.unwrap();
    let sql = "CREATE TABLE never (one BIGINT)";
    let refused = reader.all("trying", sql, vec![]).await;
    assert!(refused.err().unwrap().to_string().contains("read-only"));
}

async fn cannot_write(store: &Store) {
    let mut reader = store.read().await.unwrap();
    for sql in [
        "INSERT INTO setting (key, value) VALUES ('a', 'b') RETURNING key",
        "UPDATE head SET seq = 7 RETURNING seq",
        "DELETE FROM head RETURNING seq",
    ] {
        let refused = reader.all("trying", sql, vec![]).await;
        assert!(refused.is_err(), "{sql}");
    }
}
