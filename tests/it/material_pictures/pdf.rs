//! Writes small PDF files.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// A4 pages with some words on each.
pub fn of_pages(count: usize) -> Vec<u8> {
    write(count, 595, 842, "")
}

/// One page of this size in points.
pub fn of_size(width: u32, height: u32) -> Vec<u8> {
    write(1, width, height, "")
}

/// A file that opens with a password only: the check values are of no password we know.
pub fn with_password() -> Vec<u8> {
    let value = "41".repeat(32);
    let encrypt = format!(
        "/Encrypt << /Filter /Standard /V 1 /R 2 /Length 40 /P -44 /O <{value}> /U <{value}> >> /ID [<{value}> <{value}>]"
    );
    write(1, 595, 842, &encrypt)
}

/// One that everybody may open and nobody change: the check value is that of no password at all (ISO 32000-1, algorithm 4).
pub fn for_reading_only() -> Vec<u8> {
    let (owner, user) = ("41".repeat(32), "8a6433c414c7a6b04567c4ef8e1d87b772f0d960d827f282e0a26584bb81c865");
    let encrypt = format!(
        "/Encrypt << /Filter /Standard /V 1 /R 2 /Length 40 /P -44 /O <{owner}> /U <{user}> >> /ID [<{owner}> <{owner}>]"
    );
    write(1, 595, 842, &encrypt)
}

/// One page, and something in the catalogue of the file.
pub fn that(does: &str) -> Vec<u8> {
    write_with(does, 1, 595, 842, "")
}

/// A page whose marks, packed well, are so many megabytes of blanks.
pub fn that_swells(megabytes: usize) -> Vec<u8> {
    of_marks(&[b' '; 1 << 20], megabytes)
}

/// A page that is painted anew so many times: a hundred take more than a second.
pub fn that_is_slow(times: usize) -> Vec<u8> {
    of_marks(b"0 0 595 842 re f\n", times)
}

/// A page of the same marks again and again, packed well.
fn of_marks(marks: &[u8], times: usize) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
    for _ in 0..times {
        packed.write_all(marks).unwrap();
    }
    let packed = packed.finish().unwrap();
    let mut file = b"%PDF-1.4\n".to_vec();
    file.extend_from_slice(b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n");
    file.extend_from_slice(b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n");
    file.extend_from_slice(
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>\nendobj\n",
    );
    file.extend_from_slice(
        format!("4 0 obj\n<< /Length {} /Filter /FlateDecode >>\nstream\n", packed.len()).as_bytes(),
    );
    file.extend_from_slice(&packed);
    file.extend_from_slice(b"\nendstream\nendobj\ntrailer\n<< /Size 5 /Root 1 0 R >>\n%%EOF\n");
    file
}

fn write(count: usize, width: u32, height: u32, trailer: &str) -> Vec<u8> {
    write_with("", count, width, height, trailer)
}

fn write_with(catalogue: &str, count: usize, width: u32, height: u32, trailer: &str) -> Vec<u8> {
    let text = "BT /F 36 Tf 72 400 Td (Letter of authorisation) Tj ET";
    let kids: Vec<String> = (0..count).map(|page| format!("{} 0 R", page + 5)).collect();
    let mut objects = vec![
        format!("<< /Type /Catalog /Pages 2 0 R {catalogue} >>"),
        format!("<< /Type /Pages /Kids [{}] /Count {count} >>", kids.join(" ")),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
    ];
    objects.extend(kids.iter().map(|_| {
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents 4 0 R \
             /Resources << /Font << /F 3 0 R >> >> >>"
        )
    }));
    let mut file = "%PDF-1.4\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let start = file.len();
    file.push_str(&table);
    file.push_str(&format!("trailer\n<< /Size {} /Root 1 0 R {trailer} >>\n", objects.len() + 1));
    file.push_str(&format!("startxref\n{start}\n%%EOF\n"));
    file.into_bytes()
}
