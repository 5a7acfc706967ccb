//! What a person is told: the kinds of notices with their frozen facts, and by which channels each goes.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

mod channel;
mod secret;

pub use channel::{BySms, Channel, SmsWishes, Topic};
pub use secret::{Secret, Secrets};

/// What a person is told. Facts hold public names, numbers on record and dates; the filing they are about is stored
/// beside them. Stored as JSON: fields are only ever added, with a default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Notice {
    /// The filing was submitted; from round 2 on: again.
    FilingSubmitted,
    /// The desk asks for changes, all in one batch.
    ChangesRequested {
        /// How many items are marked.
        count: u32,
    },
    /// The desk rejected the filing.
    FilingRejected,
    /// The desk accepted the filing.
    FilingAccepted,
    /// Accepted; the province wants paper by post.
    MailNeeded {
        /// When the paper must be there.
        until: DateTime<Utc>,
    },
    /// The filing went to the bureau.
    SentToBureau,
    /// The persons in charge must enter the ministry's code.
    SmsNeeded {
        /// When the time for it ends.
        until: DateTime<Utc>,
    },
    /// The time for it ends soon, and nobody has said that it is done.
    SmsReminder {
        /// When it ends.
        until: DateTime<Utc>,
    },
    /// To a person in charge, as their time ends soon: the ministry's code.
    CodeReminder {
        /// When it ends.
        until: DateTime<Utc>,
        /// The person's mobile.
        #[serde(skip)]
        to: Secret,
    },
    /// The ministry's code was not entered in time, or too often a wrong one.
    SmsLapsed,
    /// The bureau reviews.
    BureauReview,
    /// The bureau refused.
    BureauRefused,
    /// The bureau approved: the numbers.
    FilingApproved {
        /// Number of the entity.
        entity_number: String,
        /// Number of each website.
        website_numbers: Vec<String>,
    },
    /// What the filing asked for is done: changed, cancelled, claimed, moved.
    OperationDone {
        /// The kind, as the text keys name it.
        operation: String,
    },
    /// A record, or a website, came from another account.
    RecordReceived {
        /// A website alone.
        website: bool,
    },
    /// The bureau cancelled what is on record, without having been asked from here.
    CancelledByBureau {
        /// Number of the entity or website.
        number: String,
        /// `entity`, `website`, or `access` where the website stays.
        what: String,
    },
    /// A specialist looked up what is on record.
    LookupAnswered,
    /// The filing was withdrawn.
    FilingWithdrawn,
    /// The filing will expire unless somebody goes on with it.
    FilingExpiring {
        /// The day it expires.
        on: NaiveDate,
        /// What is awaited is paper by post.
        #[serde(default)]
        paper: bool,
    },
    /// The filing expired.
    FilingExpired,
    /// The desk took back its acceptance and looks again.
    FilingRecalled,
    /// The filing with the public security bureau is due.
    PsbReminder {
        /// Number of the website.
        website_number: String,
        /// Last day.
        deadline: NaiveDate,
    },
    /// A website that earns money has no licence yet, as far as is known.
    LicenceReminder {
        /// Number of the website.
        website_number: String,
    },
    /// The daily look at a website on record found something new.
    SiteFindings {
        /// Number of the website.
        website_number: String,
        /// How much is to be mended.
        count: u32,
    },
    /// The server of the filing ended or was given back.
    ServerEnded {
        /// The provider's name of it.
        instance: String,
    },
    /// To whoever is asked for one paper: the link by which they send it.
    RelayLink {
        /// Path of the link's page.
        #[serde(skip)]
        path: Secret,
        /// Where it goes by mail.
        #[serde(skip)]
        mail_to: Option<Secret>,
        /// Where it goes by SMS.
        #[serde(skip)]
        sms_to: Option<Secret>,
        /// What is asked, Chinese.
        paper_zh: String,
        /// What is asked, English.
        paper_en: String,
        /// Whether a person is to be verified; otherwise a paper is to be photographed.
        #[serde(default)]
        is_face: bool,
        /// How long the link opens.
        hours: u32,
    },
    /// Service numbers were handed to the account, all at once.
    NumberHanded {
        /// The numbers, with spaces between.
        number: String,
    },
    /// Confirm a mail address: at registration or after a change.
    ConfirmEmail {
        /// Path of the link's page.
        #[serde(skip)]
        path: Secret,
        /// The new address, where it is not the account's yet.
        #[serde(skip)]
        to: Option<Secret>,
        /// How long the link works.
        hours: u32,
    },
    /// To the former address: the account has a new one.
    EmailChanged {
        /// Path of the page that takes it back.
        #[serde(skip)]
        undo_path: Secret,
        /// The former address.
        #[serde(skip)]
        to: Secret,
        /// How long that works.
        hours: u32,
    },
    /// A code to a mobile.
    MobileCode {
        /// The code.
        #[serde(skip)]
        code: Secret,
        /// The new number, where it is not the account's yet.
        #[serde(skip)]
        to: Option<Secret>,
        /// How long it works.
        minutes: u32,
    },
    /// To the former mobile, and by mail with a way back: the account has a new mobile.
    MobileChanged {
        /// Path of the page that takes it back; only in the mail.
        #[serde(skip)]
        undo_path: Secret,
        /// The former number.
        #[serde(skip)]
        to: Secret,
        /// How long that works.
        hours: u32,
    },
    /// Set a new password.
    ResetPassword {
        /// Path of the link's page.
        #[serde(skip)]
        path: Secret,
        /// How long the link works.
        minutes: u32,
    },
    /// The password was changed.
    PasswordChanged,
    /// Somebody signed in on a browser that did not bear the person's mark.
    NewDevice {
        /// Browser and system, as far as it told; empty where it did not.
        device: String,
        /// When.
        at: DateTime<Utc>,
        /// At the back office, to somebody of the staff.
        #[serde(default)]
        office: bool,
    },
    /// Somebody tried to register with this address, which has an account.
    AccountExists,
    /// To the address that was its own: the account was closed.
    AccountClosed {
        /// The address.
        #[serde(skip)]
        to: Secret,
    },
}

