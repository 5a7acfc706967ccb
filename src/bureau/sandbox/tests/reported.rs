//! Data of addresses and of domains: each record has its result, and is compared with what is on record.

use super::*;
use crate::bureau::xml::Element;

/// What is told of a range that a unit brought in, beside where it came from.
const BROUGHT_IN: &str = "<Sfymtz>0</Sfymtz><Syfs>1</Syfs><Fprq>2026-01-01</Fprq><Dwmc>示例</Dwmc><Dwxz>4</Dwxz>\
    <Shengid>110000</Shengid><Shiid>110100</Shiid><Xxdz>示例路</Xxdz><Lxrxm>王明</Lxrxm><Lxrdh>010-12345678</Lxrdh>\
    <Lxrdzyj>a@example.cn</Lxrdzyj><Wgip>1</Wgip><Wgdz>北京</Wgdz>";

/// Sends a file of a root, `IP` or `YM`, and reads the results: name, code, whether an id came, act and the unit's id.
fn told(client: &mut Client, root: &str, inside: &str) -> Vec<(String, Vec<i64>, bool, i64)> {
    told_by(client, root, inside, UNIT)
}

fn told_by(client: &mut Client, root: &str, inside: &str, unit: i64) -> Vec<(String, Vec<i64>, bool, i64)> {
    let file = format!("<UploadData version='V.3.0'><{root}>{inside}<Qqdwid>{unit}</Qqdwid></{root}></UploadData>");
    assert_eq!(client.send(&crate::bureau::gbk::encode(&file).unwrap()), 0);
    let (DownloadBody::Ip(body) | DownloadBody::Ym(body)) = client.fetch().expect("a file").body else {
        panic!("no results of {root}")
    };
    let number = |element: &Element, name: &str| element.child_text(name).and_then(|text| text.parse().ok());
    let result = |result: &Element| {
        let codes = result.all("Jgxx").filter_map(|line| number(line, "Jgdm")).collect();
        (result.name.to_string(), codes, number(result, "Id").is_some(), number(result, "Czlx").unwrap())
    };
    body.child("BAJG").unwrap().children.iter().map(result).collect()
}

fn range(first: i64, last: i64) -> String {
    format!("<Qsip>{first}</Qsip><Zzip>{last}</Zzip>")
}

fn source(first: i64, last: i64) -> String {
    format!("<Xzly><Ly><IspId>1</IspId>{}<Lydw>1197</Lydw></Ly></Xzly>", range(first, last))
}

fn allocation(first: i64, last: i64, more: &str) -> String {
    format!("<Xzfp><Fpsy><IspId>2</IspId>{}{more}</Fpsy></Xzfp>", range(first, last))
}

