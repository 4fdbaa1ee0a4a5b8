//! A picture made anew: decoded within limits, turned the right way up, encoded again. Nothing of the bytes that came is kept: no place
//! where it was taken, no comment, no second file behind it.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use super::{MAX_UPLOAD_BYTES, jpeg};

/// Longest side, in pixels.
pub const MAX_SIDE_PIXELS: u32 = 8_192;
/// Most memory for the decoded picture, in bytes.
const MAX_DECODED_BYTES: u64 = 128 * 1024 * 1024;
/// Largest picture that is stored, in bytes. One that came tightly packed may have grown.
const MAX_STORED_BYTES: usize = 2 * MAX_UPLOAD_BYTES;
/// Of JPEG, 1 to 100: screenshots in it stay legible.
const JPEG_QUALITY: u8 = 90;

/// Why something is not taken as a picture; said to whoever sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// Its first bytes are those of none of the four formats.
    #[error("This is not a picture that can be shown here. PNG, JPEG, WebP and GIF work.")]
    OtherFormat,
    /// It cannot be decoded to its end.
    #[error("This picture is damaged or incomplete. Open it in a picture viewer, save it anew and try again.")]
    Damaged,
    /// Too many pixels.
    #[error(
        "This picture has too many pixels. At most {MAX_SIDE_PIXELS} on a side and about 33 million in all work; make it smaller and try again."
    )]
    TooManyPixels,
    /// It got too large when it was made anew.
    #[error("This picture is too large to store. Make it smaller, or save it as JPEG, and try again.")]
    TooLarge,
}

/// A picture that can be stored and shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub media_type: &'static str,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

impl Picture {
    /// Makes a picture of somebody's bytes. PNG stays PNG and JPEG stays JPEG. Of a GIF the first frame is kept, as PNG. WebP can only be
    /// written without loss here, which is large: it stays WebP where something shows through, else it becomes JPEG.
    ///
    /// # Errors
    /// Why it is not taken.
    pub fn remake(bytes: &[u8]) -> Result<Self, PictureError> {
        let format = format_of(bytes)?;
        if format == ImageFormat::Jpeg && !jpeg::is_whole(bytes) {
            return Err(PictureError::Damaged);
        }
        let image = decode(bytes, format)?;
        let mut file = Vec::new();
        let media_type = match format {
            ImageFormat::Jpeg => as_jpeg(&image, &mut file),
            ImageFormat::WebP if !image.color().has_alpha() => as_jpeg(&image, &mut file),
            ImageFormat::WebP => image.write_with_encoder(WebPEncoder::new_lossless(&mut file)).map(|()| "image/webp"),
            _ => {
                let encoder = PngEncoder::new_with_quality(&mut file, CompressionType::Default, FilterType::Adaptive);
                image.write_with_encoder(encoder).map(|()| "image/png")
            }
        };
        let media_type = media_type.map_err(|_| PictureError::Damaged)?;
        if file.len() > MAX_STORED_BYTES {
            return Err(PictureError::TooLarge);
        }
        Ok(Self { bytes: file, media_type, width: image.width(), height: image.height() })
    }
}

/// The format by its first bytes, whatever its name or sender says.
fn format_of(bytes: &[u8]) -> Result<ImageFormat, PictureError> {
    match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP | ImageFormat::Gif)) => Ok(format),
        _ => Err(PictureError::OtherFormat),
    }
}

fn decode(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, PictureError> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE_PIXELS);
    limits.max_image_height = Some(MAX_SIDE_PIXELS);
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refusal)?;
    // By what the header says, before there is memory for it.
    let (width, height) = decoder.dimensions();
    if width.max(height) > MAX_SIDE_PIXELS || decoder.total_bytes() > MAX_DECODED_BYTES {
        return Err(PictureError::TooManyPixels);
    }
    let orientation = decoder.orientation().map_err(refusal)?;
    let mut image = plain(DynamicImage::from_decoder(decoder).map_err(refusal)?);
    image.apply_orientation(orientation);
    Ok(image)
}

/// Eight bits a channel, and no transparency where nothing shows through.
fn plain(image: DynamicImage) -> DynamicImage {
    match image {
        DynamicImage::ImageLuma8(_) | DynamicImage::ImageRgb8(_) => image,
        DynamicImage::ImageLuma16(_) => image.into_luma8().into(),
        image if image.color().has_alpha() => {
            let pixels = image.into_rgba8();
            if pixels.pixels().all(|pixel| pixel.0[3] == u8::MAX) {
                DynamicImage::from(pixels).into_rgb8().into()
            } else {
                pixels.into()
            }
        }
        image => image.into_rgb8().into(),
    }
}

fn as_jpeg(image: &DynamicImage, file: &mut Vec<u8>) -> image::ImageResult<&'static str> {
    image.write_with_encoder(JpegEncoder::new_with_quality(file, JPEG_QUALITY)).map(|()| "image/jpeg")
}

fn refusal(error: ImageError) -> PictureError {
    match error {
        ImageError::Limits(_) => PictureError::TooManyPixels,
        _ => PictureError::Damaged,
    }
}
