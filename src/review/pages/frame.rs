//! What stands around every tab of a case: whose it is, where it stands, what can be done with it.

use chrono::NaiveDate;

use super::{row, server};
use crate::clock::{self, china_day};
use crate::db::Tx;
use crate::error::Result;
use crate::filing::kind::{Class, Effect};
use crate::filing::mailing::{Mailing, awaited_until};
use crate::filing::state::{Filing, State};
use crate::filing::store::mailings;
use crate::notify::store::{Reach, load_reach};
use crate::paths::office;
use crate::reference::book;
use crate::review::service::{bureau, confirmation};
use crate::review::store::load;
use crate::staff::staff::named;
use crate::text::Tr;
use crate::values::actor::Role;
use crate::web::Officer;
use crate::web::ui::{StatusTag, Tab};

/// The views of a case, by their names in the address.
pub const TABS: [&str; 9] =
    ["application", "differences", "faces", "checklist", "calls", "notes", "messages", "timeline", "bureau"];

/// What stands around a tab.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The reference.
    pub reference: String,
    /// Name of the organisation, or that it is an individual.
    pub name: String,
    /// Reference, kind, province, round, who has it.
    pub facts: Vec<String>,
    /// Where it stands.
    pub status: StatusTag,
    /// The date that matters.
    pub due: StatusTag,
    /// The views.
    pub tabs: Vec<Tab>,
    /// Version for the forms.
    pub version: i32,
    /// The reader has it.
    pub is_mine: bool,
    /// Nobody has it, and the reader may take it.
    pub can_claim: bool,
    /// It can go back to the queue.
    pub can_release: bool,
    /// The acceptance can be taken back.
    pub can_recall: bool,
    /// Paper is awaited.
    pub can_receive_mail: bool,
    /// How it was sent, as far as its sender told; empty where none is awaited.
    pub mailing: String,
    /// That it has not come in time, and until when it is awaited.
    pub mail_late: Option<(String, String)>,
    /// What an approval does to the record.
    pub effect: String,
    /// What happened since it was handed in that somebody should do something about, and what.
    pub alerts: Vec<(String, String)>,
    /// A lead may withdraw it.
    pub can_withdraw: bool,
    /// Nobody verified, and it can be sent on again as it is.
    pub can_send_again: bool,
    /// Something of the bureau can be recorded.
    pub awaits_bureau: bool,
    /// The holder asks a second person, and the reader may be it.
    pub asks_second: bool,
}

impl Frame {
    /// The address of a view, where the case has it; empty otherwise.
    pub fn tab_url(&self, name: &str) -> String {
        let url = office::case_tab(&self.reference, name);
        if self.tabs.iter().any(|tab| tab.url == url) { url } else { String::new() }
    }
}

/// The frame of a case for a reader.
///
/// # Errors
/// When the database refuses.
pub async fn frame(tx: &mut Tx<'_>, officer: &Officer, filing: &Filing, tab: &str) -> Result<Frame> {
    let t = officer.t();
    let today = china_day(tx.ctx.now);
    let holder = filing.state.reviewer();
    let is_mine = holder == Some(officer.staff);
    let name = match holder.filter(|_| !is_mine) {
        Some(id) => named(t, load::names(tx, &[id]).await?.remove(&id).unwrap_or_default()),
        None => String::new(),
    };
    let mut frame = build(t, officer, filing, tab, today, name);
    if frame.can_receive_mail {
        let sent = mailings::find(tx.conn, filing.id, filing.round).await?.map(|(mailing, _)| mailing);
        frame.mail_late = late(t, filing, sent.as_ref(), today);
        frame.mailing = sent.map_or_else(|| t.t("after-mailing-desk-none"), |mailing| mailing_line(t, &mailing));
    }
    let ended = server::alerts(tx, t, filing).await?.into_iter();
    frame.alerts = ended.map(|alert| (alert, t.t("review-server-ended-way"))).collect();
    frame.alerts.extend(unreachable(t, &load_reach(tx, filing.owner).await?));
    if holder.is_some() && !is_mine {
        frame.asks_second = confirmation::current(tx, filing).await?.is_some_and(|asked| asked.given.is_none());
    }
    Ok(frame)
}

