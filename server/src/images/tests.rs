//! Pictures of every kind and what is none, and the places where they are kept.

mod bucket;
mod files;

use proptest::prelude::*;
use uuid::Uuid;

use super::{ImageError, Images, MAX_SIDE_PIXELS, Picture, PictureError, Place};
use crate::store::images::Kept;
use files::{coloured, exif, gif, header_of, jpeg, png, turned, webp};

fn decoded(picture: &Picture) -> image::RgbaImage {
    image::load_from_memory(&picture.bytes).expect("what was made can be read").into_rgba8()
}

#[test]
fn every_format_comes_out_as_one_that_is_shown() {
    let colours = coloured(40, 30);
    let see_through = {
        let mut pixels = image::DynamicImage::from(colours.clone()).into_rgba8();
        pixels.get_pixel_mut(3, 4).0[3] = 100;
        image::DynamicImage::from(pixels)
    };
    for (name, file, media_type, exact) in [
        ("png", png(&colours.clone().into()), "image/png", true),
        ("png with holes", png(&see_through), "image/png", true),
        ("png of 16 bits", png(&image::DynamicImage::from(colours.clone()).into_rgba16().into()), "image/png", true),
        ("jpeg", jpeg(&colours), "image/jpeg", false),
        ("webp", webp(&colours.clone().into()), "image/jpeg", false),
        ("webp with holes", webp(&see_through), "image/webp", true),
        ("gif", gif(&[&colours, &coloured(40, 30)]), "image/png", false),
    ] {
        let made = Picture::remake(&file).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((made.media_type, made.width, made.height), (media_type, 40, 30), "{name}");
        let pixels = decoded(&made);
        assert_eq!(pixels.dimensions(), (40, 30), "{name}");
        if exact {
            assert_eq!(pixels, image::load_from_memory(&file).expect("readable").into_rgba8(), "{name}");
        }
        assert!(Picture::remake(&made.bytes).is_ok(), "{name} once more");
    }
}

#[test]
fn what_a_camera_says_is_gone_and_the_picture_stands_upright() {
    let plain = jpeg(&coloured(40, 30));
    let told = turned(&plain, 6, "52.5200 N 13.4050 E");
    let contains = |bytes: &[u8], words: &str| bytes.windows(words.len()).any(|window| window == words.as_bytes());
    assert!(contains(&told, "13.4050"));
    let made = Picture::remake(&told).expect("a picture");
    assert_eq!((made.width, made.height), (30, 40), "a quarter turn");
    for words in ["13.4050", "Exif", "secret"] {
        assert!(!contains(&made.bytes, words), "{words} is still in it");
    }
    let upright = Picture::remake(&plain).expect("a picture");
    let corner = decoded(&upright).get_pixel(2, 27).0;
    let there = decoded(&made).get_pixel(2, 2).0;
    let far = corner.iter().zip(there).map(|(one, two)| one.abs_diff(two)).max().expect("channels");
    assert!(far < 40, "the lower left corner is the upper left one now: {corner:?} {there:?}");

    let with_comment = header_of(&png(&coloured(4, 4).into()), *b"tEXt", b"Comment\0a secret");
    assert!(contains(&with_comment, "secret"));
    assert!(!contains(&Picture::remake(&with_comment).expect("a picture").bytes, "secret"));
    assert!(!contains(&exif(1, "x"), "secret"));
}

