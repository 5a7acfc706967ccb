//! What an audit event tells.

use crate::values::ids::{AccountId, FilingId, StaffId};

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// What was done. The code is stored and never renamed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action { $($(#[$doc])* $name,)* }

        impl Action {
            /// Every action.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The stored code.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// Reads a stored code.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$name),)* _ => None }
            }
        }
    };
}

actions! {
    /// An account was registered.
    AccountRegistered = "account.registered",
    /// A mail address was confirmed.
    EmailConfirmed = "account.email_confirmed",
    /// A mobile was confirmed.
    MobileConfirmed = "account.mobile_confirmed",
    /// Contact data were changed.
    ContactChanged = "account.contact_changed",
    /// A change of contact data was taken back.
    ContactRestored = "account.contact_restored",
    /// Somebody signed in.
    SignedIn = "session.signed_in",
    /// A sign-in failed.
    SignInFailed = "session.failed",
    /// Somebody signed out or a session was revoked.
    SignedOut = "session.ended",
    /// A password was changed or reset.
    PasswordChanged = "password.changed",
    /// A second factor was enrolled.
    SecondFactorEnrolled = "staff.second_factor_enrolled",
    /// A second factor was reset.
    SecondFactorReset = "staff.second_factor_reset",
    /// Codes for a lost phone were made, in place of those before.
    RecoveryCodesMade = "staff.recovery_codes_made",
    /// One of them took the place of the phone.
    RecoveryCodeUsed = "staff.recovery_code_used",
    /// Somebody of the staff changed where they are told of new devices.
    AlarmMailChanged = "staff.alarm_mail_changed",
    /// Somebody joined the staff.
    StaffAdded = "staff.added",
    /// A role, province list or name of staff was changed.
    StaffChanged = "staff.changed",
    /// A staff login was disabled.
    StaffDisabled = "staff.disabled",
    /// Instances or service numbers were imported.
    HostingImported = "hosting.imported",
    /// Domains registered with the provider were imported.
    DomainsImported = "domains.imported",
    /// An instance became known.
    InstanceAdded = "instance.added",
    /// An instance was changed or runs again.
    InstanceChanged = "instance.changed",
    /// An instance ended or was given back.
    InstanceEnded = "instance.ended",
    /// A service number was issued.
    NumberIssued = "service_number.issued",
    /// A service number was handed to another account.
    NumberHanded = "service_number.handed",
    /// A service number that was handed on was taken back.
    NumberTakenBack = "service_number.taken_back",
    /// A service number was revoked.
    NumberRevoked = "service_number.revoked",
    /// A token of a program was made.
    TokenMade = "api_token.made",
    /// A token of a program was revoked.
    TokenRevoked = "api_token.revoked",
    /// A filing was begun.
    FilingStarted = "filing.started",
    /// A filing changed its state; the detail names the event.
    FilingChanged = "filing.changed",
    /// A draft section was saved.
    DraftSaved = "filing.draft_saved",
    /// A consent was given.
    ConsentGiven = "filing.consent_given",
    /// A paper was uploaded.
    MaterialAdded = "material.added",
    /// A paper was taken out.
    MaterialRemoved = "material.removed",
    /// A paper that was taken out was brought back.
    MaterialRestored = "material.restored",
    /// A one-task link was made, in place of the one before.
    RelayLinkMade = "relay.link_made",
    /// A one-task link was taken back.
    RelayLinkRevoked = "relay.link_revoked",
    /// A phone began with the task of a link.
    RelayBegun = "relay.begun",
    /// Another phone went on with it.
    RelayMoved = "relay.moved",
    /// What was sent by a link was refused.
    RelayFailed = "relay.failed",
    /// The task of a link was done.
    RelayDone = "relay.done",
    /// A challenge of the authenticity verification was shown.
    FaceAsked = "face.asked",
    /// A clip was taken.
    FaceGiven = "face.given",
    /// A try failed.
    FaceFailed = "face.failed",
    /// Somebody asked for an appointment instead.
    FaceAppointment = "face.appointment",
    /// It was said whether it is the person.
    FaceJudged = "face.judged",
    /// Staff looked at a clip.
    FaceSeen = "face.seen",
    /// The owner told how the paper file was sent by post.
    MailingTold = "filing.mailing_told",
    /// The record of an entity or a website was written, changed, cancelled or moved.
    RegistryChanged = "registry.changed",
    /// A specialist answered a look-up.
    LookupAnswered = "lookup.answered",
    /// An account made a code by which it receives a record.
    ReceivingCodeMade = "account.receiving_code_made",
    /// The owner told the number of the public security bureau.
    PsbNumberTold = "website.psb_number_told",
    /// Staff opened a section of a case with personal data in full.
    SectionSeen = "case.section_seen",
    /// Staff opened a paper.
    PaperSeen = "case.paper_seen",
    /// Staff revealed a masked value, with a reason.
    ValueRevealed = "case.value_revealed",
    /// Staff wanted to look at something of a case, of the bureau, the staff or the audit and were refused.
    LookRefused = "case.look_refused",
    /// A field or paper was accepted or marked.
    Marked = "case.marked",
    /// A note was written.
    NoteWritten = "case.note_written",
    /// A call was recorded.
    CallRecorded = "case.call_recorded",
    /// The checklist was changed.
    ChecklistChanged = "case.checklist_changed",
    /// The reviewer asked a colleague to confirm an acceptance over marks.
    ConfirmationAsked = "case.confirmation_asked",
    /// A colleague confirmed it.
    ConfirmationGiven = "case.confirmation_given",
    /// A colleague declined it.
    ConfirmationDeclined = "case.confirmation_declined",
    /// The desk was searched for personal data.
    DeskSearched = "case.searched",
    /// A message was sent again or a topic paused.
    DeliveryHandled = "delivery.handled",
    /// The line to the bureau was let go on, or something that came over it dealt with.
    LineHandled = "bureau.handled",
    /// A file of the bureau was shown in full, with a reason.
    ExchangeRevealed = "bureau.revealed",
    /// A rule was tried on the filings that run.
    RuleTried = "rule.tried",
    /// A rule was added, changed or ended from a day on.
    RuleDecided = "rule.decided",
    /// Days of the calendar were decided on.
    CalendarDecided = "calendar.decided",
    /// The audit was exported.
    AuditExported = "audit.exported",
    /// Somebody took a copy of what is kept of their account.
    DataCopied = "account.data_copied",
    /// An account was closed and what it left erased.
    AccountClosed = "account.closed",
    /// Something was erased when its time was over.
    Erased = "retention.erased",
    /// The report of a day: how much of each kind was erased.
    RetentionRun = "retention.run",
    /// A key was rotated, or one that was of no use any more taken away.
    KeyRotated = "key.rotated",
    /// Demo data were loaded.
    DemoLoaded = "demo.loaded",
}

/// What an event is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Sort of thing.
    pub kind: &'static str,
    /// Its id or reference: never a name, number or address.
    pub id: String,
}

impl Subject {
    /// Any thing by its sort and id.
    pub fn new(kind: &'static str, id: impl ToString) -> Self {
        Self { kind, id: id.to_string() }
    }

    /// An applicant's account.
    pub fn account(id: AccountId) -> Self {
        Self::new("account", id)
    }

    /// A staff login.
    pub fn staff(id: StaffId) -> Self {
        Self::new("staff", id)
    }

    /// A filing.
    pub fn filing(id: FilingId) -> Self {
        Self::new("filing", id)
    }
}

/// An event before it is stored: actor, time and request come from the transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What was done.
    pub action: Action,
    /// To what.
    pub subject: Subject,
    /// Why, in the words of the person who did it.
    pub reason: String,
    /// Codes and ids that tell more; never personal data.
    pub detail: String,
}

impl Event {
    /// An event without reason and detail.
    pub fn new(action: Action, subject: Subject) -> Self {
        Self { action, subject, reason: String::new(), detail: String::new() }
    }

    /// The same with a reason.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = reason.into();
        self
    }

    /// The same with a detail.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }
}
