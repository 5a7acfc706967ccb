//! Administrators add, change, disable and reset; what they take away is gone at once; one of them always stays.

use super::people::{Member, added, first_sign_in, send_password, sign_in_staff};
use crate::support::guest::{Answer, Guest};
use crate::support::program::Program;

/// An administrator, and a specialist whom they added on the page.
async fn two(program: &Program) -> (Guest, Guest, Member, String) {
    let mut member = added(program, "admin", "administrator");
    let admin = first_sign_in(program, &mut member).await;
    let fields = [("login", "Li.Na"), ("name", "李娜"), ("role", "specialist"), ("provinces", "110000")];
    let answer = admin.submit("/settings/staff", &fields).await;
    answer.must_say("staff-temporary-below");
    let password = answer.between("id=\"temporary\" tabindex=\"0\">", "<");
    let mut li = Member { login: "li.na", password, secret: String::new() };
    let guest = first_sign_in(program, &mut li).await;
    let id = program.database.text("select id::text from staff where login = 'li.na'").await;
    (admin, guest, li, format!("/settings/staff/{id}"))
}

async fn act(admin: &Guest, page: &str, what: &str) -> Answer {
    admin.submit(page, &[("act", what)]).await
}

#[tokio::test]
async fn an_administrator_adds_somebody_and_sees_how_they_stand() {
    let program = Program::start().await;
    let mut member = added(&program, "admin", "administrator");
    let admin = first_sign_in(&program, &mut member).await;
    for (login, name, role, field) in [
        ("", "李娜", "specialist", "login"),
        ("李娜", "李娜", "specialist", "login"),
        ("li.na", "", "specialist", "name"),
        ("li.na", "李娜", "", "role"),
        ("li.na", "李娜", "chief", "role"),
        ("ADMIN", "李娜", "specialist", "login"),
    ] {
        let fields = [("login", login), ("name", name), ("role", role)];
        let answer = admin.submit("/settings/staff", &fields).await;
        assert_eq!(answer.status, 422, "{login} {name} {role}");
        assert!(answer.body.contains(&format!("href=\"#{field}\"")), "{field} is named");
    }
    let fields = [("login", "li.na"), ("name", "李娜"), ("role", "specialist"), ("provinces", "999999")];
    assert_eq!(admin.submit("/settings/staff", &fields).await.status, 422);
    let fields = [("login", "li.na"), ("name", "李娜"), ("role", "specialist"), ("provinces", "110000")];
    let answer = admin.submit("/settings/staff", &fields).await;
    let password = answer.between("id=\"temporary\" tabindex=\"0\">", "<");
    let list = admin.get("/settings/staff").await;
    assert!(list.body.contains("李娜") && list.body.contains("北京") && !list.body.contains(&password), "shown once");
    list.must_say("staff-password-temporary");
    list.must_say("staff-second-factor-off");
    let all = program.database.texts("select a::text from audit_events a").await.join("\n") + &program.log();
    assert!(all.contains("staff.added") && !all.contains(&password));
}