#[test]
fn what_is_no_picture_is_refused_by_its_content() {
    for (name, bytes) in [
        ("svg", &b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"[..]),
        ("svg with a declaration", b"<?xml version=\"1.0\"?><svg/>"),
        ("html", b"<!doctype html><script>alert(1)</script>"),
        ("pdf", b"%PDF-1.7\n"),
        ("bmp", b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0"),
        ("tiff", b"II*\0\x08\0\0\0"),
        ("avif", b"\0\0\0\x1cftypavif\0\0\0\0"),
        ("zip", b"PK\x03\x04"),
        ("text", b"hello"),
        ("nothing", b""),
    ] {
        assert_eq!(Picture::remake(bytes), Err(PictureError::OtherFormat), "{name}");
    }
}

#[test]
fn a_script_behind_or_within_a_picture_does_not_come_along() {
    let script = b"/*<script>alert(document.cookie)</script>*/";
    let contains = |bytes: &[u8]| bytes.windows(7).any(|window| window == b"<script");
    for file in [gif(&[&coloured(8, 8)]), png(&coloured(8, 8).into()), jpeg(&coloured(8, 8))] {
        let both = [&file[..], script].concat();
        assert!(contains(&both));
        let made = Picture::remake(&both).expect("the picture in front of it");
        assert!(!contains(&made.bytes), "{}", made.media_type);
    }
    // A script that begins as a GIF does, and is none.
    let polyglot = b"GIF89a/*<svg/onload=alert(1)>*/=1;<script>alert(1)</script>";
    if let Ok(made) = Picture::remake(polyglot) {
        assert!(!contains(&made.bytes));
    }
}

#[test]
fn what_is_cut_off_is_refused() {
    let colours = coloured(64, 64);
    for (name, file) in [
        ("png", png(&colours.clone().into())),
        ("jpeg", jpeg(&colours)),
        ("gif", gif(&[&colours])),
        ("webp", webp(&colours.clone().into())),
    ] {
        for part in [file.len() / 2, file.len() * 9 / 10, 20] {
            assert_eq!(Picture::remake(&file[..part]), Err(PictureError::Damaged), "{name}: {part} bytes");
        }
    }
}

#[test]
fn too_many_pixels_are_refused_by_the_header() {
    let small = png(&coloured(4, 4).into());
    for (width, height, depth) in
        [(12_500, 8_000, 8), (MAX_SIDE_PIXELS + 1, 1, 8), (8_192, 8_192, 8), (8_000, 4_000, 16)]
    {
        let bomb = files::resized(&small, width, height, depth);
        assert_eq!(Picture::remake(&bomb), Err(PictureError::TooManyPixels), "{width} x {height} of {depth} bits");
    }
    // One that is really that large, in a few kilobytes.
    let sea = image::DynamicImage::from(image::GrayImage::new(10_000, 10_000));
    let bomb = png(&sea);
    assert!(bomb.len() < 1 << 20, "{} bytes", bomb.len());
    assert_eq!(Picture::remake(&bomb), Err(PictureError::TooManyPixels));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn random_bytes_never_panic(start in 0_usize..6, bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let starts: [&[u8]; 6] = [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF\x40\0\0\0WEBPVP8 ", b"RIFF\x40\0\0\0WEBPVP8L"];
        let _ = Picture::remake(&[starts[start], &bytes[..]].concat());
    }

    #[test]
    fn damaged_pictures_never_panic(kind in 0_usize..4, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)) {
        let colours = coloured(24, 24);
        let mut file = match kind {
            0 => png(&colours.into()),
            1 => jpeg(&colours),
            2 => gif(&[&colours]),
            _ => webp(&colours.into()),
        };
        for (index, byte) in changes {
            let at = index.index(file.len());
            file[at] = byte;
        }
        let _ = Picture::remake(&file);
    }
}

#[tokio::test]
async fn a_folder_keeps_bytes_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("data/images");
    let images = Images::open(&Place::Folder(place.clone())).expect("opens");
    images.reach().await.expect("there");
    assert_eq!(std::fs::metadata(&place).expect("made").permissions().mode() & 0o777, 0o700);
    keeps_bytes(&images).await;
    let row = keep(&images).await;
    let file = place.join(row.postmortem.to_string()).join(row.id.to_string());
    std::fs::write(&file, "something else").expect("writable");
    assert!(matches!(images.read(&row).await, Err(ImageError::Damaged)));
}

async fn keep(images: &Images) -> Kept {
    let picture = Picture::remake(&png(&coloured(4, 4).into())).expect("a picture");
    let now = jiff::Timestamp::now();
    let row = images.keep(Uuid::from_u128(1), Uuid::from_u128(2), picture, now).await.expect("kept");
    Kept::from(&row)
}

/// What every place does.
async fn keeps_bytes(images: &Images) {
    let (kept, other) = (keep(images).await, keep(images).await);
    assert_ne!(kept.id, other.id);
    let bytes = images.read(&kept).await.expect("there");
    assert_eq!(super::hash(&bytes), kept.sha256);
    let elsewhere = Kept { postmortem: Uuid::from_u128(9), ..kept.clone() };
    assert!(matches!(images.read(&elsewhere).await, Err(ImageError::Missing)));
    assert!(images.stream(Uuid::from_u128(9), kept.id).await.is_err());
    images.forget(kept.postmortem, kept.id).await;
    assert!(matches!(images.read(&kept).await, Err(ImageError::Missing)));
    images.put(&kept, bytes).await.expect("kept again");
    images.read(&kept).await.expect("there again");
    images.read(&other).await.expect("the other one stays");
}

#[tokio::test]
async fn too_many_at_once_are_told_to_come_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let images = Images::open(&Place::Folder(folder.path().to_owned())).expect("opens");
    let all = images.waiting.clone().acquire_many_owned(16).await.expect("free");
    let file = bytes::Bytes::from(png(&coloured(4, 4).into()));
    assert!(matches!(images.remake(file.clone()).await, Err(super::Refusal::Crowded)));
    drop(all);
    assert!(images.remake(file).await.is_ok());
}
