//! What the bureau answers: kept call by call, and taken for no more than it says.

use beian::bureau::client::{CallFailed, Gateway, NoFile};
use beian::bureau::jobs::Fetch;
use beian::bureau::packaging::pack;
use beian::bureau::sandbox::Switches;
use beian::bureau::soap::{Answer, FileInfo, Method, Request};
use beian::filing::state::StateCode;
use beian::notify::client::install_crypto;
use beian::paths::office;
use beian::values::FilingPassword;
use futures_util::future::join;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;

use super::gate::Moment;
use super::house::{House, UNIT, read_request, settings};
use super::operator::Operator;

/// An upload shows how it stands; each call about it is noted with its answer, and what the bureau wrote is sealed.
#[actix_web::test]
async fn each_call_about_a_file_is_kept_with_its_answer() {
    let house = House::open().await;
    house.prepared(1).await;
    house.bureau().switches.maintenance_up = true;
    house.work().await;
    assert_eq!(house.test.text("select answer_code::text from bureau_uploads").await, "901");
    house.cut(Some(Method::PreviousUpload));
    house.work().await;
    house.cut(None);
    assert_eq!(house.test.text("select answer_code::text from bureau_uploads").await, "901", "it waits, and why");
    house.bureau().switches.maintenance_up = false;
    house.work().await;
    house.bureau().refuse(1, "证件不清晰", beian::clock::now());
    house.work().await;
    let calls = "select string_agg(concat_ws(' ', method, code), ', ' order by begun_at, id) from bureau_calls";
    let told = "previous 0, upload 901, previous, previous 0, upload 0, download 0, acknowledge 0";
    assert_eq!(house.test.text(calls).await, told);
    let sealed = "select bool_and(message_sealed is not null and position('维护'::bytea in message_sealed) = 0)::text from bureau_calls where code = 901";
    assert_eq!(house.test.text(sealed).await, "true");
}

/// What brought nothing is kept where that is trouble, and its words are seen by who says why.
#[actix_web::test]
async fn a_call_about_no_file_is_kept_where_it_tells_something() {
    let house = House::open().await;
    house.fetch().await;
    house.bureau().switches.maintenance_down = true;
    house.fetch().await;
    house.bureau().switches = Switches { wrong_hash: true, ..Switches::default() };
    house.bureau().send_tables(UNIT, beian::clock::now());
    house.fetch().await;
    let calls = "select string_agg(concat_ws(' ', method, code, upload_id, download_id), ', ' order by begun_at, id)
        from bureau_calls";
    assert_eq!(house.test.text(calls).await, "download 902, download 0");

    let operator = Operator::of(&house).await;
    let why = "the hash differs";
    let list = operator.get(&office::exchange()).await;
    assert!(list.contains("902 维护中(下载)") && !list.contains(why), "{list}");
    let reveal =
        async |reason: &str| operator.post(&office::exchange(), &[("act", "reveal"), ("reason", reason)]).await;
    let (status, again) = reveal(" ").await;
    assert!(status == 422 && again.contains("请填写此项") && !again.contains(why), "{again}");
    let (status, shown) = reveal("核对下载失败原因").await;
    assert!(status == 200 && shown.contains(why), "{shown}");
    let audited = "select subject_kind || ' ' || reason from audit_events where action = 'bureau.revealed'";
    assert_eq!(house.test.texts(audited).await, ["line 核对下载失败原因"]);
    operator.leave().await;
}

/// A file was stored and not confirmed. Only a bureau that has nothing has heard of it.
#[actix_web::test]
async fn an_answer_without_a_file_confirms_nothing_unless_it_says_that_there_is_none() {
    let house = House::with_a_file_unconfirmed().await;
    house.cut(None);
    let stands =
        "select (acknowledged_at is not null)::text || (select failures from bureau_line) from bureau_downloads";
    house.bureau().switches.always = 3;
    house.fetch().await;
    assert_eq!(house.test.text(stands).await, "false2", "it was called again, and not for ever");
    house.bureau().switches.always = 2;
    house.fetch().await;
    assert_eq!(house.test.text(stands).await, "true0");
}

