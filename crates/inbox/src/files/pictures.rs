//! Small pictures of pictures. Decoding runs on blocking threads, and never more than 50 megapixels are in memory at a time,
//! whether they are one picture or many (guarantee 29).

use std::io::Cursor;

use bytes::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits, imageops::FilterType};
use tokio::sync::Semaphore;

/// Largest picture that is decoded.
const MEGAPIXELS_MAX: u32 = 50;

/// Even a small picture counts as this many megapixels, which bounds the threads.
const MEGAPIXELS_MIN: u32 = 12;

/// Memory one decoder may take.
const DECODER_BYTES_MAX: u64 = 320 * 1024 * 1024;

const JPEG_QUALITY: u8 = 80;

static MEGAPIXELS: Semaphore = Semaphore::const_new(MEGAPIXELS_MAX as usize);

/// How the small picture relates to the large one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fit {
    /// Whole, its longer side at most this long; never enlarged.
    Inside(u32),
    /// The middle square, exactly this large.
    Square(u32),
}

/// A small picture.
#[derive(Debug)]
pub(crate) struct Picture {
    /// Encoded: JPEG, or WebP where something shines through.
    pub(crate) bytes: Vec<u8>,
    /// Width of the original as people see it (turned by its EXIF mark).
    pub(crate) width: u32,
    /// Height of the original as people see it.
    pub(crate) height: u32,
}

/// Why there is no small picture; trying again would not help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoPicture {
    /// More pixels than we decode.
    TooLarge,
    /// Broken, or not a picture we know.
    Unreadable,
}

/// Width and height as people see them, read from the first bytes alone.
pub(crate) fn size(head: &[u8]) -> Option<(u32, u32)> {
    let mut decoder = reader(head)?.into_decoder().ok()?;
    let turned = decoder.orientation().is_ok_and(is_turned);
    let (width, height) = decoder.dimensions();
    Some(if turned { (height, width) } else { (width, height) })
}

/// Makes the small picture.
pub(crate) async fn shrink(original: Bytes, fit: Fit) -> Result<Picture, NoPicture> {
    let header = original.clone();
    let size = tokio::task::spawn_blocking(move || size(&header)).await.ok().flatten();
    let (width, height) = size.ok_or(NoPicture::Unreadable)?;
    let pixels = u64::from(width) * u64::from(height);
    let megapixels = u32::try_from(pixels.div_ceil(1_000_000)).unwrap_or(u32::MAX);
    if megapixels > MEGAPIXELS_MAX {
        return Err(NoPicture::TooLarge);
    }
    let _turn = MEGAPIXELS.acquire_many(megapixels.max(MEGAPIXELS_MIN)).await.map_err(|_| NoPicture::Unreadable)?;
    let bytes = tokio::task::spawn_blocking(move || decode_and_shrink(&original, fit)).await.ok().flatten();
    Ok(Picture { bytes: bytes.ok_or(NoPicture::Unreadable)?, width, height })
}

/// The type of what [`shrink`] made.
pub(crate) fn small_mime(bytes: &[u8]) -> &'static str {
    if bytes.starts_with(b"RIFF") { "image/webp" } else { "image/jpeg" }
}

fn reader(bytes: &[u8]) -> Option<ImageReader<Cursor<&[u8]>>> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(DECODER_BYTES_MAX);
    reader.limits(limits);
    Some(reader)
}

fn decode_and_shrink(bytes: &[u8], fit: Fit) -> Option<Vec<u8>> {
    let mut decoder = reader(bytes)?.into_decoder().ok()?;
    let orientation = decoder.orientation().ok();
    let full = DynamicImage::from_decoder(decoder).ok()?;
    let mut small = match fit {
        Fit::Inside(side) if full.width() > side || full.height() > side => full.thumbnail(side, side),
        Fit::Inside(_) => full,
        Fit::Square(side) => full.resize_to_fill(side, side, FilterType::Triangle),
    };
    if let Some(orientation) = orientation {
        small.apply_orientation(orientation);
    }
    encode(&small)
}

