//! Nodes are replaced one after the other: those of the older version live on the schema of the newer one.

use debrief_shared::api::CreateThread;
use debrief_shared::document::TextPath;
use debrief_tests::Outcome;

use super::Stage;
use crate::common::title_anchor;

#[tokio::test]
async fn an_older_version_goes_on_and_starts_again_on_the_schema_of_a_newer_one() -> Outcome {
    let mut stage = Stage::open().await?;
    let pages = [stage.page(0).await?, stage.page(1).await?];
    let write = |what: &str| -> Outcome {
        for (number, page) in pages.iter().enumerate() {
            page.append(&TextPath::Title, &format!(" {what}{number}"))?;
        }
        Ok(())
    };
    write("before")?;
    // The statements are known to the database by now, and some of these writes are on their way.
    stage.cluster.update_schema().await?;
    write("after")?;
    for page in &pages {
        page.saved().await?;
    }
    let ada = stage.cluster.client(0, &stage.ada)?;
    ada.create("Made by the older version", "morgue").await?;
    let comment =
        CreateThread { anchor: title_anchor(&pages[0])?, quote: "C".to_owned(), body: "Since when?".to_owned() };
    ada.comment(stage.postmortem.id, &comment).await?;
    assert_eq!(stage.cluster.client(1, &stage.ada)?.list("").await?.len(), 2);

    stage.cluster.nodes[2].server.stop().await?;
    stage.cluster.nodes[2].server.launch().await?;
    let fresh = stage.cluster.add().await?;
    let late = [stage.page(2).await?, stage.page(fresh).await?];
    for page in &late {
        page.append(&TextPath::Title, " late")?;
        page.saved().await?;
    }
    let view = stage.all_equal(&[&pages[0], &pages[1], &late[0], &late[1]], &[0, 1, 2, fresh]).await?;
    for words in ["before0", "before1", "after0", "after1", "late"] {
        assert!(view.title.contains(words), "{words} is missing in {:?}", view.title);
    }
    Ok(())
}
