use super::*;
use crate::bureau::known::Parts;
use crate::bureau::xml::{self, Limits};

mod misread;

fn read(inside: &str) -> Vec<Item> {
    let text = format!(r#"<?xml version="1.0" encoding="GBK"?><DownloadData version="V.3.0">{inside}</DownloadData>"#);
    let bytes = crate::bureau::gbk::encode(&text).unwrap();
    let (download, unknown) = Download::read(xml::read(&bytes, &Limits::default()).unwrap()).unwrap();
    items(download, &unknown, 7)
}

#[test]
fn pieces_about_different_uploads_are_applied_side_by_side() {
    let about = |ids: i64, news: News| Item { sort: "result", about: Some(About::Ids(ids, None)), news };
    let fine = |ids| about(ids, News::Fine);
    let record = |ids, numbers: &[&str]| {
        let known = |number: &&str| Known { number: (*number).into(), id: 7, parts: Parts::default() };
        let known = numbers.iter().map(known).collect();
        about(ids, News::OnRecord(Arc::new(OnRecord { entity: None, websites: Vec::new(), on: None, known })))
    };
    let table = [
        ("each about another", vec![fine(1000), fine(2000), fine(3000)], 3),
        ("one twice", vec![fine(1000), fine(2000), fine(1001)], 2),
        ("the same at once", vec![fine(1000), fine(1000)], 1),
        ("about none", vec![strange("unknown", "ICP/New"), fine(1000)], 1),
        ("until one about none", vec![fine(1000), strange("unknown", "ICP/New"), fine(2000)], 1),
        ("off the record", vec![fine(1000), about(2000, News::Cancelled(CancelKind::Website, 7)), fine(3000)], 1),
        ("alone", vec![fine(1000)], 1),
        ("records of a number each", vec![record(1000, &["1", "1-1"]), record(2000, &["2", "2-1"])], 2),
        ("records that share one", vec![record(1000, &["1", "1-1"]), record(2000, &["1", "1-2"]), fine(3000)], 1),
    ];
    for (name, items, together) in table {
        assert_eq!(side_by_side(&items.iter().collect::<Vec<_>>()), together, "{name}");
    }
}

#[test]
fn a_copy_of_the_records_tells_what_the_bureau_calls_them() {
    let filed = crate::bureau::messages::tests_support::published();
    let inside = xml::to_text(&filed).replace("</Baxx>", "<Xj>1</Xj></Baxx>");
    let inside = inside.replace("</Ym_xx>", "<Xy/></Ym_xx><Ym_xx><Ymid>9</Ymid><Ym>example.cn</Ym><Xy/></Ym_xx>");
    let items = read(&format!("<SJTB><ICP>{inside}{inside}<Xz/><Xz/></ICP><YM/><YM/></SJTB>"));
    let News::Known(known) = &items[0].news else { panic!("{items:?}") };
    let ids: Vec<_> = known.iter().map(|known| (known.number.as_str(), known.id)).collect();
    let of_one = [("浙ICP备00000001号", 330_000_000_001), ("浙ICP备00000001号-1", 330_000_000_002)];
    assert_eq!(ids, [of_one, of_one].concat());
    let strange = ["SJTB/ICP/Baxx/Wz_xx/Ym_xx/Xy", "SJTB/ICP/Baxx/Xj", "SJTB/ICP/Xz", "SJTB/YM"]
        .map(|place| strange("unknown", place));
    assert_eq!(items[1..], strange, "nothing beside them is passed over, and nothing told twice");
}

#[test]
fn what_is_on_record_is_told_without_its_pictures() {
    let filed = xml::to_text(&crate::bureau::messages::tests_support::published());
    let (_, filed) = filed.split_once("?>").unwrap();
    let scan = format!("<Spwj>{}</Spwj>", "A".repeat(1000));
    let trade = format!("<Nrlx><Nrlx_xx><Nrlx_id>1</Nrlx_id><Qzsph>1</Qzsph>{scan}{scan}</Nrlx_xx></Nrlx><Fwnr>");
    let filed = filed.replace("<Fwnr>", &trade);
    let told = |inside: &str| {
        let text = format!(r#"<DownloadData version="V.3.0">{inside}</DownloadData>"#);
        let bytes = crate::bureau::gbk::encode(&text).unwrap();
        let root = xml::read_from(&bytes[..], &Limits::default(), Download::is_picture_on_record).unwrap();
        let is_without = !xml::to_text(&root).contains("AAAA");
        let (download, unknown) = Download::read(root).unwrap();
        (items(download, &unknown, 7), is_without)
    };
    for inside in [format!("<ICP><BASJ>{filed}</BASJ></ICP>"), format!("<SJTB><ICP>{filed}</ICP></SJTB>")] {
        let (items, is_without) = told(&inside);
        assert!(is_without && items == read(&inside), "{inside}");
    }
    let strange = format!("<ICP><BAJG>{scan}</BAJG></ICP>");
    assert!(!told(&strange).1, "elsewhere they are work, or to be looked at");
}

#[test]
fn each_piece_names_the_upload_it_is_about() {
    let line = |code: i64| format!("<Jgxx><Jgdm>{code}</Jgdm></Jgxx>");
    let result = |lines: &str, kind: i64, key: &str| {
        format!("<ICP><BAJG><Jg_xx>{lines}<Czlx>{kind}</Czlx><Bs>{key}</Bs></Jg_xx></BAJG></ICP>")
    };
    let with = |id: i64, code: i64| Some(About::Ids(id, Operation::of(code)));
    let of = |code: i64| with(7000, code);
    let named = |code: i64, key: &str| Operation::of(code).map(|operation| About::Record(operation, key.into()));
    let ended = |kind: i64| format!("<ICP><ZXSJ><Zxxx><Zxlb>{kind}</Zxlb><Jlid>9</Jlid></Zxxx></ZXSJ></ICP>");
    let approved = News::Approved { on: "2016-04-15".parse().ok() };
    let decided = |outcome: i64, kind: i64| {
        format!(
            "<ICP><BAJG><GJSHS><Gjsh><Shsj>2016-04-15 15:10:04</Shsj><Shyj>证件不清晰</Shyj><Shjg>{outcome}</Shjg>\
             <Czlx>{kind}</Czlx><Jlid>7000</Jlid></Gjsh></GJSHS></BAJG></ICP>"
        )
    };
    let refused = News::Refused { opinion: "证件不清晰".into(), on: "2016-04-15".parse().ok() };
    let lines = |codes: &[i64]| codes.iter().map(|code| ResultLine { code: *code, text: None }).collect::<Vec<_>>();
    let (faults, ours) = (|codes: &[i64]| News::Faulty(lines(codes)), |codes: &[i64]| News::Ours(lines(codes)));
    let table = [
        (result(&line(1062), 1, "7000"), of(1), News::Fine),
        (result(&(line(1004) + &line(1062) + &line(1041)), 1, "7001"), with(7001, 1), faults(&[1004, 1041])),
        (result(&line(1999), 1, "7000"), of(1), faults(&[1999])),
        (result(&(line(5004) + &line(1037)), 1, "7000"), of(1), ours(&[5004, 1037])),
        (result(&line(5005), 1, "example.cn"), named(1, "example.cn"), ours(&[5005])),
        (result(&line(1002), 1, "7000"), of(1), News::Refused { opinion: "审核拒绝".into(), on: None }),
        (decided(0, 1), of(1), refused),
        (decided(1, 1), of(1), approved.clone()),
        // 13.3, an operation a row: what its results and its decisions name.
        (result(&line(1004), 2, "京ICP备1号"), named(2, "京ICP备1号"), faults(&[1004])),
        (decided(1, 2), of(2), approved.clone()),
        (result(&line(1018), 3, "京ICP备1号-1"), named(3, "京ICP备1号-1"), faults(&[1018])),
        (result(&line(1018), 3, "7001"), with(7001, 3), faults(&[1018])),
        (decided(1, 3), of(3), approved.clone()),
        (result(&line(1046), 4, "110000000001"), named(4, "110000000001"), faults(&[1046])),
        (decided(1, 4), named(4, "7000"), approved.clone()),
        (decided(1, 5), named(5, "7000"), approved.clone()),
        (decided(1, 6), named(6, "7000"), approved.clone()),
        (decided(1, 7), named(7, "7000"), approved),
        (result(&line(1060), 35, "110000000001"), named(35, "110000000001"), News::Fine),
        (ended(1), named(7, "9"), News::Cancelled(CancelKind::Website, 9)),
        (ended(9), None, News::Strange("Zxlb 9".into())),
        ("<ICP><New><A>1</A></New></ICP>".into(), None, News::Strange("ICP/New".into())),
        ("<YM/>".into(), None, News::Strange("YM".into())),
        ("<SJTB><YM/></SJTB>".into(), None, News::Strange("SJTB".into())),
        ("<SJTB><ICP><Baxx><Zt_xx/></Baxx></ICP></SJTB>".into(), None, News::Strange("SJTB".into())),
    ];
    for (inside, about, news) in table {
        let items = read(&inside);
        assert_eq!(items.len(), 1, "{inside}");
        assert_eq!((&items[0].about, &items[0].news), (&about, &news), "{inside}");
    }
    let both = read(&result(&(line(1028) + &line(1004)), 1, "7000"));
    let news: Vec<&News> = both.iter().map(|item| &item.news).collect();
    assert_eq!(news, [&faults(&[1004]), &ours(&[1028])], "what both can mend goes to both");
}

/// Shown instead, so that what comes after it is applied. Names of code tables are names of elements, and shorter.
#[test]
fn what_is_too_long_to_be_found_again_by_is_strange() {
    let filed = xml::to_text(&crate::bureau::messages::tests_support::published());
    let numbered = |most: usize| filed.replace("浙ICP备00000001号-1", &"号".repeat(most));
    let record = |most: usize| format!("<ICP><BASJ>{}</BASJ></ICP>", numbered(most));
    let copy = |most: usize| format!("<SJTB><ICP>{}</ICP></SJTB>", numbered(most));
    let listed = |most: usize| {
        let site = format!("<Wz_xx><Wzmc>x</Wzmc><Ym_xx><Ym>{}</Ym></Ym_xx></Wz_xx>", "y".repeat(most));
        format!("<ICP><HMDLB><Wzhmdxxs>{site}<Czlx>0</Czlx></Wzhmdxxs></HMDLB></ICP>")
    };
    let unfiled = |most: usize| {
        let domain = "y".repeat(most);
        format!(
            "<ICP><WBAWZLB><Wbawz_xx><Id>1</Id><Wzym_mc>{domain}</Wzym_mc><IP>1</IP><Yys>1</Yys></Wbawz_xx></WBAWZLB></ICP>"
        )
    };
    let table = [
        (record(128), record(129), "Baxh"),
        (copy(128), copy(129), "Baxh"),
        (listed(255), listed(256), "Ym"),
        (unfiled(255), unfiled(256), "Wbawz_xx"),
    ];
    for (longest, longer, element) in table {
        assert!(read(&longest).iter().all(|item| !matches!(item.news, News::Strange(_))), "{element}");
        assert_eq!(read(&longer)[0].news, News::Strange(element.into()), "{element}");
    }
}
