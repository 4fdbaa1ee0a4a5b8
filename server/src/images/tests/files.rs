//! Files to try: pictures of all formats, and what is done to them.

use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::{DynamicImage, Frame, ImageFormat, Rgb, RgbImage};

/// A picture whose corners differ.
pub(super) fn coloured(width: u32, height: u32) -> RgbImage {
    let part = |at: u32, of: u32| u8::try_from(at * 255 / of).unwrap_or(u8::MAX);
    RgbImage::from_fn(width, height, |x, y| Rgb([part(x, width), part(y, height), 128]))
}

fn written(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    image.write_to(&mut file, format).expect("in memory");
    file.into_inner()
}

pub(super) fn png(image: &DynamicImage) -> Vec<u8> {
    written(image, ImageFormat::Png)
}

pub(super) fn webp(image: &DynamicImage) -> Vec<u8> {
    written(image, ImageFormat::WebP)
}

pub(super) fn jpeg(image: &RgbImage) -> Vec<u8> {
    written(&image.clone().into(), ImageFormat::Jpeg)
}

pub(super) fn gif(frames: &[&RgbImage]) -> Vec<u8> {
    let mut file = Vec::new();
    let frames = frames.iter().map(|&frame| Frame::new(DynamicImage::from(frame.clone()).into_rgba8()));
    GifEncoder::new(&mut file).encode_frames(frames).expect("in memory");
    file
}

/// What a camera writes beside the picture (TIFF 6.0, little endian): which way up it is, and words.
pub(super) fn exif(orientation: u8, words: &str) -> Vec<u8> {
    let mut tiff = b"Exif\0\0II*\0\x08\0\0\0\x02\0".to_vec();
    let length = u8::try_from(words.len() + 1).expect("few words");
    tiff.extend([0x0e, 0x01, 2, 0, length, 0, 0, 0, 38, 0, 0, 0]);
    tiff.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    tiff.extend([0; 4]);
    tiff.extend(words.as_bytes());
    tiff.push(0);
    tiff
}

/// A JPEG with them.
pub(super) fn turned(jpeg: &[u8], orientation: u8, words: &str) -> Vec<u8> {
    let exif = exif(orientation, words);
    let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

/// Bytes of a PNG up to the end of its header.
const PNG_HEADER_BYTES: usize = 33;

/// A PNG with another chunk behind its header.
pub(super) fn header_of(png: &[u8], kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    [&png[..PNG_HEADER_BYTES], &chunk(kind, data), &png[PNG_HEADER_BYTES..]].concat()
}

/// A PNG that says it has other sides and another depth.
pub(super) fn resized(png: &[u8], width: u32, height: u32, depth: u8) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[depth, 2, 0, 0, 0]].concat();
    [&png[..8], &chunk(*b"IHDR", &header), &png[PNG_HEADER_BYTES..]].concat()
}

fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).expect("short").to_be_bytes();
    let checked = [&kind[..], data].concat();
    [&length[..], &checked, &crc(&checked).to_be_bytes()].concat()
}

/// CRC-32 as PNG has it.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    })
}
