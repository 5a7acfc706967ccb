//! Reading certificates: photographs of both kinds through the child that prepares them and the real engine, one after the
//! other, each as the worker reads it.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use beian::demo::papers::Papers;
use beian::material::decoder::Decoder;
use beian::material::picture::{PictureLimits, prepare};
use beian::recognition::clients::Sheet;
use beian::recognition::clients::tesseract::Tesseract;
use beian::recognition::reading::{FieldName, Trust};

use crate::Figure;
use crate::support::filings::today;
use crate::support::photographs::photograph;

/// Of a hundred numbers so many are exactly right, at least.
const NUMBERS: usize = 95;
/// And of a hundred names.
const NAMES: usize = 85;

/// Reads so many photographs.
pub async fn read(photographs: usize) -> Vec<Figure> {
    let engine = Tesseract::new(Decoder::new(PathBuf::from(env!("CARGO_BIN_EXE_beian"))));
    assert!(engine.is_there().await.unwrap(), "tesseract-ocr and tesseract-ocr-chi-sim are not installed");
    let mut papers = Papers::new(None).unwrap();
    let (mut numbers, mut names, mut lies) = (0, 0, 0);
    let mut took = Vec::with_capacity(photographs);
    for n in 0..photographs {
        let photo = photograph(&mut papers, n as u64);
        let kept = prepare(&photo.jpeg, &PictureLimits::default()).unwrap();
        let sheet = Sheet { jpeg: &kept.jpeg, document: photo.document, today: today(), key: "paper/1" };
        let started = Instant::now();
        let reading = engine.read(&sheet).await.unwrap();
        took.push(started.elapsed());
        let number = reading.field(FieldName::CreditCode).or_else(|| reading.field(FieldName::IdNumber));
        numbers += usize::from(number.is_some_and(|number| number.value == photo.number));
        names += usize::from(reading.field(FieldName::Name).is_some_and(|name| name.value == photo.name));
        let sure = reading.fields.iter().filter(|field| field.trust == Trust::Checked);
        lies += sure.filter(|field| field.value != photo.number).count();
    }
    took.sort();
    let at_least = |what, found: usize, percent: usize| Figure {
        what,
        found: format!("{found} of {photographs}"),
        limit: format!("{percent} %"),
        is_within: found * 100 >= photographs * percent,
    };
    vec![
        at_least("numbers read from photographs of certificates", numbers, NUMBERS),
        at_least("names read from them", names, NAMES),
        Figure {
            what: "wrong values among those that are called checked",
            found: lies.to_string(),
            limit: "0".into(),
            is_within: lies == 0,
        },
        Figure::of("a certificate read, the median", took[photographs / 2], Duration::from_millis(2500)),
    ]
}
