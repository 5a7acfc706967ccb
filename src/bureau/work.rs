//! Work that the bureau gives by its lists: what each piece is about, and how it is answered.

use super::messages::{AuditLines, Content, IcpDownload, IllegalAccess, Misread, Notice, Task, UnfiledSite};
use super::unread::Unread;
use super::xml::Element;
use crate::reference::{Limits, Province, book};
use crate::values::text_enum::text_enum;

text_enum! {
    /// A sort of work. The code is stored and never renamed.
    pub enum Sort {
        /// A filing to verify (HSRW).
        Verification = "verification",
        /// A notice that an entity or a website must be corrected (XGTZ).
        Notice = "notice",
        /// A site without a filing (WBAWZLB).
        Unfiled = "unfiled",
        /// An illegal access (FFJRHMD).
        Illegal = "illegal",
        /// An entity whose facts differ (HCJG/Zthc).
        Entity = "entity",
        /// An access reported too much or too little (HCJG/Jrhc).
        Access = "access",
        /// A website that may be an empty shell (HCJG/Kkwzhc).
        Shell = "shell",
        /// A website checked for life (HCJG/Wzch).
        Life = "life",
        /// An entry of the blacklists that concerns something here (HMDLB).
        Listed = "listed",
    }
}

/// How work is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// The result of a verification goes up (HSJG).
    Verified,
    /// What was done goes up (WBACLJG).
    Handled,
    /// It is seen; the interface has no answer to it.
    Seen,
}

impl Sort {
    /// How it is answered.
    pub fn reply(self) -> Reply {
        match self {
            Self::Verification => Reply::Verified,
            Self::Unfiled => Reply::Handled,
            Self::Notice | Self::Illegal | Self::Entity | Self::Access | Self::Shell | Self::Life | Self::Listed => {
                Reply::Seen
            }
        }
    }

    /// Days in which it is to be done. The interface names none.
    pub fn days(self, limits: &Limits) -> i64 {
        match self {
            Self::Verification => limits.bureau_verification_days,
            Self::Unfiled | Self::Illegal => limits.bureau_unfiled_days,
            Self::Notice | Self::Entity | Self::Access | Self::Shell | Self::Life | Self::Listed => {
                limits.bureau_notice_days
            }
        }
    }
}

/// A piece of work as it came.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// What sort of work.
    pub sort: Sort,
    /// What it is about, as the public may know it: a domain, a number, or the bureau's id.
    pub subject: String,
    /// Code of the province it belongs to, where it tells one.
    pub province: Option<String>,
    /// The piece itself.
    pub content: Element,
}

/// The work of a download, in the order of its lists. Each is let go as its piece is made: they may hold pictures.
pub fn pieces(body: IcpDownload, unread: &mut Unread) -> Vec<Result<Piece, Misread>> {
    let mut pieces = Vec::new();
    pieces.extend(unread.among("ICP/HSRW/Baxx", body.tasks).map(|own| own.map(|task| verification(&task))));
    pieces.extend(unread.among("ICP/XGTZ/Tzxx", body.notices).map(|own| own.map(|told| notice(&told))));
    pieces.extend(unread.among("ICP/WBAWZLB/Wbawz_xx", body.unfiled_sites).map(|own| own.map(|site| unfiled(&site))));
    pieces.extend(unread.among("ICP/FFJRHMD/Ffjrxx", body.illegal_accesses).map(|own| own.map(|site| illegal(&site))));
    let audit = unread.among("ICP/HCJG", body.audit).next();
    match audit {
        Some(Ok(audit)) => pieces.extend(audited(audit.found, unread)),
        Some(Err(misread)) => pieces.push(Err(misread)),
        None => {}
    }
    pieces
}

fn piece(sort: Sort, subject: String, province: Option<i64>, content: Element) -> Piece {
    Piece { sort, subject, province: province.map(|code| code.to_string()), content }
}

