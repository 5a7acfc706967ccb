//! Samples of the reference, every message there and back, and the schemas as judges.

use super::*;
use crate::bureau::xml::schema::{check_download, check_upload};
use crate::bureau::xml::{Element, Limits, read, read_inner, to_text};

mod generated;
pub(super) mod judged;

/// The sample files of section 18.
const SAMPLES: &str = include_str!("tests/samples.txt");

pub(super) fn samples() -> Vec<Element> {
    SAMPLES
        .lines()
        .filter(|line| line.starts_with('<'))
        .map(|line| read_inner(line, &Limits::default()).unwrap())
        .collect()
}

#[test]
fn the_samples_fit_their_schemas_and_go_there_and_back() {
    let samples = samples();
    assert_eq!(samples.len(), 6);
    for sample in samples {
        let up = &*sample.name == "UploadData";
        let faults = if up { check_upload(&sample) } else { check_download(&sample) };
        assert_eq!(faults, []);
        let (bytes, unknown) = if up {
            let (upload, unknown) = Upload::read(sample.clone()).unwrap();
            (upload.to_bytes().unwrap(), unknown)
        } else {
            let (download, unknown) = Download::read(sample.clone()).unwrap();
            (download.to_bytes().unwrap(), unknown)
        };
        assert!(unknown.is_empty());
        assert_eq!(to_text(&read(&bytes, &Limits::default()).unwrap()), to_text(&sample));
    }
}

fn download(inner: &str) -> Result<(IcpDownload, Vec<Unknown>), Misread> {
    let text = format!("<DownloadData version='V.3.0'><ICP>{inner}</ICP></DownloadData>");
    let (download, unknown) = Download::read(read_inner(&text, &Limits::default()).unwrap())?;
    match download.body {
        DownloadBody::Icp(body) => Ok((*body, unknown)),
        _ => panic!("no filings"),
    }
}

/// Why records cannot be read, of a file that can.
fn misread(inner: &str) -> Vec<Misread> {
    let (_, unknown) = download(inner).unwrap();
    unknown.into_iter().filter_map(|unknown| unknown.misread).map(|(_, misread)| misread).collect()
}

#[test]
fn what_the_schema_forbids_but_bureaus_send_is_read() {
    let (body, _) = download("<BAJG><Jg_xx><Jgxx><Jgdm>1060</Jgdm></Jgxx><Czlx>35</Czlx></Jg_xx></BAJG>").unwrap();
    assert_eq!(body.results.unwrap().results[0].operation, 35);
    let (body, _) = download("<ZXSJ><Zxxx><Jlid>4</Jlid><Zxlb>2</Zxlb></Zxxx></ZXSJ>").unwrap();
    assert_eq!(body.cancelled[0].kind, 2);
}

/// Whoever writes an optional element without a text says nothing by it, and the rest of the file is read.
#[test]
fn an_optional_element_that_is_empty_is_none() {
    let results = "<BAJG><Jg_xx><Jgxx><Jgdm>1004</Jgdm><Dmms/></Jgxx><Czlx>1</Czlx><Bs> </Bs></Jg_xx>\
        <GJSHS><Gjsh><Shsj>2016-04-15</Shsj><Shyj></Shyj><Shjg>0</Shjg><Czlx/><Jlid></Jlid></Gjsh></GJSHS></BAJG>";
    let (body, unknown) = download(results).unwrap();
    assert!(unknown.is_empty());
    let results = body.results.unwrap();
    let (result, decision) = (&results.results[0], &results.decisions[0]);
    assert!(result.key.is_none() && result.lines[0].text.is_none());
    assert!(decision.opinion.is_none() && decision.operation.is_none() && decision.id.is_none());
    let decides = misread("<ZXSJ><Zxxx><Zxlb/><Jlid>4</Jlid></Zxxx></ZXSJ>");
    assert_eq!(decides, [Misread::NotNumber("ICP/ZXSJ/Zxxx/Zxlb".to_owned())]);
}

