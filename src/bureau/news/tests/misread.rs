//! Records that cannot be read, among others that can.

use super::*;
use crate::bureau::messages::{Content, Task, TaskAccess, TaskWebsite};

/// Lists as they stand in a file: how they are told, what stands around their records, one that can be read, another that
/// cannot, and what is wrong with that.
const LISTS: &[(&str, &str, &str, &str, &str)] = &[
    (
        "result",
        "<BAJG>…</BAJG>",
        "<Jg_xx><Jgxx><Jgdm>1062</Jgdm></Jgxx><Czlx>1</Czlx></Jg_xx>",
        "<Jg_xx><Jgxx><Jgdm>x</Jgdm></Jgxx><Czlx>1</Czlx></Jg_xx>",
        "ICP/BAJG/Jg_xx[2]/Jgxx/Jgdm is no number",
    ),
    (
        "decision",
        "<BAJG><GJSHS>…</GJSHS></BAJG>",
        "<Gjsh><Shsj>2016-04-15</Shsj><Shjg>1</Shjg></Gjsh>",
        "<Gjsh><Shsj>2016-04-15</Shsj></Gjsh>",
        "ICP/BAJG/GJSHS/Gjsh[2]/Shjg is missing",
    ),
    (
        "cancelled",
        "<ZXSJ>…</ZXSJ>",
        "<Zxxx><Zxlb>1</Zxlb><Jlid>9</Jlid></Zxxx>",
        "<Zxxx><Zxlb>1</Zxlb><Jlid>9</Jlid><Jlid>8</Jlid></Zxxx>",
        "ICP/ZXSJ/Zxxx[2]/Jlid is there twice",
    ),
    (
        "listed",
        "<HMDLB>…</HMDLB>",
        "<Zthmdxxs><Zt_xx><Dwmc>x</Dwmc><Zj><Zjlx>1</Zjlx><Zjhm>1</Zjhm></Zj></Zt_xx><Czlx>0</Czlx></Zthmdxxs>",
        "<Zthmdxxs><Zt_xx><Dwmc>x</Dwmc></Zt_xx><Czlx>0</Czlx></Zthmdxxs>",
        "ICP/HMDLB/Zthmdxxs[2]/Zt_xx/Zj is missing",
    ),
    (
        "listed",
        "<HMDLB>…</HMDLB>",
        "<Wzhmdxxs><Wz_xx><Wzmc>x</Wzmc></Wz_xx><Czlx>0</Czlx></Wzhmdxxs>",
        "<Wzhmdxxs><Czlx>0</Czlx></Wzhmdxxs>",
        "ICP/HMDLB/Wzhmdxxs[2]/Wz_xx is missing",
    ),
    (
        "work",
        "<XGTZ>…</XGTZ>",
        "<Tzxx><Tzlb>0</Tzlb><Tznr>x</Tznr></Tzxx>",
        "<Tzxx><Tzlb>0</Tzlb></Tzxx>",
        "ICP/XGTZ/Tzxx[2]/Tznr is missing",
    ),
    (
        "work",
        "<WBAWZLB>…</WBAWZLB>",
        "<Wbawz_xx><Id>1</Id><Wzym_mc>example.cn</Wzym_mc><IP>1</IP><Yys>1</Yys></Wbawz_xx>",
        "<Wbawz_xx><Id>1</Id><Wzym_mc>example.cn</Wzym_mc><IP>1.1.1.1</IP><Yys>1</Yys></Wbawz_xx>",
        "ICP/WBAWZLB/Wbawz_xx[2]/IP is no number",
    ),
    (
        "work",
        "<FFJRHMD>…</FFJRHMD>",
        "<Ffjrxx><Id>1</Id><Ym>a.cn</Ym><Ip>1</Ip><Zjjrz>1</Zjjrz><Szs>310000</Szs><Dqjcsj>x</Dqjcsj></Ffjrxx>",
        "<Ffjrxx><Id>1</Id><Ym>a.cn</Ym></Ffjrxx>",
        "ICP/FFJRHMD/Ffjrxx[2]/Ip is missing",
    ),
    (
        "work",
        "<HCJG><Jgxx>…</Jgxx></HCJG>",
        "<Zthc><Ztid>7</Ztid><Dwmc>x</Dwmc><Zjlx>1</Zjlx><Zjhm>1</Zjhm></Zthc>",
        "<Zthc><Ztid>7</Ztid></Zthc>",
        "ICP/HCJG/Jgxx/Zthc[2]/Dwmc is missing",
    ),
    (
        "work",
        "<HCJG><Jgxx>…</Jgxx></HCJG>",
        "<Jrhc><Wzid>1</Wzid><Wz_Baxh>1</Wz_Baxh><Hcjg>1</Hcjg><Hcsj>x</Hcsj></Jrhc>",
        "<Jrhc><Wzid>1</Wzid><Wz_Baxh>1</Wz_Baxh><Hcsj>x</Hcsj></Jrhc>",
        "ICP/HCJG/Jgxx/Jrhc[2]/Hcjg is missing",
    ),
    (
        "work",
        "<HCJG><Jgxx>…</Jgxx></HCJG>",
        "<Kkwzhc><Wzid>1</Wzid><Wz_Baxh>1</Wz_Baxh><Hcjg>1</Hcjg><Hcsj>x</Hcsj></Kkwzhc>",
        "<Kkwzhc><Wzid>1</Wzid><Wz_Baxh>1</Wz_Baxh><Hcjg>1</Hcjg></Kkwzhc>",
        "ICP/HCJG/Jgxx/Kkwzhc[2]/Hcsj is missing",
    ),
    (
        "work",
        "<HCJG><Jgxx>…</Jgxx></HCJG>",
        "<Wzch><Wzid>1</Wzid><Wz_Baxh>1</Wz_Baxh><Hcsj>x</Hcsj></Wzch>",
        "<Wzch><Wz_Baxh>1</Wz_Baxh><Hcsj>x</Hcsj></Wzch>",
        "ICP/HCJG/Jgxx/Wzch[2]/Wzid is missing",
    ),
];