/// Ours has a name each time, so it cannot be: it is stored all the same, said again, and counted.
#[actix_web::test]
async fn a_confirmation_that_is_refused_is_said_again() {
    let house = House::open().await;
    let case = house.accepted(1).await;
    house.work().await;
    house.bureau().refuse(1, "证件不清晰", beian::clock::now());
    house.gate().close(Method::Acknowledge, Moment::Arrived);
    let refuses = async {
        house.gate().reached().await;
        house.bureau().switches.always = 21;
        house.gate().open();
    };
    let (fetched, ()) = join(house.exchange().fetch(Fetch {}), refuses).await;
    assert!(fetched.is_ok(), "nobody hears of it at once");
    let stands = "select concat_ws(' ', acknowledged_at is not null, (select failures from bureau_line),
             (select code from bureau_calls where method = 'acknowledge')) from bureau_downloads";
    assert_eq!(house.test.text(stands).await, "f 1 21");
    house.bureau().switches.always = 0;
    house.fetch().await;
    let confirmed = "select concat_ws(' ', acknowledged_at is not null, (select failures from bureau_line))
        from bureau_downloads";
    assert_eq!(house.test.text(confirmed).await, "t 0");
    assert_eq!(house.state(&case).await, StateCode::Rejected);
}

fn gateway(address: &str) -> Gateway {
    install_crypto();
    let folder = TempDir::new().unwrap();
    Gateway::new(&settings(&folder, address)).unwrap()
}

fn file(name: &str, sequence: Option<i64>) -> FileInfo {
    let package = pack("a.xml", b"<a/>", None).unwrap();
    FileInfo { hash_algorithm: 0, compression: 0, sequence, name: name.into(), package }
}

/// Only what can be a number of ours is one, and only of an answer that says that it is right.
#[test]
fn a_number_of_the_last_upload_that_cannot_be_is_none() {
    let gateway = gateway("http://127.0.0.1:1");
    let most = i64::from(u32::MAX);
    let table = [
        (0, Some(0), Some(0)),
        (0, Some(500), Some(500)),
        (0, Some(most), Some(most)),
        (0, Some(most + 1), None),
        (0, Some(-1), None),
        (0, Some(i64::MAX), None),
        (0, Some(i64::MIN), None),
        (0, None, None),
        (1, Some(500), None),
        (902, Some(500), None),
        (999, Some(500), None),
    ];
    for (code, sequence, told) in table {
        let mut answer = Answer { file: Some(file("beianinfo.xml", sequence)), ..Answer::of(code, "") };
        let number = gateway.told_previous(&mut answer).map(|previous| previous.number);
        assert_eq!(number, told, "code {code}, number {sequence:?}");
    }
    let without =
        [0, 2, 999].map(|code| gateway.told_previous(&mut Answer::of(code, "")).map(|previous| previous.number));
    assert_eq!(without, [Some(0), None, None], "before the first upload there is no file");
}

#[test]
fn a_file_is_called_by_letters_digits_and_what_stands_between_them() {
    let gateway = gateway("http://127.0.0.1:1");
    let (longest, longer) = ("a".repeat(128), "a".repeat(129));
    let fetched = |name: &str| {
        let mut answer = Answer { file: Some(file(name, None)), ..Answer::of(3, "") };
        gateway.fetched(&mut answer).unwrap()
    };
    for name in ["20160415151004_zj_1.xml", "a-1", longest.as_str()] {
        assert!(fetched(name).is_ok_and(|fetched| fetched.name == name), "{name}");
    }
    for name in ["", "a b.xml", "../a.xml", "浙.xml", "a\u{202e}.xml", longer.as_str()] {
        assert!(fetched(name).is_err_and(|error| error == NoFile::Name), "{name}");
    }
    // The name of an upload is nobody's rule.
    let mut answer = Answer { file: Some(file("备案 1.xml", Some(7))), ..Answer::of(0, "") };
    assert!(gateway.told_previous(&mut answer).is_some_and(|previous| previous.content == Some(b"<a/>".to_vec())));
}

/// A bureau that answers each call with this many characters.
async fn wordy(characters: usize) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let Ok(Some((_, body))) = read_request(&mut stream).await else { continue };
            let method = Request::read(&body).unwrap().call.method();
            let answer = Answer::of(2, "x".repeat(characters)).to_envelope(method, "V.3.0");
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", answer.len());
            // Whoever has heard enough is gone.
            let _ = stream.write_all((head + &answer).as_bytes()).await;
        }
    });
    address
}

/// Some are waited for where a page is made, in the web's own process.
#[actix_web::test]
async fn an_answer_that_brings_no_file_is_short() {
    let (long, short) = (gateway(&wordy(70_000).await), gateway(&wordy(60_000).await));
    let is_endless =
        |outcome: Result<Answer, CallFailed>| outcome.is_err_and(|error| error.to_string().contains("without end"));
    assert!(is_endless(long.acknowledge("a.xml").await));
    let password = FilingPassword::parse("888888").unwrap();
    assert!(is_endless(long.verify_password("京ICP备00000001号", &password).await));
    assert!(long.download().await.is_ok_and(|answer| answer.message.len() == 70_000), "a file may be long");
    assert!(short.acknowledge("a.xml").await.is_ok_and(|answer| answer.message.len() == 60_000));
}
