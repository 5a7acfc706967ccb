//! Every number that may change without a new program: sizes, times, counts. One dated row each, read into one struct.

mod calendar;

use chrono::NaiveDate;
use serde::Deserialize;

pub use self::calendar::LimitCalendar;
use super::table::{Table, dated_row};

/// One limit as written in the table.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitRow {
    /// Name of the field of [`Limits`].
    pub key: String,
    /// The number.
    pub value: String,
    /// What it counts.
    pub unit: String,
    /// What it limits, Chinese.
    pub zh: String,
    /// What it limits, English.
    pub en: String,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where the value comes from.
    pub source: String,
}
dated_row!(LimitRow, key);

macro_rules! limits {
    ($($(#[$doc:meta])* $name:ident: $kind:ty,)+) => {
        /// The limits in force on one day. The name of a field ends in its unit unless it is a count.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct Limits {
            $($(#[$doc])* pub $name: $kind,)+
        }

        impl Limits {
            fn read(table: &Table<LimitRow>, on: NaiveDate) -> Result<Self, String> {
                let cell = |key: &str| table.get(key, on).map(|row| row.value.as_str());
                Ok(Self {
                    $($name: cell(stringify!($name))
                        .ok_or_else(|| format!("{} is missing on {on}", stringify!($name)))?
                        .parse()
                        .map_err(|_| format!("{} is no number", stringify!($name)))?,)+
                })
            }

            const KEYS: &'static [&'static str] = &[$(stringify!($name)),+];
        }
    };
}

limits! {
    /// Size of a file as uploaded, in bytes.
    upload_bytes: usize,
    /// Size of a file as kept, in bytes.
    kept_bytes: usize,
    /// Files below this are probably not legible (warning), in bytes.
    small_file_bytes: usize,
    /// Files sent with one form.
    upload_files: usize,
    /// What one person may upload in a day, in bytes.
    upload_day_bytes: u64,
    /// How long a file that comes in pieces may take, in hours.
    upload_hours: i64,
    /// Files that one person sends to one filing in pieces at a time; one more ends the oldest.
    upload_open: i64,
    /// Pieces of a file beyond one for each 64 KB of it: each cut of the line makes one more.
    upload_spare_pieces: u64,
    /// How long a paper may wait to be read before it is told that it was not, in minutes.
    reading_wait_minutes: i64,
    /// Papers of one filing.
    papers_per_filing: usize,
    /// Time in which a removed paper can be brought back, in hours.
    removed_paper_hours: i64,
    /// Pages of a PDF.
    pdf_pages: usize,
    /// Body of a form without files, in bytes.
    form_bytes: usize,
    /// Body of a call of a program, in bytes.
    api_bytes: usize,
    /// Instances in one call.
    api_instances: usize,
    /// Service numbers made at once.
    numbers_at_once: u32,
    /// Most websites one instance may be sold for.
    instance_quota: u32,
    /// Pixels of a picture, in pixels.
    picture_pixels: u64,
    /// Shorter side below which a picture is refused, in pixels.
    picture_short_side_min: u32,
    /// Shorter side below which we warn, in pixels.
    picture_short_side_good: u32,
    /// Difference between the channels from which a pixel counts as coloured.
    photo_coloured: u8,
    /// Below this share of coloured pixels a photograph counts as grey, in thousandths.
    photo_grey_permille: u64,
    /// Below this variance of the Laplacian a photograph counts as blurred.
    photo_sharp: u32,
    /// A photograph with nothing above this brightness but a few pixels is too dark.
    photo_dark: u8,
    /// A photograph with nothing below this brightness but a few pixels is too bright.
    photo_bright: u8,
    /// Share of white patches on a paper that is not as white from which it shines, in thousandths.
    photo_glare_permille: u32,
    /// Share of a side along which a paper may touch the edge of the photograph, in per cent.
    photo_edge_percent: u32,
    /// How much clearer lines of print must run upwards than across for a photograph to lie on its side, in per cent.
    photo_turned_percent: u32,
    /// Longer side of a thumbnail, in pixels.
    thumbnail_side: u32,
    /// Idle days after which a draft expires, in days.
    draft_expiry_days: i64,
    /// Idle days after which we first remind, in days.
    draft_reminder_after_days: i64,
    /// Days before expiry of the notice, in days.
    draft_notice_before_days: i64,
    /// Days before expiry of the last notice, in days.
    draft_last_notice_before_days: i64,
    /// Idle days after which returned filings expire, in days.
    corrections_expiry_days: i64,
    /// Days before that of the notice, in days.
    corrections_notice_before_days: i64,
    /// Time to mail papers, in days.
    mailing_days: i64,
    /// Longest wait beyond that for papers that are on their way, in days.
    mailing_transit_days: i64,
    /// Time for SMS verification, in hours.
    sms_hours: i64,
    /// When its owner is reminded before it ends, in hours.
    sms_reminder_before_hours: i64,
    /// Hour of the day in China from which nobody is reminded of anything.
    quiet_from_hour: u32,
    /// Hour at which that ends in the morning.
    quiet_to_hour: u32,
    /// Wait before an unchanged filing is sent again, in hours.
    sms_send_again_hours: i64,
    /// Wrong codes at the ministry before the filing returns.
    sms_wrong_tries: i32,
    /// Target of the first review, in working days.
    review_target_working_days: i64,
    /// Time to send an accepted filing on, in working days.
    send_on_working_days: i64,
    /// Target of the review of corrections, in working days.
    correction_review_working_days: i64,
    /// Bureau review unless the province differs, in working days.
    bureau_working_days: i64,
    /// Code of the reason that goes up with a cancellation.
    bureau_cancel_reason: i64,
    /// From how many cases on their own times are told.
    times_cases: i64,
    /// How far back cases are measured for that, in days.
    times_days: i64,
    /// Idle time of an applicant session, in minutes.
    portal_idle_minutes: i64,
    /// Longest applicant session, in hours.
    portal_absolute_hours: i64,
    /// Idle time of a staff session, in minutes.
    office_idle_minutes: i64,
    /// Longest staff session, in hours.
    office_absolute_hours: i64,
    /// Life of a mail confirmation link, in hours.
    mail_link_hours: i64,
    /// Life of a code sent by SMS, in minutes.
    code_minutes: i64,
    /// Tries of one code.
    code_attempts: i32,
    /// Wait before another code, in seconds.
    code_resend_seconds: i64,
    /// Life of a password reset link, in minutes.
    reset_link_minutes: i64,
    /// Life of a one-task link, in hours.
    relay_link_hours: i64,
    /// Time in which a changed mail or mobile can be taken back, in hours.
    undo_hours: i64,
    /// Time in which the pictures of a revealed paper may be fetched, in minutes.
    revealed_paper_minutes: i64,
    /// Time a post is held after a session ended, in minutes.
    held_post_minutes: i64,
    /// Shortest password, in characters.
    password_min_chars: usize,
    /// Longest password, in characters.
    password_max_chars: usize,
    /// Hour of the morning at which reminders of duties go out, in China.
    duty_reminder_hour: i64,
    /// Time for the PSB filing, in days.
    psb_days: i64,
    /// First reminder of the PSB filing, in days.
    psb_first_reminder_days: i64,
    /// Second reminder, in days.
    psb_second_reminder_days: i64,
    /// Last reminder, in days.
    psb_last_reminder_days: i64,
    /// Time between two reminders of a licence, in days.
    licence_reminder_days: i64,
    /// Time between two looks at a website on record, in hours.
    watch_hours: i64,
    /// The same where somebody waits for it, in hours.
    watch_soon_hours: i64,
    /// How near the end of a domain, server or certificate is told, in days.
    watch_days: i64,
    /// Websites of an individual in one filing.
    websites_individual: usize,
    /// Websites of an organisation in one filing.
    websites_organisation: usize,
    /// Websites of an individual in all.
    websites_individual_total: usize,
    /// Domains of one website.
    domains_per_website: usize,
    /// Service contents of one website.
    service_contents: usize,
    /// Address ranges of one website.
    ip_addresses_per_website: usize,
    /// Shortest website name, in characters.
    site_name_min: usize,
    /// Longest website name, in characters.
    site_name_max: usize,
    /// Shortest website remark, in characters.
    remark_min: usize,
    /// Longest remark, in characters.
    remark_max: usize,
    /// Shortest name of an entity, in characters.
    entity_name_min: usize,
    /// Longest name of an entity, in characters.
    entity_name_max: usize,
    /// Shortest name of a person, in characters.
    person_name_min: usize,
    /// Longest name of a person, in characters.
    person_name_max: usize,
    /// Shortest address, in characters.
    address_min: usize,
    /// Longest address, in characters.
    address_max: usize,
    /// Longest e-mail address, in characters.
    email_max: usize,
    /// Shortest certificate number, in characters.
    certificate_number_min: usize,
    /// Longest certificate number, in characters.
    certificate_number_max: usize,
    /// Age of a signed letter, in days.
    letter_max_age_days: i64,
    /// ID validity below which we warn, in days.
    id_left_days: i64,
    /// Shortest bought term of an instance, in days.
    instance_min_term_days: i64,
    /// Shortest remaining term of an instance, in days.
    instance_min_left_days: i64,
    /// Wait after real-name verification of a domain, in days.
    domain_wait_days: i64,
    /// A change of a website on record before this day is not checked against the rules for domains.
    domain_rules_from: NaiveDate,
    /// Share of the provider's domains that a new table may lack without more ado, in percent.
    domains_gone_percent: usize,
    /// Least time between two look-ups of a domain, in minutes.
    facts_again_minutes: i64,
    /// Time until a look-up that brought nothing is tried again, in minutes.
    facts_unchecked_minutes: i64,
    /// Longest time until that after many that brought nothing, in hours.
    facts_unchecked_hours: i64,
    /// Time for which the addresses of a domain are good, in hours.
    facts_dns_hours: i64,
    /// Time for which the registration of a domain is good, in hours.
    facts_registration_hours: i64,
    /// Time for which a home page is good, in hours.
    facts_home_page_hours: i64,
    /// Time for which facts of a domain are kept fresh after they were last wanted, in days.
    facts_refreshed_days: i64,
    /// Time for an answer of the DNS, in seconds.
    facts_dns_seconds: u64,
    /// Time for an answer of WHOIS or RDAP, in seconds.
    facts_registry_seconds: u64,
    /// Time for one try to open a home page, in seconds.
    facts_page_seconds: u64,
    /// Time for one question to a name server, in seconds.
    facts_dns_try_seconds: u64,
    /// Time to connect, in seconds.
    facts_connect_seconds: u64,
    /// Look-ups that run at a time.
    facts_lines: u32,
    /// Addresses and name servers that are kept of a domain.
    facts_addresses: usize,
    /// Title of a home page that is kept, in characters.
    facts_title_chars: usize,
    /// Text of a home page that is kept, in characters.
    facts_text_chars: usize,
    /// Size of an answer of WHOIS or RDAP, in bytes.
    facts_answer_bytes: usize,
    /// Bytes that are read of a home page.
    facts_page_bytes: usize,
    /// Redirects followed within a domain.
    facts_redirects: usize,
    /// Keeping of rejected or abandoned filings, in days.
    retention_abandoned_days: i64,
    /// Life of a challenge of the authenticity verification, in minutes.
    face_challenge_minutes: i64,
    /// Actions of a challenge.
    face_actions: usize,
    /// Shortest clip, in seconds.
    face_seconds_min: u64,
    /// Longest clip, in seconds.
    face_seconds_max: u64,
    /// Size of a clip, in bytes.
    face_clip_bytes: u64,
    /// Tries of one person that may fail within a day.
    face_tries: usize,
    /// Clips of one person that are taken within a day.
    face_clips: usize,
    /// How long a clip may still be on its way when its challenge is out of date, in minutes.
    face_spare_minutes: i64,
    /// How long the result of a session at a verification service is waited for, in hours.
    face_session_hours: i64,
    /// Time between two questions to a verification service that tells no result, in minutes.
    face_ask_minutes: i64,
    /// Keeping of face data after approval, in days.
    retention_face_days: i64,
    /// Keeping of papers after cancellation, in years.
    retention_papers_years: i64,
    /// Keeping of decisions, in years.
    retention_decisions_years: i64,
    /// Keeping of filings that ended before anything was handed in, in days.
    retention_drafts_days: i64,
    /// Keeping of registrations that were never confirmed, in days.
    retention_unconfirmed_days: i64,
    /// Keeping of look-ups and of codes that ended, in days.
    retention_lookups_days: i64,
    /// Keeping of logs, at least six months, in days.
    retention_log_days: i64,
    /// Keeping of sessions that ended, in days.
    retention_sessions_days: i64,
    /// Keeping of forms that were held and taken, in hours.
    retention_held_hours: i64,
    /// Keeping of links and codes that were used or ran out, in days.
    retention_links_days: i64,
    /// Keeping of facts of domains that nobody wants, in days.
    retention_facts_days: i64,
    /// Keeping of counts of failed sign-ins, in days.
    retention_throttles_days: i64,
    /// Keeping of answers to programs, in days.
    retention_answers_days: i64,
    /// Keeping of for whom service numbers and instances were that are over, in days.
    retention_holders_days: i64,
    /// Keeping of names and logins of staff who left, in days.
    retention_staff_days: i64,
    /// Keeping of domains of the provider whose registration is over, in days.
    retention_domains_days: i64,
    /// Keeping of files exchanged with the bureau, in days.
    retention_exchanges_days: i64,
    /// Keeping of one-time parts of messages, in days.
    retention_secrets_days: i64,
    /// Whether a new website of any entity on record is filed as the ministry's type (both readings of the fifth type).
    new_website_as_miit_type: bool,
    /// Whether a filing waits for the look-up where the applicant says that nothing was filed.
    lookup_waits_none: bool,
    /// The same where the entity is said to be filed.
    lookup_waits_entity: bool,
    /// The same where the domain is said to be filed.
    lookup_waits_domain: bool,
    /// The same where the applicant does not know.
    lookup_waits_unknown: bool,
    /// Target for the answer of a look-up, in hours.
    lookup_hours: i64,
    /// How long an answer holds, in days.
    lookup_valid_days: i64,
    /// Days in which a filing that the bureau asks about is verified.
    bureau_verification_days: i64,
    /// Days in which a site without a filing is dealt with.
    bureau_unfiled_days: i64,
    /// Days in which a notice or an audit of the bureau is looked at.
    bureau_notice_days: i64,
    /// How long what the bureau's system told of a domain or a document holds, in hours.
    bureau_status_hours: i64,
    /// Life of the code by which an account receives a record, in days.
    transfer_code_days: i64,
}

#[cfg(test)]
mod tests;