#[test]
fn each_range_of_addresses_has_its_result() {
    let mut client = Client::new();
    let new = |inside: String| format!("<XZBA>{inside}</XZBA>");
    let one = |name: &str, codes: &[i64], has_id, act| vec![(name.to_owned(), codes.to_vec(), has_id, act)];
    let reserved = "<Fpfs>4</Fpfs>";
    let own = format!(
        "<Zdip><Zdxx><IspId>4</IspId>{}{BROUGHT_IN}<Ly_dwlx>1</Ly_dwlx><Lydw><Ly_dwmc>某单位</Ly_dwmc></Lydw></Zdxx></Zdip>",
        range(500, 509)
    );
    let announced =
        format!("<Xzgbjs><Jsxx><IspId>3</IspId><Gbdw>1197</Gbdw><Sqdw>7</Sqdw>{}</Jsxx></Xzgbjs>", range(100, 199));
    let table = [
        (new(allocation(100, 109, reserved)), one("Fpjg", &[2005], false, 1)),
        (new(source(199, 100)), one("Lyjg", &[2002], false, 1)),
        (new(source(100, 199)), one("Lyjg", &[2998], true, 1)),
        (new(source(150, 160)), one("Lyjg", &[2003], false, 1)),
        (new(allocation(100, 109, reserved)), one("Fpjg", &[2998], true, 1)),
        (new(allocation(110, 119, "<Fpfs>2</Fpfs>")), one("Fpjg", &[2047], false, 1)),
        (new(allocation(110, 119, "<Fpfs>3</Fpfs>")), one("Fpjg", &[2032, 2030], false, 1)),
        (new(announced.clone()), one("Gbjs", &[2998], true, 1)),
        (new(announced), one("Gbjs", &[2004], false, 1)),
        (new(own.clone()), one("Zdip", &[2028], false, 1)),
        (new(own.replace("<Ly_dwlx>1", "<Ly_dwlx>0")), one("Zdip", &[2998], true, 1)),
        (
            format!("<XGBA><Xgly><Ly_xx><Id>9</Id>{}<Lydw>1</Lydw></Ly_xx></Xgly></XGBA>", range(1, 2)),
            one("Lyjg", &[2055], true, 2),
        ),
        ("<SCBA><Sczd><Zdxx><Id>9</Id></Zdxx></Sczd></SCBA>".into(), one("Zdip", &[2055], true, 3)),
    ];
    for (inside, results) in table {
        assert_eq!(told(&mut client, "IP", &inside), results, "{inside}");
    }
    assert_eq!(told_by(&mut client, "IP", &new(source(900, 901)), 7), one("Lyjg", &[5003], false, 1));

    // A record is changed and deleted by the bureau's id; another unit's is nobody else's.
    let id = client.world.ranges[0].id;
    let changed =
        |id: i64| format!("<XGBA><Xgly><Ly_xx><Id>{id}</Id>{}<Lydw>1</Lydw></Ly_xx></Xgly></XGBA>", range(100, 299));
    assert_eq!(told(&mut client, "IP", &changed(id)), one("Lyjg", &[2998], true, 2));
    assert_eq!((client.world.ranges[0].last, client.world.ranges[0].isp), (299, Some(1)));
    client.world.ranges[0].unit = 7;
    assert_eq!(told(&mut client, "IP", &changed(id)), one("Lyjg", &[2054], true, 2));
    assert_eq!(told(&mut client, "IP", &new(source(250, 260))), one("Lyjg", &[2056], false, 1));
    client.world.ranges[0].unit = 1197;
    assert_eq!(told(&mut client, "IP", &new(source(250, 260))), one("Lyjg", &[2998], true, 1), "its source");
    let deleted = format!("<SCBA><Scly><Ly><Id>{}</Id></Ly></Scly></SCBA>", client.world.ranges.last().unwrap().id);
    assert_eq!(told(&mut client, "IP", &deleted), one("Lyjg", &[2998], true, 3));

    // In one file, sources stand before what is allocated of them, and results in the order of their schema.
    let both = new(format!("{}{}", allocation(310, 319, reserved), source(300, 399)));
    let results = told(&mut client, "IP", &both);
    assert!(results.iter().all(|result| result.1 == [2998]) && results[0].0 == "Lyjg", "{results:?}");
    assert!(client.world.uploads.iter().all(|upload| upload.kept && !upload.bytes.is_empty()), "kept as they came");
}

/// A row a kind: where new, changed and deleted ones stand, what is told beside the range, and how its results are called.
#[test]
fn every_kind_of_range_is_reported_changed_and_deleted() {
    let own = format!("{BROUGHT_IN}<Ly_dwlx>1</Ly_dwlx><Lydw><Ly_dwid>1197</Ly_dwid></Lydw>");
    let kinds = [
        (["Xzly/Ly", "Xgly/Ly_xx", "Scly/Ly"], "<Lydw>1197</Lydw>", "Lyjg"),
        (["Xzfp/Fpsy", "Xgfp/Fpsy", "Scfp/Fpsy"], "<Fpfs>4</Fpfs>", "Fpjg"),
        (["Xzgbjs/Jsxx", "Xggbjs/Jsxx", "Scgbjs/Jsxx"], "<Gbdw>1197</Gbdw><Sqdw>7</Sqdw>", "Gbjs"),
        (["Zdip/Zdxx", "XgZd/Zdxx", "Sczd/Zdxx"], own.as_str(), "Zdip"),
    ];
    let turns: [(&str, Vec<i64>); 3] = [("XZBA", vec![199; 4]), ("XGBA", vec![209; 4]), ("SCBA", Vec::new())];
    let mut client = Client::new();
    let mut ids: Vec<i64> = Vec::new();
    for (turn, (act, stand)) in turns.into_iter().enumerate() {
        for (at, (places, more, name)) in kinds.iter().enumerate() {
            let inside = match turn {
                0 => format!("<IspId>{}</IspId>{}{more}", at + 1, range(100, 199)),
                1 => format!("<Id>{}</Id>{}{more}", ids[at], range(100, 209)),
                _ => format!("<Id>{}</Id>", ids[at]),
            };
            let (list, item) = places[turn].split_once('/').unwrap();
            let file = format!("<{act}><{list}><{item}>{inside}</{item}></{list}></{act}>");
            let done = ((*name).to_owned(), vec![2998], true, turn as i64 + 1);
            assert_eq!(told(&mut client, "IP", &file), [done], "{act} {list}");
            if turn == 0 {
                ids.push(client.world.ranges[at].id);
            }
        }
        let ends: Vec<i64> = client.world.ranges.iter().map(|range| range.last).collect();
        assert_eq!(ends, stand, "{act}");
    }
}