#[test]
fn unknown_elements_are_kept_with_their_place() {
    let inner = "<Neu><a>1</a></Neu><ZXSJ><Zxxx><Zxlb>0</Zxlb><Jlid>4</Jlid><Grund>x</Grund></Zxxx></ZXSJ>";
    let (body, unknown) = download(inner).unwrap();
    assert_eq!(body.cancelled.len(), 1);
    let places: Vec<_> = unknown.iter().map(|unknown| unknown.path.as_str()).collect();
    assert_eq!(places, ["ICP/ZXSJ/Zxxx/Grund", "ICP/Neu"]);
}

#[test]
fn two_elements_that_decide_are_refused() {
    let decision =
        |inner: &str| misread(&format!("<BAJG><GJSHS><Gjsh><Shsj>2016-04-15</Shsj>{inner}</Gjsh></GJSHS></BAJG>"));
    let at = "ICP/BAJG/GJSHS/Gjsh/Shjg".to_owned();
    assert_eq!(decision("<Shjg>0</Shjg><Shjg>1</Shjg>"), [Misread::Twice(at.clone())]);
    assert_eq!(decision(""), [Misread::Missing(at.clone())]);
    assert_eq!(decision("<Shjg>yes</Shjg>"), [Misread::NotNumber(at)]);
    assert!(matches!(download("<BAJG/><BAJG/>"), Err(Misread::Twice(_))));
    let both = "<XZWZ><Xzxx><Zt_xx><Ztbah>浙ICP备1号</Ztbah><Ztid>1</Ztid></Zt_xx></Xzxx></XZWZ><Qqdwid>1</Qqdwid>";
    let text = format!("<UploadData version='V.3.0'><ICP>{both}</ICP></UploadData>");
    let misread = Upload::read(read_inner(&text, &Limits::default()).unwrap());
    assert_eq!(misread, Err(Misread::Choice("ICP/XZWZ/Xzxx/Zt_xx".to_owned())));
}

/// What is unknown in it goes with it, and what is around it stays as it is.
#[test]
fn a_record_that_cannot_be_read_is_told_with_which_it_is() {
    let record = |inner: &str| format!("<Gjsh><Shsj>2016-04-15</Shsj>{inner}</Gjsh>");
    let records = ["<Shjg>0</Shjg><Neu/>", "<Shrxm><Neu/></Shrxm>", "<Shjg>1</Shjg>"].map(record).concat();
    let (body, unknown) = download(&format!("<BAJG><GJSHS>{records}</GJSHS></BAJG>")).unwrap();
    assert_eq!(body.results.unwrap().decisions.iter().map(|own| own.approved).collect::<Vec<_>>(), [0, 1]);
    let missing = Misread::Missing("ICP/BAJG/GJSHS/Gjsh[2]/Shjg".to_owned());
    let expected = [
        Unknown { path: "ICP/BAJG/GJSHS/Gjsh/Neu".to_owned(), misread: None },
        Unknown { path: "ICP/BAJG/GJSHS/Gjsh[2]".to_owned(), misread: Some((1, missing)) },
    ];
    assert_eq!(unknown, expected);
}

#[test]
fn code_tables_keep_every_column() {
    let text = "<DownloadData version='V.3.0'><JCDM><Bbdwlb><Bbdw><Id>110000000001</Id><Dwmc>示例</Dwmc><Sfyx>1</Sfyx></Bbdw></Bbdwlb>\
        <Jcdm_xx><Zxly_dms><Zxly_xx><Id>1</Id><Nr>不再使用</Nr><Bz xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:nil='true'/><Sfyx>0</Sfyx></Zxly_xx></Zxly_dms></Jcdm_xx></JCDM></DownloadData>";
    let document = read_inner(text, &Limits::default()).unwrap();
    assert_eq!(check_download(&document), []);
    let (download, unknown) = Download::read(document).unwrap();
    assert!(unknown.is_empty());
    let DownloadBody::Tables(tables) = &download.body else { panic!("no tables") };
    let row = &tables.tables.as_ref().unwrap().0[0].rows[0];
    assert_eq!((row.id(), row.name(), row.is_in_force(), row.get("Bz")), (Some(1), Some("不再使用"), false, None));
    assert_eq!(check_download(&download.to_element()), []);
}
