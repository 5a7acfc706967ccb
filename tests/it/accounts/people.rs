//! How people get an account, and how staff get in: what the stories here start from.

use std::time::Duration;

use crate::support::guest::{Answer, Guest, code};
use crate::support::program::{Arrived, Program};

pub const PASSWORD: &str = "quiet river stone bridge";
pub const NEW_PASSWORD: &str = "seven slow boats at dawn";

/// Sends the form of a registration.
pub async fn send_registration(guest: &Guest, email: &str, mobile: &str, password: &str) -> Answer {
    let fields = [("email", email), ("mobile", mobile), ("password", password), ("terms", "yes")];
    guest.submit("/register", &fields).await
}

/// Registers and confirms the mail address by its link.
pub async fn register(program: &Program, guest: &Guest, email: &str, mobile: &str) {
    send_registration(guest, email, mobile, PASSWORD).await.must_say("account-look-register");
    let link = program.message(email, "/verify-email/").await.link("/verify-email/");
    guest.submit(&link, &[]).await.must_lead_to("/sign-in");
}

/// Sends the form of a sign-in.
pub async fn sign_in(guest: &Guest, email: &str, password: &str) -> Answer {
    guest.submit("/sign-in", &[("email", email), ("password", password)]).await
}

/// An account whose mail and mobile are confirmed, signed in.
pub async fn applicant(program: &Program, email: &str, mobile: &str) -> Guest {
    let guest = Guest::at_portal(program);
    register(program, &guest, email, mobile).await;
    sign_in(&guest, email, PASSWORD).await.must_lead_to("/verify-mobile?next=%2Ffilings");
    let code = program.message(mobile, "").await.code();
    guest.submit("/verify-mobile", &[("code", &code)]).await.must_lead_to("/filings");
    guest
}

/// Waits until so many messages went to an address or number: the newest.
pub async fn nth_message(program: &Program, to: &str, count: usize) -> Arrived {
    for _ in 0..200 {
        let all = program.messages(to);
        if all.len() >= count {
            return all[0].clone();
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("only {} messages to {to}", program.messages(to).len());
}

/// Somebody of the staff with what they need to sign in.
pub struct Member {
    pub login: &'static str,
    pub password: String,
    /// The key of the second factor, as it is typed; empty before it is enrolled.
    pub secret: String,
}

/// Adds somebody by the command; the password is temporary.
pub fn added(program: &Program, login: &'static str, role: &str) -> Member {
    let said = program.command(&["staff", "add", login, "--name", "示例人员", "--role", role]);
    let password = said.lines().find_map(|line| line.strip_prefix("temporary password: ")).unwrap();
    Member { login, password: password.to_owned(), secret: String::new() }
}

/// Sends login and password.
pub async fn send_password(guest: &Guest, member: &Member) -> Answer {
    guest.submit("/sign-in", &[("login", member.login), ("password", &member.password)]).await
}

/// Signs in for the first time: enrols the second factor and chooses a password.
pub async fn first_sign_in(program: &Program, member: &mut Member) -> Guest {
    let guest = Guest::at_office(program);
    send_password(&guest, member).await.must_lead_to("/sign-in/enrol");
    member.secret = guest.get("/sign-in/enrol").await.between("<code>", "</code>");
    guest.submit("/sign-in/enrol", &[("code", &code(&member.secret, -1))]).await.must_lead_to("/");
    guest.get("/").await.must_lead_to("/sign-in/password");
    member.password = "a lamp above the long desk".to_owned();
    guest.submit("/sign-in/password", &[("password", &member.password)]).await.must_lead_to("/");
    guest
}

/// Signs in with a code some steps from now.
pub async fn sign_in_staff(guest: &Guest, member: &Member, steps: i32) -> Answer {
    send_password(guest, member).await.must_lead_to("/sign-in/code");
    guest.submit("/sign-in/code", &[("code", &code(&member.secret, steps))]).await
}