fn encode(picture: &DynamicImage) -> Option<Vec<u8>> {
    let mut out = Cursor::new(Vec::new());
    if picture.color().has_alpha() {
        DynamicImage::ImageRgba8(picture.to_rgba8()).write_to(&mut out, image::ImageFormat::WebP).ok()?;
    } else {
        picture.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY)).ok()?;
    }
    Some(out.into_inner())
}

fn is_turned(orientation: image::metadata::Orientation) -> bool {
    use image::metadata::Orientation as O;
    matches!(orientation, O::Rotate90 | O::Rotate270 | O::Rotate90FlipH | O::Rotate270FlipH)
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

    use super::*;

    fn jpeg(width: u32, height: u32) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        RgbImage::from_pixel(width, height, Rgb([200, 30, 40])).write_to(&mut out, ImageFormat::Jpeg).unwrap();
        out.into_inner()
    }

    /// A JPEG whose EXIF says "turn by 90°".
    fn turned_jpeg(width: u32, height: u32) -> Vec<u8> {
        let plain = jpeg(width, height);
        let exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        [&plain[..2], &[0xff, 0xe1], &length, exif, &plain[2..]].concat()
    }

    /// The head of a PNG of any size, with nothing behind it.
    fn png_head(width: u32, height: u32) -> Vec<u8> {
        let mut ihdr = b"IHDR".to_vec();
        ihdr.extend(width.to_be_bytes());
        ihdr.extend(height.to_be_bytes());
        ihdr.extend([8, 6, 0, 0, 0]);
        let crc = crc32(&ihdr);
        let mut out = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
        out.extend(&ihdr);
        out.extend(crc.to_be_bytes());
        out.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
        out
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
        })
    }

    #[tokio::test]
    async fn a_photo_becomes_a_small_jpeg_and_keeps_its_own_size() {
        let picture = shrink(jpeg(1200, 600).into(), Fit::Inside(480)).await.unwrap();
        assert_eq!((picture.width, picture.height), (1200, 600));
        let small = image::load_from_memory(&picture.bytes).unwrap();
        assert_eq!((small.width(), small.height()), (480, 240));
        assert_eq!(small_mime(&picture.bytes), "image/jpeg");
    }

    #[tokio::test]
    async fn a_small_picture_is_not_enlarged_and_a_square_is_exact() {
        let picture = shrink(jpeg(60, 40).into(), Fit::Inside(480)).await.unwrap();
        assert_eq!(size(&picture.bytes), Some((60, 40)));
        let square = shrink(jpeg(300, 200).into(), Fit::Square(160)).await.unwrap();
        assert_eq!(size(&square.bytes), Some((160, 160)));
    }

    #[tokio::test]
    async fn the_mark_of_the_camera_turns_the_picture() {
        let photo = turned_jpeg(1000, 500);
        assert_eq!(size(&photo), Some((500, 1000)));
        let picture = shrink(photo.into(), Fit::Inside(480)).await.unwrap();
        assert_eq!((picture.width, picture.height), (500, 1000));
        assert_eq!(size(&picture.bytes), Some((240, 480)));
    }

    #[tokio::test]
    async fn what_shines_through_stays_so() {
        let mut out = Cursor::new(Vec::new());
        RgbaImage::from_pixel(20, 20, Rgba([1, 2, 3, 100])).write_to(&mut out, ImageFormat::Png).unwrap();
        let picture = shrink(out.into_inner().into(), Fit::Inside(480)).await.unwrap();
        assert_eq!(small_mime(&picture.bytes), "image/webp");
    }

    #[tokio::test]
    async fn more_than_fifty_megapixels_are_never_decoded() {
        let refused = shrink(png_head(10_000, 5_001).into(), Fit::Inside(480)).await;
        assert_eq!(refused.unwrap_err(), NoPicture::TooLarge);
        let allowed = shrink(png_head(10_000, 5_000).into(), Fit::Inside(480)).await;
        assert_eq!(allowed.unwrap_err(), NoPicture::Unreadable, "within the limit it is tried; the bytes are missing");
    }

    #[tokio::test]
    async fn rubbish_is_no_picture() {
        assert_eq!(
            shrink(Bytes::from_static(b"not a picture"), Fit::Inside(480)).await.unwrap_err(),
            NoPicture::Unreadable
        );
    }
}
