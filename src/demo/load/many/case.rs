//! One of very many filings: its owner, what was typed and handed in, what is on record of it, as rows.

use anyhow::{Context as _, anyhow};
use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::applicant::Applicant;
use super::super::hosts;
use super::World;
use crate::account::store::mobile_hash;
use crate::clock::china_day;
use crate::demo::store::many::Rows;
use crate::filing::application::{Application, Drafts, Recorded, Website};
use crate::filing::kind::Kind;
use crate::filing::section::{Part, Target};
use crate::filing::state::{EventCode, StateCode};
use crate::filing::store::{drafts as parts, search, submissions};
use crate::filing::submission::{Frozen, FrozenForm, SearchMark, bigrams};
use crate::notify::store::{EMAIL_COLUMN, MOBILE_COLUMN};
use crate::reference::book;
use crate::registry::entity::entity_hash;
use crate::registry::store as registry;
use crate::values::ids::FilingId;
use crate::values::{Email, FilingRef, Mobile};

/// A filing in the making.
pub(super) struct Case<'w> {
    pub(super) world: &'w World,
    pub(super) applicant: Applicant,
    pub(super) typed: Drafts,
    pub(super) application: Application,
    pub(super) account: Uuid,
    pub(super) id: FilingId,
    pub(super) instance: Uuid,
    pub(super) reviewer: Uuid,
    pub(super) decision: Uuid,
    pub(super) state: StateCode,
    /// What happened, and when; the last led where it stands.
    pub(super) story: Vec<(EventCode, StateCode, DateTime<Utc>)>,
}

/// Bytes as the database reads them out of JSON.
fn hex(bytes: &[u8]) -> String {
    format!("\\x{}", HEXLOWER.encode(bytes))
}

