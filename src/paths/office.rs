//! Addresses of the back office.

use std::fmt::Display;

plain! {
    /// The queue.
    queue = "/queue";
    /// Names a filter of the queue, or takes a named one away.
    queue_views = "/queue/views";
    /// Claims the next case.
    next_case = "/next";
    /// Questions what is on record.
    lookups = "/lookups";
    /// Websites on record of which the daily look found something.
    sites = "/sites";
    /// SMS verifications that run, and those that lapsed.
    verifications = "/verifications";
    /// Look across cases.
    search = "/search";
    /// Mails and SMS with their state.
    deliveries = "/mail";
    /// Pauses or resumes a topic.
    delivery_pause = "/mail/pause";
    /// What goes to the bureau's system and comes back.
    exchange = "/bureau";
    /// The bureau's code tables as they came.
    bureau_codes = "/bureau/codes";
    /// Work that the bureau gives.
    bureau_tasks = "/bureau/tasks";
    /// The audit.
    audit = "/audit";
    /// The audit as a file.
    audit_export = "/audit/export";
    /// Staff.
    staff = "/settings/staff";
    /// Instances, service numbers and tokens.
    hosting = "/settings/hosting";
    /// The rules of all provinces.
    rules = "/settings/provinces";
    /// A rule that is written.
    rule = "/settings/provinces/rule";
    /// Holidays and weekends that are worked.
    calendar = "/settings/calendar";
    /// Days of the calendar that are written.
    calendar_days = "/settings/calendar/days";
    /// How long what is kept.
    retention = "/settings/retention";
    /// Tokens of programs.
    api_tokens = "/settings/hosting/tokens";
    /// What describes the interface for programs.
    api_document = "/api/v1/openapi.json";
    /// The own login.
    me = "/me";
    /// The own password.
    me_password = "/me/password";
    /// Codes for a lost phone.
    me_recovery = "/me/recovery-codes";
    /// Where the own person is told of new devices.
    me_alarm_mail = "/me/alarm-mail";
    /// The second factor.
    code = "/sign-in/code";
    /// Enrolment of the second factor.
    enrol = "/sign-in/enrol";
    /// A new password in place of a temporary one.
    first_password = "/sign-in/password";
}

/// A form that was kept when the session of its sender had ended.
pub fn held(id: impl Display) -> String {
    format!("/me/held/{id}")
}

/// A case.
pub fn case(reference: impl Display) -> String {
    format!("/cases/{reference}")
}

/// A view of a case, by the name of its tab.
pub fn case_tab(reference: impl Display, tab: &str) -> String {
    match tab {
        "application" => case(reference),
        _ => format!("/cases/{reference}?tab={tab}"),
    }
}

/// A page below a case: `decide`, `bureau`, `claim` ...
pub fn case_part(reference: impl Display, part: &str) -> String {
    format!("/cases/{reference}/{part}")
}

/// A picture of a paper.
pub fn paper(reference: impl Display, id: impl Display, page: i32) -> String {
    format!("/cases/{reference}/papers/{id}/pages/{page}")
}

/// The small picture of a paper.
pub fn paper_thumb(reference: impl Display, id: impl Display, page: i32) -> String {
    format!("/cases/{reference}/papers/{id}/pages/{page}/thumb")
}

/// The picture of a paper that the bureau's system gets.
pub fn paper_sent(reference: impl Display, id: impl Display, page: i32) -> String {
    format!("/cases/{reference}/papers/{id}/pages/{page}/sent")
}

/// An instance.
pub fn hosting_instance(code: impl Display) -> String {
    format!("/settings/hosting/instances/{code}")
}

/// Makes service numbers on an instance.
pub fn hosting_issue(code: impl Display) -> String {
    format!("/settings/hosting/instances/{code}/numbers")
}

/// Revokes a service number.
pub fn hosting_revoke(number: impl Display) -> String {
    format!("/settings/hosting/service-numbers/{number}/revoke")
}

/// Revokes a token.
pub fn api_token_revoke(id: impl Display) -> String {
    format!("/settings/hosting/tokens/{id}/revoke")
}

/// A rule that is to be changed.
pub fn rule_change(id: &str) -> String {
    format!("{}?rule={id}", rule())
}

/// A new rule of a sort and a province.
pub fn rule_new(sort: &str, province: &str) -> String {
    format!("{}?province={province}&sort={sort}", rule())
}

/// The rules of a sort and a province.
pub fn rules_of(sort: &str, province: &str) -> String {
    format!("{}?province={province}&sort={sort}", rules())
}

/// One of the staff.
pub fn staff_member(id: impl Display) -> String {
    format!("/settings/staff/{id}")
}

/// Runs a job again that was given up, or lets it be.
pub fn delivery_job(id: impl Display) -> String {
    format!("/mail/jobs/{id}")
}

/// A file that came from the bureau.
pub fn exchange_file(id: impl Display) -> String {
    format!("/bureau/files/{id}")
}

/// A file that goes to the bureau.
pub fn exchange_upload(id: impl Display) -> String {
    format!("/bureau/uploads/{id}")
}

/// A piece of work that the bureau gives.
pub fn bureau_task(id: impl Display) -> String {
    format!("/bureau/tasks/{id}")
}

/// A question what is on record.
pub fn lookup(id: impl Display) -> String {
    format!("/lookups/{id}")
}

/// Sends a message again.
pub fn delivery_resend(id: impl Display) -> String {
    format!("/mail/{id}/resend")
}

/// The clip in which somebody shows who they are.
pub fn clip(reference: impl Display, check: impl Display) -> String {
    format!("/cases/{reference}/faces/{check}/clip")
}
