//! Envelopes of the reference, of other clients, and of nobody we know.

use super::*;
use crate::bureau::packaging::Package;

fn caller() -> Caller {
    Caller {
        unit: 110_000_000_001,
        user: "demo".into(),
        random: "A1b2C3d4E5f6G7h8I9j0".into(),
        password_hash: "GUSwJJMT+0INO+Bd+6GD9g==".into(),
        hash_algorithm: 0,
    }
}

fn calls() -> Vec<Call> {
    vec![
        Call::Upload {
            package: Package { content: "UEs=".into(), hash: "b/baFA3uiVpF5yhz+cS6aQ==".into(), encryption: 1 },
            sequence: 7,
            compression: 0,
        },
        Call::Download,
        Call::Acknowledge("20160415151004_zj_1.xml".into()),
        Call::PreviousUpload,
        Call::Status { kind: 0, condition: "example.com".into() },
        Call::VerifyPassword { number: "浙ICP备00000001号".into(), password: "a&b".into() },
    ]
}

#[test]
fn every_call_goes_there_and_back_in_either_spelling() {
    for call in calls() {
        let request = Request { caller: caller(), call };
        for spelling in [None, Some(IdSpelling::IspID), Some(IdSpelling::IspId)] {
            assert_eq!(Request::read(request.clone().into_envelope(spelling).as_bytes()).unwrap(), request);
        }
    }
}

#[test]
fn parameters_have_the_spelling_and_the_order_of_the_wire() {
    let names = |call: Call| {
        let text = Request { caller: caller(), call }.into_envelope(None);
        let element = envelope::open(text.as_bytes()).unwrap();
        element.children.iter().map(|child| child.name.to_string()).collect::<Vec<_>>().join(" ")
    };
    let all: Vec<_> = calls().into_iter().map(names).collect();
    assert_eq!(
        all,
        [
            "ispID userName randVal pwdHash beianInfo beianInfoHash dataSequence encryptAlgorithm hashAlgorithm compressionFormat",
            "ispID userName randVal pwdHash hashAlgorithm",
            "ispID userName randVal pwdHash hashAlgorithm fileName",
            "ispId userName randVal pwdHash hashAlgorithm",
            "ispID userName randVal pwdHash hashAlgorithm queryConditionType queryCondition",
            "ispID userName randVal pwdHash hashAlgorithm baxh bamm",
        ]
    );
}

