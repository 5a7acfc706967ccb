//! The vectors of the interface, and packages there and back.

use proptest::prelude::*;

use super::vectors::{DEFLATED, DOWNLOAD, DOWNLOAD_PACKED, ENCRYPTED, PAYLOAD, STORED};
use super::*;

fn cipher() -> Cipher {
    Cipher::new("0123456789abcdef", "0102030405060708").unwrap()
}

fn package(content: &str, hash: &str, encryption: i64) -> Package {
    Package { content: content.to_owned(), hash: hash.to_owned(), encryption }
}

#[test]
fn uploads_of_the_vectors_are_read() {
    let payload = crate::bureau::gbk::encode(PAYLOAD).unwrap();
    assert_eq!(payload.len(), 242);
    for (content, hash, encryption) in [
        (STORED, "b/baFA3uiVpF5yhz+cS6aQ==", 0),
        (DEFLATED, "C0D6aBZ2NY+4+WYkjV5Njw==", 0),
        (ENCRYPTED, "b/baFA3uiVpF5yhz+cS6aQ==", 1),
    ] {
        let unpacked = unpack(&package(content, hash, encryption), Some(&cipher()), FILE_BYTES).unwrap();
        assert_eq!((unpacked.name.as_str(), unpacked.bytes), (UPLOAD_ENTRY, payload.clone()));
    }
}

#[test]
fn the_same_zip_is_sealed_to_the_same_text() {
    let zip = decode_base64(STORED).unwrap();
    assert_eq!(seal(&zip, None), package(STORED, "b/baFA3uiVpF5yhz+cS6aQ==", 0));
    let sealed = seal(&zip, Some(&cipher()));
    assert_eq!((sealed.wrapped().as_str(), sealed.encryption), (ENCRYPTED, 1));
}

#[test]
fn a_download_of_the_vectors_is_read() {
    let packed = package(DOWNLOAD_PACKED, "/r950JTBsPIR4aX3b2VlsA==", 1);
    let unpacked = unpack(&packed, Some(&cipher()), FILE_BYTES).unwrap();
    assert_eq!(unpacked.name, "20160415151004_zj_1.xml");
    assert_eq!(crate::bureau::gbk::decode(&unpacked.bytes).unwrap(), DOWNLOAD);
}

/// 17.3.
#[test]
fn short_texts_are_encrypted_as_the_vectors_say() {
    for (plain, sealed) in
        [("hello", "FL1SM7AKsiwls1Ghnd/yEA=="), ("0123456789abcdef", "/ydWwxWOw3Wiz+t9zYkBFbEI+iocKpVXeZLAI55MCew=")]
    {
        assert_eq!(BASE64.encode(&cipher().encrypt(plain.as_bytes())), sealed);
        assert_eq!(cipher().decrypt(BASE64.decode(sealed.as_bytes()).unwrap()).unwrap(), plain.as_bytes());
    }
    assert_eq!(Cipher::new("short", "0102030405060708"), Err(BadKey));
}

#[test]
fn each_fault_has_its_complaint() {
    let good = pack(UPLOAD_ENTRY, b"<a/>", None).unwrap();
    let sealed = pack(UPLOAD_ENTRY, b"<a/>", Some(&cipher())).unwrap();
    let two = seal(&zip_of(&[("a.xml", b"a"), ("b.xml", b"b")]).unwrap(), None);
    let with = |change: &dyn Fn(&mut Package)| {
        let mut package = good.clone();
        change(&mut package);
        package
    };
    let cases = [
        (with(&|package| package.encryption = 2), Unreadable::UnknownEncryption),
        (with(&|package| package.content.push('!')), Unreadable::Hash),
        (with(&|package| package.hash.insert(0, 'x')), Unreadable::Hash),
        (with(&|package| package.encryption = 1), Unreadable::Encryption),
        (package(&sealed.content[..8], &sealed.hash, 1), Unreadable::Encryption),
        (seal(b"no zip at all", None), Unreadable::Zip),
        (two, Unreadable::Count),
        (seal(&zip_of(&[]).unwrap(), None), Unreadable::Count),
        (pack(UPLOAD_ENTRY, &[b' '; 1001], None).unwrap(), Unreadable::Size),
    ];
    for (package, complaint) in cases {
        assert_eq!(unpack(&package, Some(&cipher()), 1000), Err(complaint), "{package:?}");
    }
    assert_eq!(unpack(&sealed, None, 1000), Err(Unreadable::Encryption));
}

/// A zip bomb is read up to the limit and no further.
#[test]
fn a_bomb_is_stopped_at_the_limit() {
    let bomb = pack(UPLOAD_ENTRY, &vec![0; 20_000_000], None).unwrap();
    assert!(bomb.content.len() < 100_000);
    assert_eq!(unpack(&bomb, None, 1_000_000), Err(Unreadable::Size));
}

/// Its lines are counted before anything is made of them, whatever else is wrong with it.
#[test]
fn a_directory_of_many_files_is_not_read() {
    let names: Vec<String> = (0..100).map(|n| format!("{n}.xml")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"a".as_slice())).collect();
    let mut crowded = zip_of(&files).unwrap();
    crowded.truncate(crowded.len() - 10);
    assert_eq!(unpack(&seal(&crowded, None), None, 1000), Err(Unreadable::Count));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn what_is_packed_comes_out(bytes in prop::collection::vec(any::<u8>(), 0..4000), sealed: bool) {
        let cipher = sealed.then(cipher);
        let package = pack("a.xml", &bytes, cipher.as_ref()).unwrap();
        let wrapped = Package { content: package.wrapped(), ..package.clone() };
        for package in [package, wrapped] {
            let unpacked = unpack(&package, cipher.as_ref(), FILE_BYTES).unwrap();
            prop_assert_eq!((unpacked.name.as_str(), &unpacked.bytes), ("a.xml", &bytes));
        }
    }

    #[test]
    fn nonsense_never_breaks_the_reader(content in ".{0,200}", hash in ".{0,30}", encryption in -1_i64..3) {
        let _ = unpack(&Package { content, hash, encryption }, Some(&cipher()), 1000);
    }
}