impl Case<'_> {
    /// Everything of it.
    pub(super) fn write(&self, rows: &mut Rows) -> anyhow::Result<()> {
        self.add_owner(rows)?;
        self.add_filing(rows)?;
        self.add_story(rows);
        self.add_parts(rows)?;
        self.add_round(rows)?;
        self.add_search(rows);
        self.add_record(rows)
    }

    fn seal_text(&self, group: &str, text: &str, row: Uuid) -> anyhow::Result<String> {
        Ok(hex(&self.world.sealer.seal_text(group, text, row.as_bytes())?))
    }

    fn when(&self, event: EventCode) -> Option<DateTime<Utc>> {
        self.story.iter().find(|(own, ..)| *own == event).map(|(.., at)| *at)
    }

    fn since(&self) -> DateTime<Utc> {
        self.story.last().map_or(self.world.now, |(.., at)| *at)
    }

    fn entity_hash(&self) -> String {
        hex(&entity_hash(&self.world.sealer, &self.application.type_check.entity_key()))
    }

    /// Of an organisation; a person's is personal.
    fn public_name(&self) -> Option<&str> {
        (!self.applicant.is_person()).then_some(self.applicant.name.as_str())
    }

    /// The decision of the desk, as far as there is one: its kind, and when.
    fn decided(&self) -> Option<(&'static str, DateTime<Utc>)> {
        let all = [
            (EventCode::Accept, "accepted"),
            (EventCode::RequestChanges, "changes_requested"),
            (EventCode::Reject, "rejected"),
        ];
        all.into_iter().find_map(|(event, kind)| self.when(event).map(|at| (kind, at)))
    }

    fn add_owner(&self, rows: &mut Rows) -> anyhow::Result<()> {
        let (world, own) = (self.world, &self.applicant);
        let email = Email::parse(&own.email).map_err(|message| anyhow!("{}: {message:?}", own.email))?;
        let mobile = Mobile::parse(&own.person.mobile).map_err(|message| anyhow!("{message:?}"))?;
        let bound = self.when(EventCode::Submit).map(|_| self.entity_hash());
        let registered = self.story.first().map_or(world.now, |(.., at)| *at - TimeDelta::days(1));
        rows.add(
            "accounts",
            json!({
                "id": self.account, "email_sealed": self.seal_text(EMAIL_COLUMN, email.reveal(), self.account)?,
                "email_hash": hex(&world.sealer.email_hash(&email)),
                "mobile_sealed": self.seal_text(MOBILE_COLUMN, mobile.reveal(), self.account)?,
                "mobile_hash": hex(&mobile_hash(&world.sealer, &mobile)), "password_hash": world.password_hash,
                "language": "zh-CN", "large_text": false, "email_confirmed_at": registered,
                "mobile_confirmed_at": registered, "entity_hash": bound, "version": 1, "created_at": registered,
                "updated_at": registered, "sms_results": true, "sms_reminders": false, "sms_progress": false,
            }),
        );
        rows.add(
            "instances",
            json!({
                "id": self.instance, "code": hosts::instance(own), "account_id": self.account,
                "product": "cloud_server", "region": hosts::REGIONS[own.index % hosts::REGIONS.len()],
                "addresses": [format!("192.175.48.{}", own.index % 200 + 20)], "billing": "subscription",
                "starts_on": world.today - TimeDelta::days(1_000), "ends_on": world.today + TimeDelta::days(400),
                "quota": 5, "imported_at": registered,
            }),
        );
        Ok(())
    }

    fn add_filing(&self, rows: &mut Rows) -> anyhow::Result<()> {
        let (world, own, id) = (self.world, &self.applicant, self.id.uuid());
        let begun = self.story.first().map(|(.., at)| *at);
        let submitted = self.when(EventCode::Submit);
        let is_sent_back = matches!(self.state, StateCode::ChangesRequested | StateCode::Rejected);
        // Whoever is to do something was reminded: nobody is to get thousands of mails at once.
        let is_awaited = is_sent_back || matches!(self.state, StateCode::Draft | StateCode::Verifying);
        // The number of the applicant, spread over all references.
        let reference = FilingRef::from_bits((own.index as u64).wrapping_mul(0x9E_3779_B97F));
        rows.add(
            "filings",
            json!({
                "id": id, "ref": reference.as_str(), "account_id": self.account, "kind": Kind::Initial.code(),
                "province": own.province, "entity_kind": own.sort.entity_kind.parse::<i32>()?,
                "entity_name": self.public_name(), "entity_hash": self.entity_hash(), "state": self.state.code(),
                "reviewer_id": (self.state == StateCode::InReview).then_some(self.reviewer),
                "decision_id": is_sent_back.then_some(self.decision),
                "until": (self.state == StateCode::Verifying).then(|| world.now + TimeDelta::days(2)),
                "round": i32::from(submitted.is_some()), "version": self.story.len(),
                "warned_at": is_awaited.then_some(world.now), "first_submitted_at": submitted,
                "submitted_at": submitted, "state_since": self.since(), "touched_at": self.since(), "created_at": begun,
            }),
        );
        if let Some((kind, at)) = self.decided() {
            rows.add(
                "decisions",
                json!({
                    "id": self.decision, "filing_id": id, "round": 1, "kind": kind, "side": "provider",
                    "staff_id": self.reviewer, "decided_at": at,
                }),
            );
            let (target, reason) = match kind {
                "changes_requested" => (Some(Target::field(Part::ENTITY, "mailing_address").to_string()), "ENT-09"),
                _ => (None, "ENT-05"),
            };
            if kind != "accepted" {
                let finding = json!({
                    "id": Uuid::now_v7(), "decision_id": self.decision, "target": target, "reason_code": reason,
                });
                rows.add("findings", finding);
            }
        }
        Ok(())
    }

    fn add_story(&self, rows: &mut Rows) {
        let id = self.id.uuid();
        let mut from = StateCode::Draft;
        for (event, to, at) in &self.story {
            let (kind, staff) = match event {
                EventCode::Start | EventCode::Submit | EventCode::Withdraw => ("applicant", None),
                EventCode::Expire => ("clock", None),
                _ => ("staff", Some(self.reviewer)),
            };
            let is_decision = self.decided().is_some_and(|(_, decided)| decided == *at);
            rows.add(
                "filing_events",
                json!({
                    "id": Uuid::now_v7(), "filing_id": id, "event": event.code(), "from_state": from.code(),
                    "to_state": to.code(), "round": i32::from(*to != StateCode::Draft), "actor_kind": kind,
                    "staff_id": staff, "decision_id": is_decision.then_some(self.decision), "happened_at": at,
                }),
            );
            from = *to;
        }
    }

    /// What was typed.
    fn add_parts(&self, rows: &mut Rows) -> anyhow::Result<()> {
        let (world, id) = (self.world, self.id.uuid());
        let (begun, submitted) = (self.story.first().map(|(.., at)| *at), self.when(EventCode::Submit));
        for part in self.typed.parts() {
            let content = self.typed.get(part)?;
            let sealed = world.sealer.seal_json(parts::GROUP, &content, &parts::seal_row(self.id, part))?;
            rows.add(
                "drafts",
                json!({
                    "filing_id": id, "section": part.section().code(), "ordinal": part.ordinal(),
                    "content_sealed": hex(&sealed), "problems": 0, "is_complete": true, "version": 1, "saved_at": begun,
                    "handed_in_as": submitted.filter(|_| part.ordinal() > 0).map(|_| part.ordinal()),
                }),
            );
        }
        Ok(())
    }

    /// The round as it was handed in, and who reviewed it.
    fn add_round(&self, rows: &mut Rows) -> anyhow::Result<()> {
        let Some(submitted) = self.when(EventCode::Submit) else { return Ok(()) };
        let (world, id) = (self.world, self.id.uuid());
        let mut forms = Vec::new();
        for part in self.typed.parts() {
            forms.push(FrozenForm::new(part, self.typed.get(part)?));
        }
        let frozen = Frozen { application: self.application.clone(), forms, answers: Default::default(), before: None };
        let submission = Uuid::now_v7();
        let sealed = world.sealer.seal_json(submissions::GROUP, &frozen, submission.as_bytes())?;
        rows.add(
            "submissions",
            json!({
                "id": submission, "filing_id": id, "round": 1, "content_sealed": hex(&sealed), "findings": [],
                "declaration_version": world.declaration, "submitted_at": submitted,
            }),
        );
        for (material, slot) in &world.found.papers[usize::from(self.applicant.is_person())] {
            let row = json!({ "submission_id": submission, "material_id": material, "slot": slot });
            rows.add("submission_materials", row);
        }
        if let Some(claimed) = self.when(EventCode::Claim) {
            rows.add(
                "reviews",
                json!({
                    "filing_id": id, "round": 1, "reviewer_id": self.reviewer, "checklist": {}, "version": 1,
                    "started_at": claimed, "finished_at": self.decided().map(|(_, at)| at),
                }),
            );
        }
        Ok(())
    }

    /// What a round occupies, and what it is found by.
    fn add_search(&self, rows: &mut Rows) {
        let Some(submitted) = self.when(EventCode::Submit) else { return };
        let (world, id) = (self.world, self.id.uuid());
        let (is_open, is_approved) = (!self.state.is_final(), self.state == StateCode::Approved);
        for (website, domain) in self.application.domains() {
            let row = json!({ "filing_id": id, "domain": domain.as_str(), "website": website, "is_open": is_open });
            rows.add("filing_domains", row);
        }
        if let Some(name) = self.public_name() {
            rows.add("filing_names", json!({ "filing_id": id, "bigrams": bigrams(name) }));
        }
        let marks = SearchMark::of(&self.application);
        let hashes = marks.iter().map(|mark| hex(&search::mark_hash(&world.sealer, mark)));
        for hash in hashes.collect::<std::collections::BTreeSet<_>>() {
            rows.add("filing_marks", json!({ "filing_id": id, "value_hash": hash }));
        }
        let state = match () {
            () if is_approved => "used",
            () if is_open => "held",
            () => "freed",
        };
        let held = json!({
            "filing_id": id, "website": 1, "instance_id": self.instance, "state": state, "held_at": submitted,
        });
        rows.add("instance_uses", held);
    }

    /// What an approval put on record.
    fn add_record(&self, rows: &mut Rows) -> anyhow::Result<()> {
        let Some(approved) = self.when(EventCode::Approve) else { return Ok(()) };
        let (world, own) = (self.world, &self.applicant);
        let prefix = &book().province(&own.province, world.today).context("no province")?.prefix;
        let filed_on = china_day(approved);
        let number = format!("{prefix}ICP备{}{:06}号", filed_on.format("%Y"), own.index);
        let entity = Uuid::now_v7();
        let seal = |group: &str, value: &Value, row: Uuid| world.sealer.seal_json(group, value, row.as_bytes());
        let sealed_name = own.is_person().then(|| self.seal_text(registry::NAME, &own.name, entity)).transpose()?;
        let details = seal(registry::ENTITY, &Recorded::entity_details(&self.application)?, entity)?;
        rows.add(
            "entities",
            json!({
                "id": entity, "account_id": self.account, "entity_number": number, "province": own.province,
                "kind": own.sort.entity_kind.parse::<i32>()?, "name": self.public_name(), "name_sealed": sealed_name,
                "entity_hash": self.entity_hash(), "details_sealed": hex(&details), "filing_id": self.id.uuid(),
                "filed_on": filed_on,
            }),
        );
        for (count, website) in (1..).zip(&self.application.websites) {
            let id = Uuid::now_v7();
            let person = Some(self.application.website_person(website).clone());
            let details = serde_json::to_value(Website { person, ..website.clone() })?;
            // Looked at one after the other, over three months.
            let watched = world.now + TimeDelta::minutes(i64::try_from(own.index * 7 % 129_600)?);
            rows.add(
                "websites",
                json!({
                    "id": id, "entity_id": entity, "website_number": format!("{number}-{count}"),
                    "name": website.details.name.to_string(), "home_url": website.details.home_url.to_string(),
                    "details_sealed": hex(&seal(registry::WEBSITE, &details, id)?), "filing_id": self.id.uuid(),
                    "filed_on": filed_on, "watch_at": watched,
                }),
            );
            for domain in &website.details.domains {
                rows.add("website_domains", json!({ "domain": domain.as_str(), "website_id": id }));
            }
        }
        Ok(())
    }
}