/// 3.3: the example, the form of the client that worked, and children in the target namespace.
#[test]
fn calls_of_other_clients_are_read() {
    let parameters = |prefix: &str, end: &str| {
        format!(
            "<{prefix}ispID{end}>110000000001</{prefix}ispID><{prefix}userName>demo</{prefix}userName>\
             <{prefix}randVal>A1b2C3d4E5f6G7h8I9j0</{prefix}randVal><{prefix}pwdHash>GUSwJJMT+0INO+Bd+6GD9g==</{prefix}pwdHash>\
             <{prefix}hashAlgorithm>0</{prefix}hashAlgorithm>"
        )
    };
    let envelope = |prefix: &str, body: &str| {
        format!(
            r#"<?xml version="1.0" encoding="utf-8"?><{prefix}:Envelope xmlns:{prefix}="http://schemas.xmlsoap.org/soap/envelope/"><{prefix}:Header/>
            <{prefix}:Body>{body}</{prefix}:Body></{prefix}:Envelope>"#
        )
    };
    let bodies = [
        format!(r#"<m:isp_download xmlns:m="{NAMESPACE}">{}</m:isp_download>"#, parameters("", "")),
        format!(r#"<isp_download xmlns="{NAMESPACE}">{}</isp_download>"#, parameters("", r#" xmlns="""#)),
        format!(r#"<ns0:isp_download xmlns:ns0="{NAMESPACE}">{}</ns0:isp_download>"#, parameters("ns0:", "")),
        format!(
            r#"<m:isp_download xmlns:m="{NAMESPACE}">{}</m:isp_download>"#,
            parameters("", "").replace("ispID", "ISPid")
        ),
    ];
    for body in bodies {
        let request = Request::read(envelope("soap", &body).as_bytes()).unwrap();
        assert_eq!(request, Request { caller: caller(), call: Call::Download }, "{body}");
    }
}

#[test]
fn what_is_no_call_is_a_fault() {
    let envelope = |inside: &str| {
        format!(r#"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">{inside}</s:Envelope>"#)
    };
    let cases = [
        ("nonsense".to_owned(), Who::Client),
        ("<a/>".to_owned(), Who::Client),
        (
            r#"<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body/></s:Envelope>"#.to_owned(),
            Who::VersionMismatch,
        ),
        (envelope(""), Who::Client),
        (envelope("<s:Body/>"), Who::Client),
        (envelope("<s:Body><isp_other/></s:Body>"), Who::Client),
        (envelope("<s:Body><isp_download/><isp_download/></s:Body>"), Who::Client),
        (envelope("<s:Body><isp_download/></s:Body><s:Body><isp_download/></s:Body>"), Who::Client),
        (envelope("<s:Body><isp_download><ispID>1</ispID><ispId>2</ispId></isp_download></s:Body>"), Who::Client),
        (envelope("<s:Body><isp_download><ispID>x</ispID></isp_download></s:Body>"), Who::Client),
        (envelope("<s:Body><isp_download><other/></isp_download></s:Body>"), Who::Client),
        (
            envelope("<s:Header><a s:mustUnderstand='1'/></s:Header><s:Body><isp_download/></s:Body>"),
            Who::MustUnderstand,
        ),
        (format!("<!DOCTYPE a>{}", envelope("<s:Body><isp_download/></s:Body>")), Who::Client),
    ];
    for (text, who) in cases {
        assert_eq!(Request::read(text.as_bytes()).unwrap_err().who, who, "{text}");
    }
    assert!(Request::read(envelope("<s:Body><isp_download/></s:Body>").as_bytes()).is_ok());
    assert!(Request::read(&[0xff, 0xfe, 0x3c, 0x00]).is_err());
}

#[test]
fn every_answer_goes_there_and_back() {
    let package = Package { content: "UEs=\nUEs=".into(), hash: "aQ==".into(), encryption: 1 };
    let file = FileInfo { hash_algorithm: 0, compression: 0, sequence: None, name: "1.xml".into(), package };
    let status = StatusInfo {
        kind: 0,
        condition: "example.com".into(),
        site_name: Some("示例".into()),
        entity_number: Some("浙ICP备00000001号".into()),
        website_number: None,
        filed: Filed::Yes,
    };
    let answers = [
        (Method::Upload, Answer::of(0, "操作成功")),
        (Method::Upload, Answer { missing: vec![501, 502], ..Answer::of(14, "请先上载漏报数据") }),
        (Method::Download, Answer { file: Some(file.clone()), ..Answer::of(3, "<&>") }),
        (Method::Acknowledge, Answer::of(21, "")),
        (Method::PreviousUpload, Answer { file: Some(FileInfo { sequence: Some(7), ..file }), ..Answer::of(0, "") }),
        (Method::Status, Answer { status: Some(status), ..Answer::of(0, "") }),
        (Method::VerifyPassword, Answer { password_right: Some(false), ..Answer::of(0, "") }),
    ];
    for (method, answer) in answers {
        let envelope = answer.to_envelope(method, "V.3.0");
        assert_eq!(Answer::read(envelope.as_bytes(), method).unwrap(), answer);
    }
}

/// 17.4 and 17.5: declared as GBK, without a version, with white space, in marked text.
#[test]
fn answers_of_a_live_bureau_are_read() {
    let inner = r#"<?xml version="1.0" encoding="GBK"?>
<return><msg_code>14</msg_code><msg>请先上载漏报数据</msg><dataSequences><dataSequence> 501 </dataSequence></dataSequences><VerifyRes>
 0
</VerifyRes></return>"#;
    let body = format!(
        r#"<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body><ns2:isp_uploadResponse xmlns:ns2="{NAMESPACE}"><return><![CDATA[{inner}]]></return></ns2:isp_uploadResponse></S:Body></S:Envelope>"#
    );
    let answer = Answer::read(body.as_bytes(), Method::Upload).unwrap();
    assert_eq!((answer.code, answer.missing, answer.password_right), (14, vec![501], Some(true)));
}

/// 17.4: what is returned, as a client has it, to the text of the file.
#[test]
fn a_download_of_the_vectors_is_read_out_of_its_answer() {
    use crate::bureau::packaging::vectors::{DOWNLOAD, DOWNLOAD_PACKED};
    use crate::bureau::packaging::{Cipher, FILE_BYTES, unpack};
    let inner = format!(
        r#"<?xml version="1.0" encoding="GBK"?>
<return version="V.3.0"><msg_code>0</msg_code><msg>操作成功</msg><fileInfos>
<hashAlgorithm>0</hashAlgorithm><compressionFormat>0</compressionFormat><encryptAlgorithm>1</encryptAlgorithm>
<return_FileName>20160415151004_zj_1.xml</return_FileName><beianInfo>{DOWNLOAD_PACKED}</beianInfo><beianInfoHash>/r950JTBsPIR4aX3b2VlsA==</beianInfoHash>
</fileInfos></return>"#
    );
    let answer = Answer::read_inner(&inner).unwrap();
    let file = answer.file.unwrap();
    assert_eq!((answer.code, answer.message.as_str(), file.sequence), (0, "操作成功", None));
    let cipher = Cipher::new("0123456789abcdef", "0102030405060708").unwrap();
    let unpacked = unpack(&file.package, Some(&cipher), FILE_BYTES).unwrap();
    assert_eq!((file.name.as_str(), unpacked.name.as_str()), ("20160415151004_zj_1.xml", "20160415151004_zj_1.xml"));
    assert_eq!(crate::bureau::gbk::decode(&unpacked.bytes).unwrap(), DOWNLOAD);
}

#[test]
fn what_is_no_answer_is_a_fault() {
    for inner in [
        "",
        "<a/>",
        "<return/>",
        "<return><msg_code>x</msg_code></return>",
        "<return><msg_code>0</msg_code><msg_code>14</msg_code></return>",
        "<return><msg_code>0</msg_code><fileInfos/></return>",
        "<return><msg_code>0</msg_code><StatusInfo><Cxtjlx>0</Cxtjlx><Bazt>0</Bazt><Bazt>1</Bazt></StatusInfo></return>",
        "<return><msg_code>0</msg_code><VerifyRes>2</VerifyRes></return>",
        "<!DOCTYPE a><return><msg_code>0</msg_code></return>",
    ] {
        assert!(Answer::read_inner(inner).is_err(), "{inner}");
    }
    let fault = Fault { who: Who::Server, text: "内部错误".into() };
    assert_eq!(Answer::read(fault.to_envelope().as_bytes(), Method::Upload), Err(fault));
    let other = Answer::of(0, "").to_envelope(Method::Download, "V.3.0");
    assert!(Answer::read(other.as_bytes(), Method::Upload).is_err());
}

#[test]
fn a_wsdl_declares_its_methods_and_reads_as_xml() {
    for service in Service::ALL {
        let text = wsdl(service, "http://localhost:8090/a?b=1&c");
        let root = crate::bureau::xml::read_inner(
            &text,
            &crate::bureau::xml::Limits { depth: 20, attributes: 20, attribute_bytes: 4096, ..Default::default() },
        )
        .unwrap();
        assert_eq!(root.get("targetNamespace"), Some(NAMESPACE));
        for method in service.methods() {
            assert!(text.contains(&format!(r#"<xsd:element name="{}""#, method.operation())));
            assert!(
                text.contains(&format!(r#"<xsd:element name="{}" type="xsd:long""#, method.id_spelling().as_str()))
            );
        }
    }
}