#[tokio::test]
async fn what_is_taken_away_is_gone_at_once() {
    let program = Program::start().await;
    let (admin, guest, mut li, page) = two(&program).await;
    assert_eq!(guest.get("/queue").await.status, 200);
    for path in ["/settings/staff", &page, "/audit"] {
        assert_eq!(guest.get(path).await.status, 403, "{path} is not for specialists");
    }
    // Another role: the session ends, and the next one has it.
    let version = admin.get(&page).await.hidden("version");
    let fields = [("act", "save"), ("version", version.as_str()), ("name", "李娜"), ("role", "auditor")];
    admin.submit(&page, &fields).await.must_lead_to(&page);
    admin.get(&page).await.must_say("staff-saved");
    guest.get("/queue").await.must_lead_to("/sign-in?next=%2Fqueue");
    sign_in_staff(&guest, &li, 0).await.must_lead_to("/");
    assert_eq!((guest.get("/queue").await.status, guest.get("/audit").await.status), (403, 200));
    // The page as it was before: two administrators do not overwrite one another.
    assert_eq!(admin.submit(&page, &fields).await.status, 409);

    act(&admin, &page, "reset-second-factor").await.must_lead_to(&page);
    guest.get("/audit").await.must_lead_to("/sign-in?next=%2Faudit");
    send_password(&guest, &li).await.must_lead_to("/sign-in/enrol");
    let answer = act(&admin, &page, "reset-password").await;
    let old = std::mem::replace(&mut li.password, answer.between("id=\"temporary\" tabindex=\"0\">", "<"));
    guest.get("/sign-in/enrol").await.must_lead_to("/sign-in?next=%2Fsign-in%2Fenrol");
    let fields = [("login", "li.na"), ("password", old.as_str())];
    guest.submit("/sign-in", &fields).await.must_say("staff-sign-in-wrong");
    let guest = first_sign_in(&program, &mut li).await;

    let more = "update staff set email_sealed = '\\x01', recovery_hashes = array['\\x01'::bytea] where login = 'li.na'";
    program.database.as_owner(more).await;
    act(&admin, &page, "disable").await.must_lead_to(&page);
    let kept = "select concat_ws(' ', nullif(password_hash, ''), totp_sealed, totp_last_step, email_sealed,
        cardinality(recovery_hashes)) from staff where login = 'li.na'";
    assert_eq!(program.database.text(kept).await, "0", "nothing to sign in with, or to be told at");
    guest.get("/me").await.must_lead_to("/sign-in?next=%2Fme");
    send_password(&guest, &li).await.must_say("staff-sign-in-wrong");
    admin.get("/settings/staff").await.must_say("staff-disabled");
    act(&admin, &page, "disable").await.must_lead_to(&page);
    let answer = act(&admin, &page, "enable").await;
    act(&admin, &page, "enable").await.must_lead_to(&page);
    guest.get("/me").await.must_lead_to("/sign-in?next=%2Fme");
    send_password(&guest, &li).await.must_say("staff-sign-in-wrong");
    li.password = answer.between("id=\"temporary\" tabindex=\"0\">", "<");
    assert_eq!(first_sign_in(&program, &mut li).await.get("/me").await.status, 200, "they begin anew");
    assert_eq!(act(&admin, &page, "promote").await.status, 422);
    assert_eq!(admin.get("/settings/staff/0190a0a0-0000-7000-8000-000000000000").await.status, 404);
}

#[tokio::test]
async fn one_administrator_always_stays() {
    let program = Program::start().await;
    let (admin, _, _, li) = two(&program).await;
    let own = program.database.text("select id::text from staff where login = 'admin'").await;
    let own = format!("/settings/staff/{own}");
    let page = admin.get(&own).await;
    page.must_say("staff-oneself");
    let version = page.hidden("version");
    let save = |role: &'static str| [("act", "save"), ("name", "示例人员"), ("role", role)];
    let mut fields = save("auditor").to_vec();
    fields.push(("version", &version));
    let answer = admin.submit_to(&li, &own, &fields).await;
    assert_eq!(answer.status, 409);
    answer.must_say("staff-not-oneself");
    for what in ["disable", "reset-password", "reset-second-factor"] {
        let answer = admin.submit_to(&li, &own, &[("act", what)]).await;
        assert_eq!(answer.status, 409, "{what}");
    }
    // A name is nobody's power.
    let fields = [("act", "save"), ("version", version.as_str()), ("name", "新的称呼"), ("role", "administrator")];
    admin.submit(&own, &fields).await.must_lead_to(&own);

    // With a second one the first may go; then the second stays.
    let mut second = added(&program, "second", "administrator");
    let other = first_sign_in(&program, &mut second).await;
    act(&other, &own, "disable").await.must_lead_to(&own);
    admin.get("/me").await.must_lead_to("/sign-in?next=%2Fme");
    let output = program.try_command(&["staff", "disable", "second"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("last administrator"), "{output:?}");
    assert_eq!(other.get("/me").await.status, 200);
}

#[tokio::test]
async fn two_administrators_who_disable_one_another_at_one_instant_leave_one() {
    let program = Program::start().await;
    let mut pair = Vec::new();
    for login in ["first", "second"] {
        let mut member = added(&program, login, "administrator");
        let guest = first_sign_in(&program, &mut member).await;
        let id = program.database.text(&format!("select id::text from staff where login = '{login}'")).await;
        pair.push((guest, format!("/settings/staff/{id}")));
    }
    let pages = [pair[1].1.clone(), pair[0].1.clone()];
    // Both have the page before them.
    for ((guest, _), page) in pair.iter().zip(&pages) {
        assert_eq!(guest.get(page).await.status, 200);
    }
    let acts =
        pair.iter().zip(&pages).map(async |((guest, _), page)| guest.post(page, &[("act", "disable")]).await.status);
    let statuses = futures_util::future::join_all(acts).await;
    let left = "select count(*)::text from staff where role = 'administrator' and disabled_at is null";
    assert_eq!(program.database.text(left).await, "1", "{statuses:?}");
}
