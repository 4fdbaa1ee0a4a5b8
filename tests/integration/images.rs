//! Pictures in postmortems: made anew, shown to whoever may read, in exports and in backups.

use std::fs;
use std::io::Cursor;

use anyhow::{Context as _, Result};
use debrief_shared::api::{Image, InstanceRole, PatchAccess, Role, Visibility};
use debrief_tests::cli;
use debrief_tests::{Client, Options, Outcome, Server};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;

use crate::common::{Room, discussion};

/// A picture whose upper left corner is red.
fn picture() -> RgbImage {
    RgbImage::from_fn(40, 30, |x, y| if x < 20 && y < 15 { Rgb([220, 20, 20]) } else { Rgb([240, 240, 240]) })
}

fn file(format: ImageFormat) -> Result<Vec<u8>> {
    let mut file = Cursor::new(Vec::new());
    DynamicImage::from(picture()).write_to(&mut file, format)?;
    Ok(file.into_inner())
}

/// The file of a picture, and the media type that it is served with.
async fn shown(client: &Client, image: &Image) -> Result<(String, Vec<u8>)> {
    let response = client.send(Method::GET, &image.url).await?.error_for_status()?;
    let media_type = response.headers()[CONTENT_TYPE].to_str()?.to_owned();
    Ok((media_type, response.bytes().await?.to_vec()))
}

#[tokio::test]
async fn every_format_is_made_anew_and_shown() -> Outcome {
    let room = Room::open().await?;
    for (format, media_type) in [
        (ImageFormat::Png, "image/png"),
        (ImageFormat::Jpeg, "image/jpeg"),
        (ImageFormat::WebP, "image/jpeg"),
        (ImageFormat::Gif, "image/png"),
    ] {
        let sent = [file(format)?, b"<script>alert(1)</script>".to_vec()].concat();
        let image = room.ada.add_image(room.id, sent).await?;
        assert_eq!((image.media_type.as_str(), image.width, image.height), (media_type, 40, 30), "{format:?}");
        let (said, bytes) = shown(&room.ada, &image).await?;
        assert_eq!((said.as_str(), bytes.len() as u64), (media_type, image.bytes), "{format:?}");
        assert!(!bytes.windows(7).any(|window| window == b"<script"), "{format:?}");
        let pixel = image::load_from_memory(&bytes)?.into_rgb8().get_pixel(4, 4).0;
        assert!(pixel[0] > 180 && pixel[1] < 80, "{format:?}: {pixel:?}");
    }
    let request = room.ada.request(Method::POST, &format!("/api/postmortems/{}/images", room.id));
    let refused = room.ada.refused(request.body("<svg xmlns=\"http://www.w3.org/2000/svg\"/>")).await?;
    assert_eq!((refused.status, refused.problem.kind.as_str()), (415, "not-a-picture"));
    let request = room.ada.request(Method::POST, &format!("/api/postmortems/{}/images", room.id));
    let refused = room.ada.refused(request.body(vec![0; (10 << 20) + 1])).await;
    // Its answer may come before all of it was sent, and then hyper may not see it.
    assert!(refused.is_err() || refused.is_ok_and(|refused| refused.status == 413));
    Ok(())
}

#[tokio::test]
async fn a_picture_is_for_whoever_may_read_its_postmortem_now() -> Outcome {
    let room = Room::open().await?;
    let (grace, eve) = (room.server.person("Grace Guest", "guest")?, room.server.person("Eve Member", "member")?);
    let closed = PatchAccess { visibility: Some(Visibility::Restricted), ..PatchAccess::default() };
    room.ada.set_access(room.id, &closed).await?;
    let person = grace.session().await?.person.id;
    assert_eq!(grace.session().await?.role, InstanceRole::Guest);
    let image = room.ada.add_image(room.id, file(ImageFormat::Png)?).await?;
    let upload = format!("/api/postmortems/{}/images", room.id);
    for outsider in [&grace, &eve] {
        assert_eq!(outsider.refused_status(Method::GET, &image.url).await?, 404);
        let request = outsider.request(Method::POST, &upload).body(file(ImageFormat::Png)?);
        assert_eq!(outsider.refused(request).await?.status, 404);
    }
    assert_eq!(Client::anonymous(&room.server)?.refused_status(Method::GET, &image.url).await?, 401);

    for role in [Role::Viewer, Role::Commenter] {
        room.ada.grant(room.id, person, role).await?;
        shown(&grace, &image).await?;
        let request = grace.request(Method::POST, &upload).body(file(ImageFormat::Png)?);
        assert_eq!(grace.refused(request).await?.status, 403, "{role:?}");
    }
    room.ada.grant(room.id, person, Role::Editor).await?;
    let hers = grace.add_image(room.id, file(ImageFormat::Jpeg)?).await?;
    assert_eq!(hers.uploaded_by, person);

    // Under the address of another postmortem that she may read there is nothing.
    let mine = eve.create("Mine", "morgue").await?.id;
    let swapped = image.url.replace(&room.id.to_string(), &mine.to_string());
    assert_eq!(eve.refused_status(Method::GET, &swapped).await?, 404);
    for path in ["..", "..%2f..%2fdebrief.db", "none", "00000000-0000-0000-0000-000000000000"] {
        assert_eq!(room.ada.send(Method::GET, &format!("{upload}/{path}")).await?.status(), 404, "{path}");
    }

    let path = format!("/api/postmortems/{}/access/people/{person}", room.id);
    room.ada.send(Method::DELETE, &path).await?.error_for_status()?;
    assert_eq!(grace.refused_status(Method::GET, &image.url).await?, 404, "at once");
    assert_eq!(grace.refused_status(Method::GET, &hers.url).await?, 404, "her own, too");
    room.ada.send(Method::DELETE, &format!("/api/postmortems/{}", room.id)).await?.error_for_status()?;
    assert_eq!(room.ada.refused_status(Method::GET, &image.url).await?, 404, "in the bin");
    room.ada.send(Method::POST, &format!("/api/postmortems/{}/restore", room.id)).await?.error_for_status()?;
    shown(&room.ada, &image).await?;
    Ok(())
}