fn domain(name: &str, registered: &str, ends: &str) -> String {
    let person = |who: &str, name: &str, address: &str, phone: &str| {
        format!(
            "<{who}_{name}>某人</{who}_{name}><{who}_zz>某单位</{who}_zz><{who}_{address}>示例路</{who}_{address}>\
             <{who}_shengid>110000</{who}_shengid><{who}_shiid>110100</{who}_shiid><{who}_dzyj>a@example.cn</{who}_dzyj>\
             <{who}_{phone}>010-12345678</{who}_{phone}>"
        )
    };
    let (registrant, manager) = (person("Zcr", "mc", "txdz", "dhhm"), person("Gly", "mz", "dz", "dh"));
    format!(
        "<Ym>{name}</Ym><Ymlx>1</Ymlx><Zcsj>{registered}</Zcsj>{registrant}{manager}<Ym_zcs>某注册商</Ym_zcs>\
         <Ym_fwq>ns.example.cn</Ym_fwq><Yxrq>{ends}</Yxrq>"
    )
}

#[test]
fn each_domain_of_a_registry_has_its_result() {
    let mut client = Client::new();
    let new = |name: &str, registered: &str, ends: &str| {
        format!("<XZBA><Xzxx><IspId>1</IspId>{}</Xzxx></XZBA>", domain(name, registered, ends))
    };
    let good = new("example.cn", "2020-01-01", "2030-01-01");
    let table = [
        (new("example.cn", "2020-13-01", "2030-01-32"), vec![3031, 3032], false),
        (new("example.cn", "2030-01-01", "2020-01-01"), vec![3035, 3004], false),
        (good.clone(), vec![3998], true),
        (new("EXAMPLE.cn", "2020-01-01", "2030-01-01"), vec![3999], false),
    ];
    for (inside, codes, has_id) in table {
        assert_eq!(told(&mut client, "YM", &inside), [("Jg_xx".to_owned(), codes, has_id, 1)], "{inside}");
    }
    assert_eq!(told_by(&mut client, "YM", &good, 7)[0].1, [5003]);
    let id = client.world.domains[0].id;
    let changed =
        format!("<XGBA><Xzxx><Id>{id}</Id>{}</Xzxx></XGBA>", domain("example.net", "2020-01-01", "2030-01-01"));
    assert_eq!(told(&mut client, "YM", &changed)[0], ("Jg_xx".to_owned(), vec![3998], true, 2));
    let deleted = |which: &str| format!("<SCBA><Scxx>{which}</Scxx></SCBA>");
    assert_eq!(told(&mut client, "YM", &deleted("<Ym>example.cn</Ym>"))[0].1, [3999]);
    client.world.domains[0].unit = 7;
    assert_eq!(told(&mut client, "YM", &deleted("<Ym>example.net</Ym>"))[0].1, [3037]);
    client.world.domains[0].unit = UNIT;
    assert_eq!(
        told(&mut client, "YM", &deleted(&format!("<Id>{id}</Id>")))[0],
        ("Jg_xx".to_owned(), vec![3998], true, 3)
    );
    assert!(client.world.domains.is_empty());
    let misfit = format!("<UploadData version='V.3.0'><YM><XZBA/><Qqdwid>{UNIT}</Qqdwid></YM></UploadData>");
    assert_eq!(client.send(misfit.as_bytes()), 0);
    assert_eq!(client.codes(), [5001]);
}