/// A piece about a filing number, which tells the province.
fn numbered(sort: Sort, subject: String, content: Element) -> Piece {
    Piece { sort, province: province_of(&subject), subject, content }
}

/// Code of the province that a filing number begins with.
pub fn province_of(number: &str) -> Option<String> {
    let is_first = |row: &&Province| number.starts_with(&row.prefix);
    book().all_provinces().iter().find(is_first).map(|row| row.code.clone())
}

/// The bureau's id, where nothing else may be shown.
fn id(id: i64) -> String {
    format!("ID {id}")
}

fn verification(task: &Task) -> Piece {
    let domain = task.websites.iter().flat_map(|site| &site.domains).next();
    let subject = domain.map_or_else(|| id(task.entity.entity_id), |domain| domain.name.clone());
    piece(Sort::Verification, subject, Some(task.entity.address.province), task.write("Baxx"))
}

fn notice(notice: &Notice) -> Piece {
    let subject = notice.number.clone().or_else(|| notice.id.map(id)).unwrap_or_else(|| "–".to_owned());
    numbered(Sort::Notice, subject, notice.write("Tzxx"))
}

fn unfiled(site: &UnfiledSite) -> Piece {
    piece(Sort::Unfiled, site.domain.clone(), site.province, site.write("Wbawz_xx"))
}

fn illegal(site: &IllegalAccess) -> Piece {
    piece(Sort::Illegal, site.domain.clone(), Some(site.province), site.write("Ffjrxx"))
}

fn audited(found: AuditLines, unread: &mut Unread) -> Vec<Result<Piece, Misread>> {
    let mut pieces = Vec::new();
    let entities = unread.among("ICP/HCJG/Jgxx/Zthc", found.entities);
    pieces
        .extend(entities.map(|own| own.map(|line| piece(Sort::Entity, id(line.entity_id), None, line.write("Zthc")))));
    let accesses = unread.among("ICP/HCJG/Jgxx/Jrhc", found.accesses);
    pieces.extend(accesses.map(|own| own.map(|line| numbered(Sort::Access, line.number.clone(), line.write("Jrhc")))));
    let shells = unread.among("ICP/HCJG/Jgxx/Kkwzhc", found.shells);
    pieces.extend(shells.map(|own| own.map(|line| numbered(Sort::Shell, line.number.clone(), line.write("Kkwzhc")))));
    let lives = unread.among("ICP/HCJG/Jgxx/Wzch", found.liveness);
    pieces.extend(lives.map(|own| own.map(|line| numbered(Sort::Life, line.number.clone(), line.write("Wzch")))));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bureau::messages::{Audit, EntityAudit};

    #[test]
    fn each_piece_says_what_it_is_about_and_where_and_shows_nothing_personal() {
        let entity = EntityAudit { entity_id: 7, name: "张三".into(), ..EntityAudit::default() };
        let body = IcpDownload {
            notices: vec![
                Notice { number: Some("京ICP备1号".into()), ..Notice::default() },
                Notice { id: Some(9), ..Notice::default() },
            ],
            unfiled_sites: vec![UnfiledSite {
                domain: "example.cn".into(),
                province: Some(310_000),
                ..UnfiledSite::default()
            }],
            audit: Some(Audit { found: AuditLines { entities: vec![entity], ..AuditLines::default() } }),
            ..IcpDownload::default()
        };
        let told = pieces(body, &mut Unread::default()).into_iter().map(Result::unwrap);
        let told: Vec<_> = told.map(|piece| (piece.sort, piece.subject, piece.province)).collect();
        let expected = [
            (Sort::Notice, "京ICP备1号", Some("110000")),
            (Sort::Notice, "ID 9", None),
            (Sort::Unfiled, "example.cn", Some("310000")),
            (Sort::Entity, "ID 7", None),
        ];
        assert_eq!(told, expected.map(|(sort, subject, province)| (sort, subject.into(), province.map(String::from))));
    }
}
