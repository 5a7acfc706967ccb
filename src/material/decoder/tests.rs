//! The protocol without a process: what the child answers to a request. Through a real process: tests/it.

use std::io::Cursor;

use image::{Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder};

use super::child::serve;
use super::frame::{self, Answer, Make, Request};
use crate::material::picture::PictureLimits;
use crate::material::refusal::Refusal;

fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let image = RgbImage::from_pixel(width.into(), height.into(), Rgb([200, 120, 40]));
    let mut bytes = Vec::new();
    Encoder::new(&mut bytes, 80).encode(&image, width, height, ColorType::Rgb).unwrap();
    bytes
}

fn ask(file: &[u8]) -> (Answer, Vec<u8>) {
    ask_for(Make::Kept { takes_pdf: false }, file)
}

fn ask_for(make: Make, file: &[u8]) -> (Answer, Vec<u8>) {
    let request = Request { limits: PictureLimits::default(), make };
    let mut input = Cursor::new([&frame::encode(&request).unwrap(), file].concat());
    let mut output = Vec::new();
    serve(&mut input, &mut output, || Ok(())).unwrap();
    let mut output = Cursor::new(output);
    let answer = frame::read(&mut output).unwrap();
    let at = output.position() as usize;
    (answer, output.into_inner().split_off(at))
}

#[test]
fn a_picture_is_answered_with_picture_and_thumbnail() {
    let (answer, rest) = ask(&jpeg(900, 700));
    let Answer::Pages(pages) = answer else { panic!("refused") };
    let [page] = pages.try_into().unwrap();
    assert_eq!((page.width, page.height), (900, 700));
    assert_eq!(rest.len(), page.jpeg + page.thumbnail);
    assert!(rest.starts_with(&[0xFF, 0xD8]) && rest[page.jpeg..].starts_with(&[0xFF, 0xD8]));
}

#[test]
fn what_is_sent_has_no_thumbnail() {
    let (answer, rest) = ask_for(Make::Sent, &jpeg(2400, 1800));
    let Answer::Pages(pages) = answer else { panic!("refused") };
    let [page] = pages.try_into().unwrap();
    assert_eq!((page.width, page.height, page.thumbnail), (1600, 1200, 0));
    assert_eq!(rest.len(), page.jpeg);
}

#[test]
fn a_refusal_is_answered_with_nothing_else() {
    for (file, refusal) in [
        (&b""[..], Refusal::Empty),
        (b"hello", Refusal::UnknownType),
        (b"%PDF-1.4", Refusal::PdfNotTaken),
        (&vec![0; (10 << 20) + 2], Refusal::TooLarge { limit: 10 }),
    ] {
        assert_eq!(ask(file), (Answer::Refused(refusal), Vec::new()));
    }
}

#[test]
fn a_request_that_is_not_ours_is_an_error() {
    for bytes in [&b"\xFF\xFF\xFF\xFF"[..], b"\0\0\0\x02{}", b"\0\0", b""] {
        assert!(serve(&mut Cursor::new(bytes), &mut Vec::new(), || Ok(())).is_err());
    }
}
