//! Templates: the built-in six, and people's own.

use debrief_shared::api::{EditTemplate, Template, TemplateSection};
use debrief_shared::document::SectionKind;
use debrief_tests::Outcome;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::common::{Room, discussion};

fn section(heading: &str) -> TemplateSection {
    TemplateSection {
        kind: SectionKind::Prose,
        heading: heading.to_owned(),
        guidance: format!("What about {heading}?"),
        body: "- \n".to_owned(),
    }
}

#[tokio::test]
async fn own_templates_are_made_changed_used_and_removed() -> Outcome {
    let room = Room::open().await?;
    let grace = room.server.person("Grace Member", "member")?;
    let new = EditTemplate {
        name: Some("Ours".to_owned()),
        summary: Some("Choose it for ours.".to_owned()),
        sections: Some(vec![section("Before"), section("During")]),
        from: None,
    };
    let made = grace.create_template(&new).await?;
    assert!(!made.built_in && made.sections.len() == 2);

    let path = format!("/api/templates/{}", made.id);
    let sections = vec![section("During"), section("After")];
    let change = EditTemplate { sections: Some(sections.clone()), ..EditTemplate::default() };
    let changed: Template = grace.call(Method::PATCH, &path, &change).await?;
    assert_eq!((changed.name.as_str(), &changed.sections), ("Ours", &sections));
    assert_eq!(grace.get::<Template>(&path).await?, changed);

    // Whoever sees it may use it.
    let postmortem = room.ada.create("From ours", &made.id).await?;
    let document = room.ada.postmortem(postmortem.id).await?.document;
    assert_eq!(document.sections.iter().map(|held| held.heading.as_str()).collect::<Vec<_>>(), ["During", "After"]);
    assert_eq!(document.sections[0].body, "- \n");

    assert_eq!(grace.send(Method::DELETE, &path).await?.status(), StatusCode::NO_CONTENT);
    assert_eq!(grace.refused_status(Method::GET, &path).await?, 404);
    assert_eq!(room.ada.postmortem(postmortem.id).await?.document.sections.len(), 2, "what was made from it stays");
    Ok(())
}

#[tokio::test]
async fn a_postmortem_s_structure_becomes_a_template_without_its_text() -> Outcome {
    let room = Room::open().await?;
    let replica = room.replica().await?;
    let discussion = discussion(&replica.view())?;
    replica.insert(&discussion, 0, "A secret of this incident. ")?;
    replica.saved().await?;
    let new = EditTemplate { name: Some("As this one".to_owned()), from: Some(room.id), ..EditTemplate::default() };
    let made = room.ada.create_template(&new).await?;
    let headings = |template: &Template| template.sections.iter().map(|held| held.heading.clone()).collect::<Vec<_>>();
    let built_in: Template = room.ada.get("/api/templates/pushpay").await?;
    assert_eq!(headings(&made), headings(&built_in));
    assert!(!serde_json::to_string(&made)?.contains("A secret"));
    assert!(made.sections.iter().all(|held| !held.guidance.is_empty()));
    Ok(())
}

#[tokio::test]
async fn built_in_templates_stay_and_nonsense_is_refused() -> Outcome {
    let room = Room::open().await?;
    assert_eq!(room.ada.refused_status(Method::DELETE, "/api/templates/pushpay").await?, 403);
    assert_eq!(room.ada.templates().await?.iter().filter(|template| template.built_in).count(), 6);
    let sections: Vec<_> = (0..41).map(|number| section(&number.to_string())).collect();
    for body in [
        json!({ "name": "" , "sections": [] }),
        json!({ "name": "Too much", "sections": sections }),
        json!({ "name": "Odd", "sections": [{ "kind": "of-tomorrow", "heading": "x" }] }),
        json!({ "name": "Odd", "sections": [section("x")], "built_in": true }),
    ] {
        let status = room.ada.refused(room.ada.request(Method::POST, "/api/templates").json(&body)).await?.status;
        assert!(status == 400 || status == 422, "{status} for {body}");
    }
    Ok(())
}