/// That messages to the applicant come back, on the way they went.
fn unreachable(t: Tr, reach: &Reach) -> Vec<(String, String)> {
    let mail = reach.is_email_refused.then(|| (t.t("review-mail-refused"), t.t("review-mail-refused-way")));
    let sms = reach.is_mobile_refused.then(|| (t.t("review-sms-refused"), t.t("review-sms-refused-way")));
    let told = mail.into_iter().chain(sms);
    told.filter(|_| !reach.is_closed).collect()
}

/// Paper whose day has passed: how long ago, and until when it is awaited.
fn late(t: Tr, filing: &Filing, sent: Option<&Mailing>, today: NaiveDate) -> Option<(String, String)> {
    let deadline = china_day(filing.state.until()?);
    let days = (today - deadline).num_days();
    let transit = book().limits(today).mailing_transit_days;
    let awaited = awaited_until(deadline, sent.map(|mailing| mailing.sent_on), transit);
    let way = match awaited >= today {
        true => t.a1("after-mailing-desk-late-on-way", "day", t.date(awaited)),
        false => t.t("after-mailing-desk-late-way"),
    };
    (days > 0).then(|| (t.a1("after-mailing-desk-late", "days", days), way))
}

fn mailing_line(t: Tr, mailing: &Mailing) -> String {
    let day = t.date(mailing.sent_on);
    let (courier, number) = (mailing.courier.as_str(), mailing.number.as_str());
    t.args("after-mailing-desk", [("courier", courier.into()), ("number", number.into()), ("day", day.into())])
}

fn build(t: Tr, officer: &Officer, filing: &Filing, tab: &str, today: NaiveDate, holder: String) -> Frame {
    let is_mine = filing.state.reviewer() == Some(officer.staff);
    let is_lead = officer.role == Role::Lead;
    let accepted = matches!(filing.state, State::ReadyToSend | State::AwaitingMail { .. });
    let sent = matches!(filing.state, State::Verifying { .. } | State::BureauReview);
    let mut facts = vec![
        filing.reference.to_string(),
        t.t(&filing.kind.key()),
        row::province(t, filing, today),
        t.a1("review-round", "round", filing.round),
    ];
    if is_mine {
        facts.push(t.t("review-mine"));
    } else if !holder.is_empty() {
        facts.push(t.a1("review-with", "name", holder.as_str()));
    }
    Frame {
        reference: filing.reference.to_string(),
        name: row::name(t, filing),
        facts,
        status: row::status(t, filing),
        due: row::due_tag(t, filing, today),
        tabs: tabs(t, filing, tab),
        version: filing.version,
        is_mine,
        can_claim: filing.state == State::Submitted,
        can_release: is_mine || (is_lead && !holder.is_empty()),
        can_recall: accepted
            && filing.upload_begun_at.is_none()
            && (is_lead || filing.last_reviewer == Some(officer.staff)),
        can_receive_mail: matches!(filing.state, State::AwaitingMail { .. }),
        mailing: String::new(),
        mail_late: None,
        effect: t.t(effect(filing)),
        alerts: Vec::new(),
        can_withdraw: is_lead && !sent && !filing.state.is_final(),
        asks_second: false,
        can_send_again: bureau::again(filing, clock::now()) == bureau::Again::Now,
        awaits_bureau: !bureau::Act::possible(&filing.state).is_empty(),
    }
}

/// Key of what an approval does to the record.
fn effect(filing: &Filing) -> &'static str {
    match filing.kind.profile().effect {
        Effect::Add if filing.entity.is_some() => "review-effect-add-website",
        Effect::Add => "review-effect-add",
        Effect::Change => "review-effect-change",
        Effect::CancelEntity => "review-effect-cancel-entity",
        Effect::CancelWebsite => "review-effect-cancel-website",
        Effect::EndAccess => "review-effect-end-access",
        Effect::MoveAccount => "review-effect-move-account",
        Effect::MoveWebsite => "review-effect-move-website",
    }
}

fn tabs(t: Tr, filing: &Filing, current: &str) -> Vec<Tab> {
    let differs = filing.round > 1 || filing.kind.profile().class == Class::Change;
    let shown = TABS.iter().filter(|name| **name != "differences" || differs);
    let tab = |name: &&str| Tab {
        label: t.t(&format!("review-case-{name}")),
        url: office::case_tab(&filing.reference, name),
        count: None,
        current: *name == current,
    };
    shown.map(tab).collect()
}
