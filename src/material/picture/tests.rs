//! Files made for the purpose, each with what must become of it.

mod files;

use image::{GenericImageView, Rgb};

use self::files::*;
use super::*;

fn limits() -> PictureLimits {
    PictureLimits::default()
}

/// Name of the case, the file, and its fate.
type Case = (&'static str, Vec<u8>, Result<(u32, u32), Refusal>);

/// What is no picture, or none that is taken.
fn of_other_kinds() -> Vec<Case> {
    vec![
        ("nothing", Vec::new(), Err(Refusal::Empty)),
        ("zeros", vec![0; 4096], Err(Refusal::UnknownType)),
        ("a page called photo.jpg", b"<!DOCTYPE html><script>".to_vec(), Err(Refusal::UnknownType)),
        ("SVG", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), Err(Refusal::UnknownType)),
        ("GIF with script", b"GIF89a/*\0\0\0*/=1;alert(1)".to_vec(), Err(Refusal::UnknownType)),
        ("TIFF", b"II*\0\x08\0\0\0".to_vec(), Err(Refusal::UnknownType)),
        ("BMP", b"BM\x46\0\0\0\0\0".to_vec(), Err(Refusal::UnknownType)),
        ("HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(), Err(Refusal::Heic)),
        ("HEIF", b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic".to_vec(), Err(Refusal::Heic)),
        ("AVIF", b"\0\0\0\x18ftypavif\0\0\0\0mif1avif".to_vec(), Err(Refusal::Heic)),
        ("a film", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom".to_vec(), Err(Refusal::UnknownType)),
        ("PDF as a picture", b"%PDF-1.7\n".to_vec(), Err(Refusal::PdfNotTaken)),
        ("PDF after a mark and a blank line", b"\xEF\xBB\xBF\n%PDF-1.7\n".to_vec(), Err(Refusal::PdfNotTaken)),
    ]
}

#[test]
fn every_file_meets_its_fate() {
    let photo = scene(800, 600);
    let jpeg = jpeg(&photo);
    let png = png(&photo);
    let webp = webp(&photo);
    let kept = Ok((800, 600));
    let many = Err(Refusal::TooManyPixels { limit: 40 });
    let cases: Vec<Case> = vec![
        ("JPEG", jpeg.clone(), kept),
        ("JPEG, progressive", progressive_jpeg(&photo), kept),
        ("JPEG, grey", grey_jpeg(&photo), kept),
        ("JPEG, CMYK", cmyk_jpeg(&photo), kept),
        (
            "JPEG with a page and an archive appended",
            [&jpeg[..], b"<script>alert(1)</script>PK\x03\x04"].concat(),
            kept,
        ),
        ("JPEG that hides a PDF in a comment", with_segment(&jpeg, 0xFE, b"%PDF-1.7 <html>"), kept),
        ("JPEG cut in the middle", jpeg[..jpeg.len() / 2].to_vec(), Err(Refusal::Broken)),
        ("JPEG without its last byte", jpeg[..jpeg.len() - 1].to_vec(), Err(Refusal::Broken)),
        ("JPEG, header only", jpeg[..100].to_vec(), Err(Refusal::Broken)),
        ("JPEG that claims 65500 x 65500", with_jpeg_size(&jpeg, 65500, 65500), many),
        ("JPEG of 40.02 million pixels", with_jpeg_size(&jpeg, 6670, 6000), many),
        ("PNG, however it is called", png.clone(), kept),
        ("PNG of 16 bits", png16(800, 600), kept),
        ("PNG, transparent", transparent_png(800, 600), kept),
        ("PNG cut in the middle", png[..png.len() / 2].to_vec(), Err(Refusal::Broken)),
        ("PNG with a flipped byte in its header", flipped(&png, 20), Err(Refusal::Broken)),
        ("PNG that claims 65500 x 65500", with_png_size(&png, 65500, 65500), many),
        ("PNG that claims 2^31 pixels in a row", with_png_size(&png, 0x7FFF_FFFF, 600), Err(Refusal::TooHeavy)),
        ("PNG that claims 50000 x 50000", with_png_size(&png, 50_000, 50_000), many),
        ("PNG of 40 million pixels of eight bytes each", png_head(6300, 6300, 16, 6), Err(Refusal::TooHeavy)),
        ("JPEG that claims 50000 x 50000", with_jpeg_size(&jpeg, 50_000, 50_000), many),
        ("WebP that claims 16000 x 16000", webp_head(16_000), many),
        ("PNG with an archive appended", [&png[..], b"PK\x03\x04 evil.exe"].concat(), kept),
        (
            "PNG with a place and an address in its texts",
            with_png_chunk(&png, b"tEXt", b"Comment\0http://x/39.90N"),
            kept,
        ),
        ("PNG, animated", with_png_chunk(&png, b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]), Err(Refusal::Animated)),
        ("WebP", webp.clone(), kept),
        ("WebP, animated", animated_webp(&webp, 800, 600), Err(Refusal::Animated)),
        ("WebP cut in the middle", webp[..webp.len() / 2].to_vec(), Err(Refusal::Broken)),
        ("399 pixels high", self::jpeg(&scene(800, 399)), Err(Refusal::TooSmall { side: 399, least: 400 })),
        ("400 pixels high", self::jpeg(&scene(800, 400)), Ok((800, 400))),
        ("longer than is kept", self::jpeg(&scene(8192, 1024)), Ok((4096, 512))),
    ];
    for (name, file, fate) in cases.into_iter().chain(of_other_kinds()) {
        let found = prepare(&file, &limits());
        assert_eq!(found.as_ref().map(|p| (p.width, p.height)).map_err(|r| *r), fate, "{name}");
        if let Ok(picture) = found {
            check_clean(name, &picture);
        }
    }
}

/// What is kept is a JPEG that starts and ends as ours, without a segment for metadata.
fn check_clean(name: &str, picture: &Picture) {
    for bytes in [&picture.jpeg, &picture.thumbnail] {
        assert!(bytes.starts_with(&[0xFF, 0xD8, 0xFF, 0xE0]) && bytes.ends_with(&[0xFF, 0xD9]), "{name}");
        for mark in [&b"Exif"[..], b"%PDF", b"<script", b"ICC_PROFILE", b"http:"] {
            assert!(!bytes.windows(mark.len()).any(|part| part == mark), "{name}");
        }
    }
    let kept = image::load_from_memory(&picture.jpeg).unwrap();
    assert_eq!(kept.dimensions(), (picture.width, picture.height), "{name}");
    assert_eq!(size(&picture.jpeg), Some(kept.dimensions()), "{name}: by its head alone");
    let thumbnail = image::load_from_memory(&picture.thumbnail).unwrap();
    assert!(thumbnail.width().max(thumbnail.height()) <= 400, "{name}");
}

#[test]
fn an_upload_over_its_limit_is_refused() {
    let limits = PictureLimits { upload_bytes: 1 << 20, ..limits() };
    let file = vec![0xFF; (1 << 20) + 1];
    assert_eq!(prepare(&file, &limits).unwrap_err(), Refusal::TooLarge { limit: 1 });
}

#[test]
fn the_kept_picture_fits_its_limit() {
    // Noise cannot be compressed: quality and then size must give way.
    let limits = PictureLimits { kept_bytes: 60_000, ..limits() };
    let picture = prepare(&jpeg(&noise(1200, 900)), &limits).unwrap();
    assert!(picture.jpeg.len() <= 60_000 && picture.width < 1200, "{} bytes", picture.jpeg.len());
    assert!((picture.width * 3).abs_diff(picture.height * 4) < 12, "{} x {}", picture.width, picture.height);
}

#[test]
fn every_orientation_is_applied() {
    // A red corner at the top left of the upright picture, as the eight ways of holding a camera store it.
    let upright = corner_marked(640, 480);
    for orientation in 1..=8 {
        let stored = stored_as(&upright, orientation);
        let file = with_exif(&jpeg(&stored), orientation, b"");
        let picture = prepare(&file, &limits()).unwrap();
        assert_eq!((picture.width, picture.height), (640, 480), "{orientation}");
        let kept = image::load_from_memory(&picture.jpeg).unwrap().into_rgb8();
        let Rgb([r, g, b]) = *kept.get_pixel(60, 60);
        assert!(r > 180 && g < 80 && b < 80, "{orientation}: {r} {g} {b}");
    }
}

#[test]
fn the_place_it_was_taken_is_gone() {
    let secret = b"30.2741N120.1551E";
    let file = with_exif(&jpeg(&scene(800, 600)), 6, secret);
    assert!(file.windows(secret.len()).any(|part| part == secret));
    let picture = prepare(&file, &limits()).unwrap();
    assert_eq!((picture.width, picture.height), (600, 800));
    check_clean("GPS", &picture);
    assert!(!picture.jpeg.windows(secret.len()).any(|part| part == secret));
}

#[test]
fn transparency_becomes_paper_white() {
    let picture = prepare(&transparent_png(800, 600), &limits()).unwrap();
    let kept = image::load_from_memory(&picture.jpeg).unwrap().into_rgb8();
    assert!(kept.get_pixel(5, 5).0.iter().all(|value| *value > 250));
}

#[test]
fn doubtful_pictures_are_warned_about() {
    let paper = paper(1000, 1400);
    let changed = |change: fn(&Rgb<u8>) -> Rgb<u8>| {
        let mut image = paper.clone();
        image.pixels_mut().for_each(|pixel| *pixel = change(pixel));
        image
    };
    let grey = changed(|Rgb([r, g, b])| Rgb([((u16::from(*r) + u16::from(*g) + u16::from(*b)) / 3) as u8; 3]));
    let dark = changed(|Rgb(c)| Rgb(c.map(|value| value / 4)));
    let bright = changed(|Rgb(c)| Rgb(c.map(|value| 225 + value / 10)));
    let blurred = image::imageops::blur(&paper, 8.0);
    let small = image::imageops::thumbnail(&paper, 500, 700);
    for (name, image, warned) in [
        ("a good one", &paper, &[][..]),
        ("grey", &grey, &["grey"]),
        ("dark", &dark, &["dark"]),
        ("bright", &bright, &["grey", "bright"]),
        ("blurred", &blurred, &["blurred"]),
        ("small", &small, &["small"]),
    ] {
        let picture = prepare(&jpeg(image), &PictureLimits { small_file_bytes: 0, ..limits() }).unwrap();
        let codes: Vec<String> = picture.warnings.iter().map(Warning::code).collect();
        let found: Vec<&str> = codes.iter().filter_map(|code| code.split(':').next()).collect();
        assert!(warned.iter().all(|code| found.contains(code)), "{name}: {found:?}");
        if name != "dark" && name != "bright" {
            assert_eq!(found, warned, "{name}");
        }
    }
}

#[test]
fn papers_are_seen_where_they_lie() {
    let sheet = paper(1000, 1400);
    let size = (1400, 1800);
    let lies = on_table(&sheet, size, (200, 200));
    let mut white = sheet.clone();
    white.pixels_mut().for_each(|pixel| pixel.0 = pixel.0.map(|value| value.saturating_add(20)));
    let on_side = image::imageops::rotate90(&lies);
    for (name, image, warned) in [
        ("all of it on a table", lies.clone(), &[][..]),
        ("cropped to its edges", sheet.clone(), &[]),
        ("over the right edge", on_table(&sheet, size, (700, 200)), &["cut-off"]),
        ("over the top", on_table(&sheet, size, (200, -300)), &["cut-off"]),
        ("over a corner", on_table(&sheet, size, (-300, -300)), &["cut-off"]),
        ("in the lower part of the table only", on_table(&sheet, (1400, 1620), (200, 200)), &[]),
        ("on its side", on_side, &["turned"]),
        ("cropped, on its side", image::imageops::rotate90(&sheet), &["turned"]),
        ("upside down", image::imageops::rotate180(&lies), &[]),
        ("under a lamp", on_table(&with_glare(&sheet), size, (200, 200)), &["glare"]),
        ("white by itself", on_table(&white, size, (200, 200)), &[]),
        ("nothing but a table", RgbImage::from_pixel(1000, 1400, Rgb([95, 70, 52])), &["dark", "blurred"]),
    ] {
        let found = warnings(&image::DynamicImage::ImageRgb8(image), &Thresholds::default());
        let codes: Vec<String> = found.iter().map(Warning::code).collect();
        assert_eq!(codes, warned, "{name}");
    }
}

#[test]
fn a_file_of_few_bytes_is_warned_about() {
    let picture = prepare(&jpeg(&RgbImage::from_pixel(800, 600, Rgb([200, 90, 60]))), &limits()).unwrap();
    assert!(picture.warnings.contains(&Warning::SmallFile { least: 50 }), "{:?}", picture.warnings);
}

#[test]
fn limits_are_those_of_the_tables() {
    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    assert_eq!(PictureLimits::from(crate::reference::book().limits(day)), limits());
}

#[test]
fn a_drawn_page_is_not_judged() {
    let page = RgbImage::from_pixel(300, 300, Rgb([255; 3]));
    let picture = prepare_page(page, 80, &limits()).unwrap();
    assert_eq!((picture.width, picture.warnings.len()), (300, 0));
}

#[test]
fn words_for_every_refusal_and_warning() {
    use crate::text::{Lang, Tr};
    let refusals = [
        Refusal::Empty,
        Refusal::TooLarge { limit: 10 },
        Refusal::UnknownType,
        Refusal::Heic,
        Refusal::PdfNotTaken,
        Refusal::Animated,
        Refusal::TooManyPixels { limit: 40 },
        Refusal::TooSmall { side: 1, least: 400 },
        Refusal::Broken,
        Refusal::TooHeavy,
        Refusal::PdfEncrypted,
        Refusal::PdfActive,
        Refusal::PdfBroken,
        Refusal::PdfTooManyPages { limit: 10 },
    ];
    let warnings = [
        Warning::Small { side: 500, advised: 600 },
        Warning::SmallFile { least: 50 },
        Warning::Grey,
        Warning::Blurred,
        Warning::Dark,
        Warning::Bright,
        Warning::Glare,
        Warning::CutOff,
        Warning::Turned,
    ];
    let messages = refusals.iter().map(Refusal::message).chain(warnings.iter().map(Warning::message));
    for message in messages {
        for lang in Lang::ALL {
            let words = Tr::new(lang).message(&message);
            assert!(!words.contains("Unknown"), "{} in {}", message.key, lang.code());
            assert!(message.args.iter().all(|(_, value)| words.contains(value)), "{words}");
        }
    }
}