/// With those whose records are too long to be written out.
fn lists() -> Vec<(&'static str, &'static str, String, String, &'static str)> {
    let text = |element: &Element| xml::to_text(element).split_once("?>").unwrap().1.to_owned();
    let filed = text(&crate::bureau::messages::tests_support::published());
    let site = TaskWebsite { accesses: vec![TaskAccess::default()], ..TaskWebsite::default() };
    let task = text(&Content::write(&Task { websites: vec![site], ..Task::default() }, "Baxx"));
    let without = |text: &str, element: &str| {
        let shorter = text.replace(element, "");
        assert_ne!(shorter, text);
        shorter
    };
    let no_id = without(&filed, "<Ztid>330000000001</Ztid>");
    let no_account = without(&task, "<Bbyhid>0</Bbyhid>");
    let own = |(sort, list, good, bad, wrong): &(&'static str, &'static str, &str, &str, &'static str)| {
        (*sort, *list, (*good).to_owned(), (*bad).to_owned(), *wrong)
    };
    let long = [
        ("record", "<BASJ>…</BASJ>", filed, no_id, "ICP/BASJ/Baxx[2]/Zt_xx/Ztid is missing"),
        ("work", "<HSRW>…</HSRW>", task, no_account, "ICP/HSRW/Baxx[2]/Wz_xx/Jr_xx/Bbyhid is missing"),
    ];
    LISTS.iter().map(own).chain(long).collect()
}

/// It stands where it would have stood, and all others are as they are without it.
#[test]
fn a_record_that_cannot_be_read_is_left_at_its_place_among_the_others() {
    for (sort, list, good, bad, wrong) in lists() {
        let (before, after) = list.split_once('…').unwrap();
        let around = |records: &[&str]| read(&format!("<ICP>{before}{}{after}<Neu/></ICP>", records.concat()));
        let (one, both) = (around(&[&good]), around(&[&good, &good]));
        let of_one = one.len() - 1;
        assert!(both.iter().all(|item| !matches!(item.news, News::Misread(_))), "{wrong}");
        assert_eq!((one[0].sort, both.len()), (sort, 2 * of_one + 1), "{wrong}");
        let mut with = around(&[&good, &bad, &good]);
        let left = with.remove(of_one);
        assert_eq!(with, both, "{wrong}");
        let News::Misread(misread) = &left.news else { panic!("{left:?}") };
        assert_eq!((left.sort, left.about, misread.to_string().as_str()), (sort, None, wrong));
        assert_eq!(nothing_read(&around(&[&good, &bad])), None, "{wrong}");
        assert!(nothing_read(&around(&[&bad])).is_some(), "left as a whole: {wrong}");
        assert_eq!(nothing_read(&around(&[])), None, "what nobody knows is left by itself: {wrong}");
    }
}

/// The list as a whole where it has no records of its own, and the lists around it are read.
#[test]
fn an_audit_that_cannot_be_read_is_one_piece() {
    let items = read("<ICP><ZXSJ><Zxxx><Zxlb>1</Zxlb><Jlid>9</Jlid></Zxxx></ZXSJ><HCJG/></ICP>");
    let sorts: Vec<_> = items.iter().map(|item| item.sort).collect();
    assert_eq!(sorts, ["cancelled", "work"]);
    assert_eq!(items[1].news, News::Misread(Misread::Missing("ICP/HCJG/Jgxx".into())));
}

/// A table without a row would end what that tells of.
#[test]
fn the_units_are_left_as_a_whole_where_one_cannot_be_read() {
    let unit = |id: i64, rest: &str| format!("<Bbdw><Id>{id}</Id><Dwmc>x</Dwmc>{rest}</Bbdw>");
    let (good, bad) = (unit(1, "<Sfyx>1</Sfyx>"), unit(2, ""));
    let tables = "<Jcdm_xx><Zxly_dms><Zxly_xx><Id>1</Id><Nr>x</Nr></Zxly_xx></Zxly_dms></Jcdm_xx>";
    let told = |units: &str, tables: &str| read(&format!("<JCDM><Bbdwlb>{units}</Bbdwlb>{tables}</JCDM>"));
    let names = |item: &Item| -> Vec<String> {
        match &item.news {
            News::Codes(codes) => crate::bureau::tables::all(codes).into_iter().map(|table| table.name).collect(),
            News::Misread(misread) => vec![misread.to_string()],
            _ => Vec::new(),
        }
    };
    let whole = told(&good, tables);
    assert_eq!(whole.iter().map(names).collect::<Vec<_>>(), [["Bbdwlb", "Zxly_dms"]]);
    let wrong = "JCDM/Bbdwlb/Bbdw[2]/Sfyx is missing";
    let items = told(&(good.clone() + &bad + &bad), tables);
    assert_eq!(items.iter().map(names).collect::<Vec<_>>(), [["Zxly_dms"], [wrong]]);
    assert!(items.iter().all(|item| item.sort == "tables") && nothing_read(&items).is_none());
    assert!(nothing_read(&told(&(good + &bad), "")).is_some());
}