impl Notice {
    /// The stored code of the kind; with hyphens it is part of the text keys. The same as the tag in the JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::FilingSubmitted => "filing_submitted",
            Self::ChangesRequested { .. } => "changes_requested",
            Self::FilingRejected => "filing_rejected",
            Self::FilingAccepted => "filing_accepted",
            Self::MailNeeded { .. } => "mail_needed",
            Self::SentToBureau => "sent_to_bureau",
            Self::SmsNeeded { .. } => "sms_needed",
            Self::SmsReminder { .. } => "sms_reminder",
            Self::CodeReminder { .. } => "code_reminder",
            Self::SmsLapsed => "sms_lapsed",
            Self::BureauReview => "bureau_review",
            Self::BureauRefused => "bureau_refused",
            Self::FilingApproved { .. } => "filing_approved",
            Self::OperationDone { .. } => "operation_done",
            Self::RecordReceived { .. } => "record_received",
            Self::CancelledByBureau { .. } => "cancelled_by_bureau",
            Self::LookupAnswered => "lookup_answered",
            Self::FilingWithdrawn => "filing_withdrawn",
            Self::FilingExpiring { .. } => "filing_expiring",
            Self::FilingExpired => "filing_expired",
            Self::FilingRecalled => "filing_recalled",
            Self::PsbReminder { .. } => "psb_reminder",
            Self::LicenceReminder { .. } => "licence_reminder",
            Self::SiteFindings { .. } => "site_findings",
            Self::ServerEnded { .. } => "server_ended",
            Self::RelayLink { .. } => "relay_link",
            Self::NumberHanded { .. } => "number_handed",
            Self::ConfirmEmail { .. } => "confirm_email",
            Self::EmailChanged { .. } => "email_changed",
            Self::MobileCode { .. } => "mobile_code",
            Self::MobileChanged { .. } => "mobile_changed",
            Self::ResetPassword { .. } => "reset_password",
            Self::PasswordChanged => "password_changed",
            Self::NewDevice { .. } => "new_device",
            Self::AccountExists => "account_exists",
            Self::AccountClosed { .. } => "account_closed",
        }
    }

    /// Whether it goes by SMS too, beside the mail that all but codes and what other persons get go by: the one table. Always where the person must
    /// act by a day or where it guards the account.
    pub fn by_sms(&self) -> BySms {
        match self {
            Self::MobileCode { .. }
            | Self::MobileChanged { .. }
            | Self::ChangesRequested { .. }
            | Self::MailNeeded { .. }
            | Self::SmsNeeded { .. }
            | Self::SmsReminder { .. }
            | Self::CodeReminder { .. }
            | Self::SmsLapsed
            | Self::RelayLink { .. }
            | Self::ServerEnded { .. } => BySms::Always,
            Self::FilingRejected
            | Self::BureauRefused
            | Self::FilingApproved { .. }
            | Self::OperationDone { .. }
            | Self::RecordReceived { .. }
            | Self::CancelledByBureau { .. }
            | Self::LookupAnswered => BySms::Chosen(Topic::Results),
            Self::FilingExpiring { .. }
            | Self::FilingExpired
            | Self::PsbReminder { .. }
            | Self::LicenceReminder { .. }
            | Self::SiteFindings { .. } => BySms::Chosen(Topic::Reminders),
            Self::FilingSubmitted
            | Self::FilingAccepted
            | Self::SentToBureau
            | Self::BureauReview
            | Self::FilingWithdrawn
            | Self::FilingRecalled => BySms::Chosen(Topic::Progress),
            Self::ConfirmEmail { .. }
            | Self::EmailChanged { .. }
            | Self::ResetPassword { .. }
            | Self::PasswordChanged
            | Self::NewDevice { .. }
            | Self::NumberHanded { .. }
            | Self::AccountExists
            | Self::AccountClosed { .. } => BySms::Never,
        }
    }

    /// By which channels it goes to somebody with these wishes.
    pub fn channels(&self, wishes: SmsWishes) -> Vec<Channel> {
        if let Self::RelayLink { mail_to, .. } = self {
            return vec![if mail_to.is_some() { Channel::Mail } else { Channel::Sms }];
        }
        let by_sms = match self.by_sms() {
            BySms::Always => true,
            BySms::Chosen(topic) => wishes.holds(topic),
            BySms::Never => false,
        };
        let by_mail = !matches!(self, Self::MobileCode { .. } | Self::CodeReminder { .. });
        Channel::ALL.into_iter().filter(|channel| if *channel == Channel::Mail { by_mail } else { by_sms }).collect()
    }

    /// Whether the person asked for it just now. Such a message is tried even where the address was refused before,
    /// and to a mobile that is not confirmed yet.
    pub fn is_asked_for(&self) -> bool {
        matches!(self, Self::ConfirmEmail { .. } | Self::MobileCode { .. } | Self::ResetPassword { .. })
    }

    /// Whether it goes to somebody who helps with the filing, never to its owner.
    pub fn goes_to_helper(&self) -> bool {
        matches!(self, Self::RelayLink { .. })
    }

    /// Whether it is news of a filing, not of the account.
    pub fn is_about_filing(&self) -> bool {
        !matches!(
            self,
            Self::ConfirmEmail { .. }
                | Self::EmailChanged { .. }
                | Self::MobileCode { .. }
                | Self::MobileChanged { .. }
                | Self::ResetPassword { .. }
                | Self::PasswordChanged
                | Self::NewDevice { .. }
                | Self::NumberHanded { .. }
                | Self::AccountExists
                | Self::AccountClosed { .. }
                | Self::RecordReceived { .. }
                | Self::CancelledByBureau { .. }
                | Self::LookupAnswered
        )
    }

    /// Minutes after which it is of no use any more and is not sent.
    pub fn useless_after_minutes(&self) -> Option<u32> {
        match self {
            Self::MobileCode { minutes, .. } | Self::ResetPassword { minutes, .. } => Some(*minutes),
            Self::ConfirmEmail { hours, .. } | Self::RelayLink { hours, .. } => Some(hours * 60),
            _ => None,
        }
    }

    /// What must be sealed.
    pub fn secrets(&self) -> Secrets {
        let mut secrets = Secrets::default();
        match self {
            Self::ConfirmEmail { path, to, .. } => {
                secrets.path = Some(path.clone());
                secrets.mail_to.clone_from(to);
            }
            Self::EmailChanged { undo_path, to, .. } => {
                secrets.path = Some(undo_path.clone());
                secrets.mail_to = Some(to.clone());
            }
            Self::MobileCode { code, to, .. } => {
                secrets.code = Some(code.clone());
                secrets.sms_to.clone_from(to);
            }
            Self::RelayLink { path, mail_to, sms_to, .. } => {
                secrets.path = Some(path.clone());
                secrets.mail_to.clone_from(mail_to);
                secrets.sms_to.clone_from(sms_to);
            }
            Self::CodeReminder { to, .. } => secrets.sms_to = Some(to.clone()),
            Self::MobileChanged { undo_path, to, .. } => {
                secrets.path = Some(undo_path.clone());
                secrets.sms_to = Some(to.clone());
            }
            Self::ResetPassword { path, .. } => secrets.path = Some(path.clone()),
            Self::AccountClosed { to } => secrets.mail_to = Some(to.clone()),
            _ => {}
        }
        secrets
    }
}

#[cfg(test)]
mod samples;
#[cfg(test)]
pub(crate) use samples::samples;
