//! One case: what is masked, what opens with a reason, marks, notes, calls, checklist, and two people at once.

use super::*;
use crate::support::guest::unescaped;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn personal_data_are_masked_until_the_case_is_taken_or_a_reason_given() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let zhou = office.clerk("zhou", Role::Specialist, &[]).await;
    let case = office.case(1).await;
    let person = format!("{}?section=entity-person", case.url());
    let page = lin.get(&person).await.page();
    for secret in ["王小明", "11000019900307001X", "13800000001", "wang@example.cn"] {
        assert!(!page.contains(secret), "{secret} of a case nobody has");
    }
    assert!(!page.contains("/papers/"), "no picture either");
    let reveal = format!("{}/reveal", case.url());
    let asked = lin.post(&reveal, &[("section", "entity-person"), ("reason", "")]).await;
    assert_eq!(asked.status, 422, "why must be said");
    assert_eq!(audited(&program, &case, "case.value_revealed").await, 0);
    let page = lin.post(&reveal, &[("section", "entity-person"), ("reason", "申请人来电核对号码")]).await.page();
    assert!(page.contains("11000019900307001X") && page.contains("13800000001"));
    let why =
        format!("select reason from audit_events where action = 'case.value_revealed' and subject_id = '{}'", case.id);
    assert_eq!(program.database.texts(&why).await, ["申请人来电核对号码"]);
    assert!(!lin.get(&person).await.says_words("11000019900307001X"), "a reload asks again");

    // The picture opens with the key of that page, for that session alone.
    let picture =
        page.split("src=\"").filter_map(|rest| rest.split('"').next()).find(|src| src.contains("/pages/1?key="));
    let picture = unescaped(picture.unwrap());
    let shown = lin.get(&picture).await;
    assert_eq!((shown.status, shown.header("content-type")), (200, "image/jpeg"));
    let bare = picture.split('?').next().unwrap();
    for (clerk, path) in [(&lin, bare), (&zhou, picture.as_str()), (&zhou, bare)] {
        assert_eq!(clerk.get(path).await.status, 404);
    }
    assert_eq!(audited(&program, &case, "case.paper_seen").await, 1);

    // Taken, it is open to its holder: opening the section is the look.
    lin.post(&format!("{}/claim", case.url()), &[]).await;
    assert!(lin.get(&person).await.says_words("11000019900307001X"));
    assert_eq!(lin.get(bare).await.status, 200);
    assert_eq!(audited(&program, &case, "case.section_seen").await, 1);
    assert!(!zhou.get(&person).await.says_words("11000019900307001X"));
    let elsewhere = office.case(2).await;
    let other = bare.replace(&case.reference.to_string(), &elsewhere.reference.to_string());
    assert_eq!(lin.get(&other).await.status, 404, "a paper opens within its own case");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn marks_are_set_changed_and_taken_back_and_nobody_overwrites_what_they_did_not_see() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let case = office.case(1).await;
    lin.post(&format!("{}/claim", case.url()), &[]).await;
    let marks = format!("{}/marks", case.url());
    let said = || async {
        let sql = format!(
            "select verdict || ' ' || coalesce(reason_code, '') from marks where filing_id = '{}' and target = 'entity.cert_address'",
            case.id
        );
        program.database.texts(&sql).await
    };
    let on = |act: &'static str, version: &'static str| {
        vec![("act", act), ("target", "entity.cert_address"), ("section", "entity"), ("version", version)]
    };
    let mut fields = on("mark", "0");
    fields.extend([("reason", "ENT-03"), ("words", "缺楼层")]);
    let marked = lin.post(&marks, &fields).await;
    marked.must_lead_to(&format!("{}?section=entity#item-entity-cert-address", case.url()));
    assert_eq!(said().await, ["marked ENT-03"]);
    let page = lin.get(&format!("{}?section=entity", case.url())).await.page();
    assert!(page.contains("缺楼层") && page.contains("case-field--marked"));

    // The other window still shows the field as open: its acceptance meets the mark, and both are shown.
    let met = lin.post(&marks, &on("accept", "0")).await;
    assert_eq!(met.status, 409);
    assert!(met.says("review-conflict-title") && met.says_words("缺楼层") && met.says("review-said-accepted"));
    assert_eq!(said().await, ["marked ENT-03"], "nothing was overwritten");
    assert_eq!(lin.post(&marks, &fields).await.status, 303, "the same pressed twice is no conflict");

    assert_eq!(lin.post(&marks, &on("accept", "1")).await.status, 303);
    assert_eq!(said().await, ["accepted "]);
    assert_eq!(lin.post(&marks, &on("undo", "1")).await.status, 409);
    assert_eq!(lin.post(&marks, &on("undo", "2")).await.status, 303);
    assert!(said().await.is_empty());

    let mut unknown = on("mark", "0");
    unknown.push(("reason", "XXX-99"));
    assert_eq!(lin.post(&marks, &unknown).await.status, 422, "no reason of the catalogue");
    for (act, target) in [("accept", "nonsense"), ("burn", "entity.investor")] {
        assert_eq!(lin.post(&marks, &[("act", act), ("target", target)]).await.status, 422, "{act} {target}");
    }
    // The rest of a section at once; what a check doubts stays to be looked at one by one.
    assert_eq!(lin.post(&marks, &[("act", "accept-open"), ("section", "entity")]).await.status, 303);
    let all = format!("select target from marks where filing_id = '{}' and verdict = 'accepted' order by 1", case.id);
    assert_eq!(program.database.texts(&all).await.len(), 6);

    // The lead gave the case to a colleague meanwhile: what stands, and what was typed here.
    let lead = office.clerk("lead", Role::Lead, &[]).await;
    let zhou = office.clerk("zhou", Role::Specialist, &[]).await;
    let version = value_of(&lead.get(&case.url()).await.page(), "version");
    lead.post(&format!("{}/release", case.url()), &[("version", &version)]).await;
    zhou.post(&format!("{}/claim", case.url()), &[]).await;
    let met = lin.post(&marks, &fields).await;
    assert_eq!(met.status, 409);
    assert!(met.says("review-conflict-title") && met.says("review-said-accepted") && met.says_words("缺楼层"));
    assert_eq!(said().await, ["accepted "]);

    // What the case says of an applicant whom messages do not reach.
    program.database.as_owner("update accounts set email_refused_at = now(), mobile_refused_at = now()").await;
    let page = zhou.get(&case.url()).await;
    assert!(page.says("review-mail-refused") && page.says("review-sms-refused"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_catalogue_offers_every_reason_in_both_languages_those_of_the_field_first() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let case = office.case(1).await;
    lin.post(&format!("{}/claim", case.url()), &[]).await;
    let page = lin.get(&format!("{}?section=entity", case.url())).await.page();
    let select =
        page.split("id=\"item-entity-cert-address-reason\"").nth(1).unwrap().split("</select>").next().unwrap();
    let known = beian::reference::book().reasons(beian::clock::china_day(beian::clock::now())).len();
    assert!(known > 90, "the ninety of the catalogue, and what a machine at the bureau says");
    assert_eq!(select.matches("<option value=\"").count(), known + 1, "every one and the empty one");
    let first = select.split("<option value=\"").nth(2).unwrap();
    assert!(first.starts_with("ENT-03\""), "{first}");
    program.database.as_owner("update staff set language = 'en'").await;
    let page = lin.get(&format!("{}?section=entity", case.url())).await.page();
    assert!(page.contains("ENT-03 The certificate address differs"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_checks_found_stands_beside_its_field_and_keeps_it_from_being_accepted_in_one_go() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let case = office.draft(1).await;
    office.submit_with(&case, serde_json::json!([
        { "code": "X07", "target": "entity.investor", "key": "filing-long-term", "args": [], "blocking": false },
    ])).await;
    lin.post(&format!("{}/claim", case.url()), &[]).await;
    let page = lin.get(&format!("{}?section=entity", case.url())).await.page();
    let field = field(&page, "entity-investor");
    assert!(field.contains("check--warning") && field.contains("X07"), "{field}");
    assert!(page.contains("check--success"), "what the rules know is right has a check mark");
    lin.post(&format!("{}/marks", case.url()), &[("act", "accept-open"), ("section", "entity")]).await;
    let open =
        format!("select count(*)::text from marks where filing_id = '{}' and target = 'entity.investor'", case.id);
    assert_eq!(program.database.text(&open).await, "0", "a doubt is answered one by one");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn notes_and_calls_are_kept_sealed_and_shown_to_colleagues() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let zhou = office.clerk("zhou", Role::Specialist, &[]).await;
    let case = office.case(1).await;
    assert_eq!(lin.post(&format!("{}/notes", case.url()), &[("words", "  ")]).await.status, 422);
    assert_eq!(lin.post(&format!("{}/notes", case.url()), &[("words", "王总下午再联系")]).await.status, 303);
    assert!(zhou.get(&format!("{}?tab=notes", case.url())).await.says_words("王总下午再联系"));
    let plain = "select (encode(words_sealed, 'hex') like '%' || encode('王总', 'hex') || '%')::text from case_notes";
    assert_eq!(program.database.texts(plain).await, ["false"]);

    let calls = format!("{}/calls", case.url());
    let empty = lin.post(&calls, &[("words", "没人接")]).await;
    assert_eq!(empty.status, 422);
    assert!(empty.says_words("没人接") && empty.says("review-call-person-missing"));
    let call = [("person", "entity-person"), ("result", "no_answer"), ("words", "上午十点")];
    assert_eq!(lin.post(&calls, &call).await.status, 303);
    let page = zhou.get(&format!("{}?tab=calls", case.url())).await.page();
    assert!(page.contains("上午十点") && page.contains(&words("review-call-no-answer")) && page.contains("lin"));
    assert_eq!(audited(&program, &case, "case.call_recorded").await, 1);
    assert_eq!(audited(&program, &case, "case.note_written").await, 1);
    lin.post(&format!("{}/claim", case.url()), &[]).await;
    assert!(lin.get(&format!("{}?tab=checklist", case.url())).await.says_words("本轮已记录 1 次电话"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_checklist_saved_in_another_window_is_shown_beside_what_was_just_chosen() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let case = office.case(1).await;
    lin.post(&format!("{}/claim", case.url()), &[]).await;
    let path = format!("{}/checklist", case.url());
    let page = lin.get(&format!("{}?tab=checklist", case.url())).await.page();
    let version = value_in(&page, &path, "version");
    let first = lin.post(&path, &[("R01", "yes"), ("version", &version)]).await;
    first.must_lead_to(&format!("{}?tab=checklist", case.url()));
    let second = lin.post(&path, &[("R01", "not_needed"), ("R02", "yes"), ("version", &version)]).await;
    assert_eq!(second.status, 409);
    assert!(second.says_words("现在：符合；您刚才填的：不适用") && second.says_words("现在：未填；您刚才填的：符合"));
    let kept = format!("select checklist::text from reviews where filing_id = '{}'", case.id);
    assert_eq!(program.database.texts(&kept).await, [r#"{"R01": "yes"}"#], "nothing was overwritten");
    // Saved once more, with the version of the page that showed both, it counts.
    let again = lin
        .post(&path, &[("R01", "not_needed"), ("R02", "yes"), ("version", &value_in(&second.body, &path, "version"))])
        .await;
    assert_eq!(again.status, 303);
    tick_checklist(&lin, &case).await;
}
