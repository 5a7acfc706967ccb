//! Every URL of both sites: patterns for the routes as constants, addresses for links as functions.

mod assets;

use std::fmt::Display;

pub use self::assets::{asset, set_assets};

/// Patterns of the routes.
pub mod pattern {
    macro_rules! patterns {
        ($($name:ident = $path:literal,)*) => { $( #[allow(missing_docs)] pub const $name: &str = $path; )* };
    }
    patterns! {
        START = "/",
        CHECK = "/check",
        GUIDE = "/guide",
        GUIDE_TOPIC = "/guide/topics/{id}",
        GUIDE_PROVINCE = "/guide/provinces/{code}",
        RECORDS = "/records",
        HEALTH = "/health",
        ROBOTS = "/robots.txt",
        SECURITY_TXT = "/.well-known/security.txt",
        ASSET = "/assets/{name}",
        LANGUAGE = "/language",
        DISPLAY = "/display",
        REGISTER = "/register",
        TERMS = "/terms",
        SIGN_IN = "/sign-in",
        SIGN_OUT = "/sign-out",
        VERIFY_EMAIL = "/verify-email/{token}",
        VERIFY_MOBILE = "/verify-mobile",
        PASSWORD_FORGOT = "/password/forgot",
        PASSWORD_RESET = "/password/reset/{token}",
        CONTACT_UNDO = "/account/undo/{token}",
        ACCOUNT = "/account",
        ACCOUNT_PASSWORD = "/account/password",
        ACCOUNT_EMAIL = "/account/email",
        ACCOUNT_MOBILE = "/account/mobile",
        ACCOUNT_SESSIONS = "/account/sessions",
        ACCOUNT_DATA = "/account/data",
        ACCOUNT_CLOSE = "/account/close",
        HELD = "/held/{id}",
        FILINGS = "/filings",
        FILING_NEW = "/filings/new",
        FILING = "/filings/{ref}",
        FILING_TYPE_CHECK = "/filings/{ref}/type-check",
        RECEIVE = "/filings/receive",
        OWN_WEBSITES = "/filings/websites",
        FILING_OPERATION = "/filings/{ref}/operation",
        FILING_CHANGES = "/filings/{ref}/changes",
        FILING_CANCEL = "/filings/{ref}/cancel",
        FILING_TRANSFER = "/filings/{ref}/transfer",
        FILING_CLAIM = "/filings/{ref}/claim",
        FILING_ACCESS = "/filings/{ref}/access",
        FILING_ENTITY = "/filings/{ref}/entity",
        FILING_ENTITY_PERSON = "/filings/{ref}/entity-person",
        FILING_WEBSITES = "/filings/{ref}/websites",
        FILING_WEBSITE = "/filings/{ref}/websites/{n}",
        FILING_WEBSITE_REMOVE = "/filings/{ref}/websites/{n}/remove",
        FILING_WEBSITE_PERSON = "/filings/{ref}/websites/{n}/person",
        FILING_MATERIALS = "/filings/{ref}/materials",
        FILING_CONSENT = "/filings/{ref}/consent",
        FILING_MATERIAL_REMOVE = "/filings/{ref}/materials/{id}/remove",
        FILING_MATERIAL_RESTORE = "/filings/{ref}/materials/{id}/restore",
        FILING_MATERIAL = "/filings/{ref}/materials/{id}/pages/{page}",
        FILING_MATERIAL_THUMB = "/filings/{ref}/materials/{id}/pages/{page}/thumb",
        FILING_MATERIAL_SENT = "/filings/{ref}/materials/{id}/pages/{page}/sent",
        FILING_CAMERA = "/filings/{ref}/materials/{slot}/camera",
        FILING_UPLOADS = "/filings/{ref}/uploads",
        FILING_UPLOAD = "/filings/{ref}/uploads/{id}",
        FILING_LETTER = "/filings/{ref}/letters/{slot}",
        FILING_HELP = "/filings/{ref}/help/{slot}",
        FILING_VERIFICATION = "/filings/{ref}/verification",
        FILING_FACE = "/filings/{ref}/verification/{slot}",
        FILING_FOLLOW = "/filings/{ref}/follow",
        HELP = "/help/{token}",
        HELP_PICTURE = "/help/{token}/picture",
        HELP_UPLOADS = "/help/{token}/uploads",
        HELP_UPLOAD = "/help/{token}/uploads/{id}",
        FACE_RESULTS = "/face-results",
        FACE_RETURN = "/face-return",
        FILING_CHECK = "/filings/{ref}/check",
        FILING_CORRECTIONS = "/filings/{ref}/corrections",
        FILING_MAILING = "/filings/{ref}/mailing",
        FILING_SMS = "/filings/{ref}/sms",
        FILING_NEXT_STEPS = "/filings/{ref}/next-steps",
        FILING_WITHDRAW = "/filings/{ref}/withdraw",
        OFFICE_CODE = "/sign-in/code",
        OFFICE_ENROL = "/sign-in/enrol",
        OFFICE_PASSWORD = "/sign-in/password",
        DESK = "/",
        QUEUE = "/queue",
        QUEUE_VIEWS = "/queue/views",
        NEXT_CASE = "/next",
        CASE = "/cases/{ref}",
        CASE_CLAIM = "/cases/{ref}/claim",
        CASE_RELEASE = "/cases/{ref}/release",
        CASE_RECALL = "/cases/{ref}/recall",
        CASE_SEND_AGAIN = "/cases/{ref}/send-again",
        CASE_WITHDRAW = "/cases/{ref}/withdraw",
        CASE_MARKS = "/cases/{ref}/marks",
        CASE_CHECKLIST = "/cases/{ref}/checklist",
        CASE_NOTES = "/cases/{ref}/notes",
        CASE_CALLS = "/cases/{ref}/calls",
        CASE_REVEAL = "/cases/{ref}/reveal",
        CASE_PAPER = "/cases/{ref}/papers/{id}/pages/{page}",
        CASE_PAPER_THUMB = "/cases/{ref}/papers/{id}/pages/{page}/thumb",
        CASE_PAPER_SENT = "/cases/{ref}/papers/{id}/pages/{page}/sent",
        CASE_FACES = "/cases/{ref}/faces",
        CASE_CLIP = "/cases/{ref}/faces/{check}/clip",
        CASE_DECIDE = "/cases/{ref}/decide",
        CASE_SECOND = "/cases/{ref}/second",
        CASE_BUREAU = "/cases/{ref}/bureau",
        CASE_BUREAU_PAPERS = "/cases/{ref}/bureau/papers",
        CASE_MAIL_RECEIVED = "/cases/{ref}/mail-received",
        LOOKUPS = "/lookups",
        LOOKUP = "/lookups/{id}",
        SITES = "/sites",
        VERIFICATIONS = "/verifications",
        SEARCH = "/search",
        DELIVERIES = "/mail",
        DELIVERY_RESEND = "/mail/{id}/resend",
        DELIVERY_JOB = "/mail/jobs/{id}",
        DELIVERY_PAUSE = "/mail/pause",
        EXCHANGE = "/bureau",
        BUREAU_CODES = "/bureau/codes",
        BUREAU_TASKS = "/bureau/tasks",
        BUREAU_TASK = "/bureau/tasks/{id}",
        EXCHANGE_FILE = "/bureau/files/{id}",
        EXCHANGE_UPLOAD = "/bureau/uploads/{id}",
        AUDIT = "/audit",
        AUDIT_EXPORT = "/audit/export",
        STAFF = "/settings/staff",
        STAFF_MEMBER = "/settings/staff/{id}",
        INSTANCES = "/instances",
        INSTANCE = "/instances/{code}",
        INSTANCE_NUMBERS = "/instances/{code}/numbers",
        NUMBER_HAND = "/service-numbers/{number}/hand",
        NUMBER_TAKE_BACK = "/service-numbers/{number}/take-back",
        HOSTING = "/settings/hosting",
        HOSTING_INSTANCE = "/settings/hosting/instances/{code}",
        HOSTING_ISSUE = "/settings/hosting/instances/{code}/numbers",
        HOSTING_REVOKE = "/settings/hosting/service-numbers/{number}/revoke",
        RULES = "/settings/provinces",
        RULE = "/settings/provinces/rule",
        CALENDAR = "/settings/calendar",
        CALENDAR_DAYS = "/settings/calendar/days",
        RETENTION = "/settings/retention",
        API_TOKENS = "/settings/hosting/tokens",
        API_TOKEN_REVOKE = "/settings/hosting/tokens/{id}/revoke",
        API_DOCUMENT = "/api/v1/openapi.json",
        API_INSTANCES = "/api/v1/instances",
        API_INSTANCE = "/api/v1/instances/{id}",
        API_NUMBERS = "/api/v1/service-numbers",
        ME = "/me",
        ME_PASSWORD = "/me/password",
        ME_RECOVERY = "/me/recovery-codes",
        ME_ALARM_MAIL = "/me/alarm-mail",
        OFFICE_HELD = "/me/held/{id}",
    }
}

macro_rules! plain {
    ($($(#[$doc:meta])* $name:ident = $path:literal;)*) => {$(
        $(#[$doc])*
        pub fn $name() -> String {
            $path.to_owned()
        }
    )*};
}

plain! {
    /// The first page of either site.
    home = "/";
    /// Do I need a filing, and what for.
    check = "/check";
    /// The rules in plain words.
    guide = "/guide";
    /// Public look-up of records.
    records = "/records";
    /// The language switch.
    language = "/language";
    /// The switch of text size and of light and dark.
    display = "/display";
    /// Registration.
    register = "/register";
    /// The terms of use.
    terms = "/terms";
    /// Sign-in of both sites.
    sign_in = "/sign-in";
    /// Sign-out of both sites.
    sign_out = "/sign-out";
    /// The mobile's code.
    verify_mobile = "/verify-mobile";
    /// Forgotten password.
    password_forgot = "/password/forgot";
    /// The account's page.
    account = "/account";
    /// Change the password.
    account_password = "/account/password";
    /// Change the mail address.
    account_email = "/account/email";
    /// Change the mobile.
    account_mobile = "/account/mobile";
    /// Sessions of the account.
    account_sessions = "/account/sessions";
    /// A copy of everything the account gave.
    account_data = "/account/data";
    /// The end of the account.
    account_close = "/account/close";
    /// The applicant's filings.
    filings = "/filings";
    /// The applicant's instances and service numbers.
    instances = "/instances";
    /// The type check of a new filing.
    filing_new = "/filings/new";
    /// The code by which an account receives a record.
    receive = "/filings/receive";
    /// Where a verification service tells that a session is over.
    face_results = "/face-results";
    /// Where a verification service sends whoever came to it by a link, whose secret it is not told.
    face_return = "/face-return";
    /// The applicant's websites on record, with what is left to do for them.
    own_websites = "/filings/websites";
}

/// The type check with kind of entity and province chosen already, or still to be chosen where they are empty.
pub fn filing_new_with(kind: &str, province: &str) -> String {
    format!("{}?kind={kind}&province={province}", filing_new())
}

/// The same with the answers to be typed before the certificate is photographed, on a phone too.
pub fn filing_new_typed(kind: &str, province: &str) -> String {
    format!("{}&photograph=later", filing_new_with(kind, province))
}

/// The type check of a draft whose type is open.
pub fn filing_new_of(reference: impl Display) -> String {
    format!("{}?draft={reference}", filing_new())
}

/// The same past the verification with which it begins on a phone.
pub fn filing_new_rest(reference: impl Display) -> String {
    format!("{}&rest=1", filing_new_of(reference))
}

/// The public look-up of one number or domain.
pub fn record(number_or_domain: &str) -> String {
    let query: String = form_urlencoded::byte_serialize(number_or_domain.as_bytes()).collect();
    format!("/records?q={query}")
}

/// A topic of the guide.
pub fn guide_topic(id: &str) -> String {
    format!("/guide/topics/{id}")
}

/// The rules of a province.
pub fn guide_province(code: &str) -> String {
    format!("/guide/provinces/{code}")
}

/// Where the addresses begin that let in whoever has them: the rest is a secret, which no log may hold.
pub const SECRET: [&str; 4] = ["/help/", "/verify-email/", "/password/reset/", "/account/undo/"];

/// The page of the link that confirms a mail address.
pub fn verify_email(token: &str) -> String {
    format!("/verify-email/{token}")
}

/// The page of the link that resets a password.
pub fn password_reset(token: &str) -> String {
    format!("/password/reset/{token}")
}

/// The page of the link that takes a change of contact back.
pub fn contact_undo(token: &str) -> String {
    format!("/account/undo/{token}")
}

/// A form that was kept when its session ended.
pub fn held(id: impl Display) -> String {
    format!("/held/{id}")
}

/// A filing's page.
pub fn filing(reference: impl Display) -> String {
    format!("/filings/{reference}")
}

/// A page below a filing: `access`, `entity`, `websites/1/person`, `check` ...
pub fn filing_part(reference: impl Display, part: &str) -> String {
    format!("/filings/{reference}/{part}")
}

/// A picture of a paper, for its owner.
pub fn filing_material(reference: impl Display, id: impl Display, page: i32) -> String {
    format!("/filings/{reference}/materials/{id}/pages/{page}")
}

/// The small picture of a paper, for its owner.
pub fn filing_material_thumb(reference: impl Display, id: impl Display, page: i32) -> String {
    format!("/filings/{reference}/materials/{id}/pages/{page}/thumb")
}

/// The picture of a paper that the bureau's system gets, for its owner.
pub fn filing_material_sent(reference: impl Display, id: impl Display, page: i32) -> String {
    format!("/filings/{reference}/materials/{id}/pages/{page}/sent")
}

/// Where the paper of a slot is photographed.
pub fn filing_camera(reference: impl Display, slot: &str) -> String {
    format!("/filings/{reference}/materials/{slot}/camera")
}

/// Where files of a filing come in pieces.
pub fn filing_uploads(reference: impl Display) -> String {
    format!("/filings/{reference}/uploads")
}

/// One of them.
pub fn filing_upload(reference: impl Display, id: impl Display) -> String {
    format!("/filings/{reference}/uploads/{id}")
}

/// A letter to print, by the slot of its paper.
pub fn filing_letter(reference: impl Display, slot: &str) -> String {
    format!("/filings/{reference}/letters/{slot}")
}

/// Where somebody else is asked for a paper, by its slot.
pub fn filing_help(reference: impl Display, slot: &str) -> String {
    format!("/filings/{reference}/help/{slot}")
}

/// Where somebody shows who they are, by their place in the filing.
pub fn filing_face(reference: impl Display, slot: &str) -> String {
    format!("/filings/{reference}/verification/{slot}")
}

/// What changes of a filing while its page is open.
pub fn filing_follow(reference: impl Display) -> String {
    format!("/filings/{reference}/follow")
}

/// The page of a one-task link.
pub fn help(token: &str) -> String {
    format!("/help/{token}")
}

/// The picture of what a one-task link brought.
pub fn help_picture(token: &str) -> String {
    format!("/help/{token}/picture")
}

/// Where the file of a one-task link comes in pieces.
pub fn help_uploads(token: &str) -> String {
    format!("/help/{token}/uploads")
}

/// One of them.
pub fn help_upload(token: &str, id: impl Display) -> String {
    format!("/help/{token}/uploads/{id}")
}

/// Takes a paper out.
pub fn filing_material_remove(reference: impl Display, id: impl Display) -> String {
    format!("/filings/{reference}/materials/{id}/remove")
}

/// Brings a paper back that was taken out.
pub fn filing_material_restore(reference: impl Display, id: impl Display) -> String {
    format!("/filings/{reference}/materials/{id}/restore")
}

/// An instance of the applicant.
pub fn instance(code: impl Display) -> String {
    format!("/instances/{code}")
}

/// Makes service numbers on an own instance.
pub fn instance_numbers(code: impl Display) -> String {
    format!("/instances/{code}/numbers")
}

/// Hands a service number on, or takes it back: `hand`, `take-back`.
pub fn service_number(number: impl Display, act: &str) -> String {
    format!("/service-numbers/{number}/{act}")
}

pub mod office;
