//! A rolling upgrade: a newer version has changed the tables while this one still runs, and is started again.

use std::io::Cursor;

use debrief_shared::document::TextPath;
use debrief_tests::Outcome;
use image::{ImageFormat, RgbImage};
use reqwest::Method;

use super::Stage;

/// What a newer version may do to tables that an older one uses (docs/OPERATIONS.md): add to them.
const NEWER: &str = "
DO $$
DECLARE place record;
BEGIN
    FOR place IN SELECT table_name FROM information_schema.tables
        WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND table_name <> '_sqlx_migrations'
    LOOP
        EXECUTE format('ALTER TABLE %I ADD COLUMN of_a_newer_version TEXT', place.table_name);
    END LOOP;
END $$;
CREATE TABLE of_a_newer_version (id BIGINT PRIMARY KEY);
INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
    VALUES (9999, 'of a newer version', TRUE, '\\x00', 0);
";

/// So many reads go over every connection of a node's.
const EVERY_CONNECTION: usize = 40;

#[tokio::test]
async fn an_older_version_goes_on_and_starts_again_on_the_tables_of_a_newer_one() -> Outcome {
    let mut stage = Stage::open().await?;
    let pages = [stage.page(0).await?, stage.page(1).await?];
    let client = stage.cluster.client(0, &stage.ada)?;
    let mut picture = Cursor::new(Vec::new());
    RgbImage::new(4, 4).write_to(&mut picture, ImageFormat::Png)?;
    let picture = client.add_image(stage.postmortem.id, picture.into_inner()).await?;
    for _ in 0..EVERY_CONNECTION {
        client.send(Method::GET, &picture.url).await?.error_for_status()?;
    }
    for page in &pages {
        page.append(&TextPath::Title, " before")?;
        page.saved().await?;
    }

    stage.cluster.run(NEWER).await?;
    // On connections whose statements were prepared on the tables as they were.
    for page in &pages {
        page.append(&TextPath::Title, " beside")?;
        page.saved().await?;
    }
    for _ in 0..EVERY_CONNECTION {
        client.send(Method::GET, &picture.url).await?.error_for_status()?;
    }
    stage.all_equal(&[&pages[0], &pages[1]], &[0, 1, 2]).await?;

    let [one, two] = pages;
    drop(two);
    stage.cluster.nodes[1].server.stop().await?;
    stage.cluster.nodes[1].server.launch().await?;
    let again = stage.page(1).await?;
    again.append(&TextPath::Title, " after")?;
    again.saved().await?;
    let view = stage.all_equal(&[&one, &again], &[0, 1, 2]).await?;
    assert!(view.title.ends_with(" after"), "{}", view.title);
    Ok(())
}
