//! Uploads that are no cases: attachments on their own, answers to tasks and lists.

use chrono::{DateTime, Utc};

use super::verdict::{text_of, told};
use super::world::World;
use crate::bureau::codes::{Operation, OwnerKind};
use crate::bureau::messages::{Attachment, EntityRef, Finding, IcpUpload, OwnerId, WebsiteRef};

impl World {
    /// Attachments: 1060 is their success.
    pub(super) fn take_attachments(
        &mut self,
        unit: i64,
        body: &IcpUpload,
        found: &[Finding],
        whole: &[(i64, String)],
        now: DateTime<Utc>,
    ) {
        for (index, attachment) in body.attachments.iter().enumerate() {
            let path = format!("XZHYD/Fjxx[{}]/", index + 1);
            let of_item = found.iter().filter(|finding| finding.path.starts_with(&path));
            let mut lines: Vec<_> = whole.to_vec();
            lines.extend(of_item.map(|finding| told(finding.code, None, finding.data.as_deref())));
            lines.extend(self.unknown_owner(attachment));
            if lines.is_empty() {
                lines.push((1060, text_of(1060)));
            }
            let key = attachment.owner.id.to_string();
            self.tell(unit, Operation::Attachments.code(), Some(key), lines, now);
        }
    }

    fn unknown_owner(&self, attachment: &Attachment) -> Option<(i64, String)> {
        let of_website = attachment.owner.kind == OwnerKind::Website.code();
        let known = match (&attachment.owner.id, of_website) {
            (OwnerId::Id(id), true) => self.find_website(&WebsiteRef::Id(*id)).is_some(),
            (OwnerId::Number(number), true) => self.find_website(&WebsiteRef::Number(number.clone())).is_some(),
            (OwnerId::Id(id), false) => self.find_entity(&EntityRef::Id(*id)).is_some(),
            (OwnerId::Number(number), false) => self.find_entity(&EntityRef::Number(number.clone())).is_some(),
        };
        (!known).then(|| told(if of_website { 1059 } else { 1058 }, None, None))
    }

    /// Answers to tasks and lists. Their success is silent; faults come with the operation of a new filing, as the
    /// interface has none for them.
    pub(super) fn take_answers(&mut self, unit: i64, body: &IcpUpload, whole: &[(i64, String)], now: DateTime<Utc>) {
        for answer in &body.verifications {
            let id = answer.filing.entity.entity_id;
            let mut lines = whole.to_vec();
            if self.filing(id).is_none() {
                lines.push(told(1058, None, Some(&id.to_string())));
            }
            if !lines.is_empty() {
                self.tell(unit, Operation::NewFiling.code(), Some(id.to_string()), lines, now);
            }
        }
        for handled in &body.unfiled {
            let mut lines = whole.to_vec();
            let site = self.unfiled.iter_mut().find(|site| site.0 == unit && site.1 == handled.domain);
            match site {
                None => lines.push(told(5005, None, Some(&handled.domain))),
                Some(site) if site.2 => lines.push(told(5006, None, Some(&handled.domain))),
                Some(site) if whole.is_empty() => site.2 = true,
                Some(_) => {}
            }
            if !lines.is_empty() {
                self.tell(unit, Operation::NewFiling.code(), Some(handled.domain.clone()), lines, now);
            }
        }
    }
}