#[tokio::test]
async fn exports_have_the_pictures() -> Outcome {
    let room = Room::open().await?;
    let image = room.ada.add_image(room.id, file(ImageFormat::Png)?).await?;
    let unused = room.ada.add_image(room.id, file(ImageFormat::Png)?).await?;
    let replica = room.replica().await?;
    let body = discussion(&replica.view())?;
    let described = image.markdown.replace("![]", "![CPU at 100%]");
    replica.insert(&body, 0, &format!("{described}\n\n![far](https://elsewhere.example/p.png)\n\n"))?;
    replica.saved().await?;
    let markdown = room.ada.export(room.id, "md").await?;
    assert!(markdown.contains(&format!("![CPU at 100%]({})", image.url)), "{markdown}");
    let html = room.ada.export(room.id, "html").await?;
    assert!(html.contains("<img src=\"data:image/png;base64,") && html.contains("alt=\"CPU at 100%\""), "{html}");
    assert!(!html.contains("src=\"https://elsewhere") && html.contains("href=\"https://elsewhere"), "{html}");
    let json: serde_json::Value = serde_json::from_str(&room.ada.export(room.id, "json").await?)?;
    let listed: Vec<Image> = serde_json::from_value(json["images"].clone())?;
    assert_eq!(listed, std::slice::from_ref(&image), "those that are mentioned");
    let said =
        cli::succeed(cli::with_data(&["export", &room.id.to_string(), "--format", "html"], &room.server.data()), "")?;
    assert_eq!(said.trim(), html.trim());
    // One that no text mentions is kept: a text may be brought back.
    shown(&room.ada, &unused).await?;

    let site = Options { flags: vec!["--public-url".to_owned(), "{url}".to_owned()], ..Options::default() };
    let known = Room::open_with(site).await?;
    let image = known.ada.add_image(known.id, file(ImageFormat::Png)?).await?;
    let replica = known.replica().await?;
    replica.insert(&discussion(&replica.view())?, 0, &image.markdown)?;
    replica.saved().await?;
    let markdown = known.ada.export(known.id, "md").await?;
    assert!(markdown.contains(&format!("![]({}{})", known.server.url(), image.url)), "{markdown}");
    Ok(())
}

#[tokio::test]
async fn a_backup_brings_the_pictures_and_a_check_finds_lost_ones() -> Outcome {
    let room = Room::open().await?;
    let image = room.ada.add_image(room.id, file(ImageFormat::Jpeg)?).await?;
    let lost = room.ada.add_image(room.id, file(ImageFormat::Png)?).await?;
    let before = shown(&room.ada, &image).await?;
    let folder = tempfile::tempdir()?;
    let backup = |name: &str| folder.path().join(name);
    let make = |name: &str| cli::with_data(&["backup", &backup(name).display().to_string()], &room.server.data());
    let check = || cli::run(cli::with_data(&["check"], &room.server.data()), "");
    cli::succeed(make("whole"), "")?;
    let said = String::from_utf8(check()?.stdout)?;
    assert!(said.contains("2 of 2 pictures are whole"), "{said}");

    let kept = room.server.data().join("images").join(room.id.to_string());
    fs::remove_file(kept.join(lost.id.to_string()))?;
    let output = check()?;
    let said = String::from_utf8(output.stdout)?;
    assert!(
        !output.status.success() && said.contains(&format!("{}: picture {}: the bytes are missing", room.id, lost.id)),
        "{said}"
    );
    let said = cli::succeed(make("part"), "")?;
    assert!(said.contains(&lost.id.to_string()), "{said}");

    let restore = |name: &str, data: &std::path::Path| {
        cli::run(cli::with_data(&["restore", &backup(name).display().to_string()], data), "")
    };
    let fresh = folder.path().join("fresh");
    let output = restore("whole", &fresh)?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let restored = Server::on(&fresh).await?;
    let ada = Client::with_token(&restored, room.ada.token()?)?;
    assert_eq!(shown(&ada, &image).await?, before);
    shown(&ada, &lost).await.context("it was whole then")?;

    // The rest comes back also without one of them, and says so.
    let partly = folder.path().join("partly");
    let output = restore("part", &partly)?;
    let said = String::from_utf8(output.stdout)?;
    assert!(!output.status.success() && said.contains(&lost.id.to_string()), "{said}");

    let damaged = backup("whole").join("images").join(image.id.to_string());
    let mut bytes = fs::read(&damaged)?;
    bytes[40] ^= 1;
    fs::write(&damaged, &bytes)?;
    let output = restore("whole", &folder.path().join("never"))?;
    let said = String::from_utf8(output.stderr)?;
    assert!(said.contains("damaged: images/"), "{said}");
    Ok(())
}
