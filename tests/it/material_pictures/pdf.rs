//! Writes small PDF files.

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

fn write(count: usize, width: u32, height: u32, trailer: &str) -> Vec<u8> {
    let text = "BT /F 36 Tf 72 400 Td (Letter of authorisation) Tj ET";
    let kids: Vec<String> = (0..count).map(|page| format!("{} 0 R", page + 5)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
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
