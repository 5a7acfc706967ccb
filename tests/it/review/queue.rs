//! The desk's lists: tabs and filters, named filters, search, who takes what.

use super::*;
use crate::support::guest::unescaped;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_press_claim_at_once_exactly_one_has_the_case() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let zhou = office.clerk("zhou", Role::Specialist, &[]).await;
    let case = office.case(1).await;
    let claim = format!("{}/claim", case.url());
    let (one, two) = tokio::join!(lin.post(&claim, &[]), zhou.post(&claim, &[]));
    let mut both = [(one.status, &lin), (two.status, &zhou)];
    both.sort_by_key(|(status, _)| *status);
    let [(won, winner), (lost, loser)] = both;
    assert_eq!((won, lost), (303, 409));
    let told = if one.status == 409 { &one } else { &two };
    assert!(told.says_words("已领取此备案"), "the loser learns who was first");

    // A second press of the winner changes nothing; the loser may look, masked, and may not mark.
    assert_eq!(winner.post(&claim, &[]).await.status, 303);
    let page = loser.get(&case.url()).await.page();
    assert!(!page.contains("name=\"act\" value=\"accept\""));
    let fields = [("act", "accept"), ("target", "entity.investor"), ("version", "0")];
    assert_eq!(loser.post(&format!("{}/marks", case.url()), &fields).await.status, 409);

    // Given back it waits again, where it stood.
    let page = winner.get(&case.url()).await.page();
    let version = value_of(&page, "version");
    let stale = winner.post(&format!("{}/release", case.url()), &[("version", "1")]).await;
    assert_eq!(stale.status, 409, "a version nobody saw");
    assert_eq!(winner.post(&format!("{}/release", case.url()), &[("version", &version)]).await.status, 303);
    loser.post("/next", &[]).await.must_lead_to(&case.url());
}

fn rows(page: &str) -> usize {
    page.matches("<td role=\"cell\" class=\"table__case\">").count()
}

/// As many cases as fill two pages and a bit more, of one province: rows as the queue reads them.
async fn sixty_more(program: &Program, first: &Case) {
    program.database.as_owner(&format!(
        "insert into filings (id, ref, account_id, kind, province, entity_kind, entity_name, entity_hash, state, round,
            first_submitted_at, submitted_at, state_since)
         select gen_random_uuid(), 'BA-' || translate(upper(lpad(to_hex(n), 8, '0')), 'ILOU', 'JKMN'), account_id, kind, '440000',
            entity_kind, case when n % 3 = 0 then null else 'name ' || n end, ('\\x' || lpad(to_hex(n), 8, '0'))::bytea,
            'submitted', 1 + n % 2, now(), now() + n * interval '1 second', now()
         from filings, generate_series(1, 60) n where ref = '{}'",
        first.reference
    )).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_queue_counts_filters_and_pages() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let south = office.clerk("south", Role::Specialist, &["440000"]).await;
    let first = office.case(1).await;
    sixty_more(&program, &first).await;

    let page = lin.get("/queue").await.page();
    assert_eq!(rows(&page), 25);
    assert!(page.contains(">61</span>"), "counted");
    assert!(page.contains("北京示例花园1有限公司"), "what waits longest stands first");

    // Every case once, page by page.
    for tab in ["unassigned", "all"] {
        let (mut seen, mut next) = (std::collections::BTreeSet::new(), Some(format!("/queue?tab={tab}")));
        let mut pages = 0;
        while let Some(path) = next {
            let page = lin.get(&path).await.page();
            seen.extend(page.split("href=\"/cases/").skip(1).map(|rest| rest[..11].to_owned()));
            next = page
                .split("href=\"")
                .map(|rest| unescaped(rest.split('"').next().unwrap_or_default()))
                .find(|url| url.contains("after="))
                .filter(|url| *url != path);
            pages += 1;
            assert!(pages < 5, "{tab}");
        }
        assert_eq!((seen.len(), pages), (61, 3), "{tab}");
    }

    filters_stay_and_are_shared(&lin, &south).await;
}

/// A filter stays until it is changed, and counts for every tab; named, colleagues have it too.
async fn filters_stay_and_are_shared(lin: &Guest, south: &Guest) {
    let filtered = lin
        .post("/queue", &[("tab", "all"), ("province", "440000"), ("whose", "individual"), ("round", "again")])
        .await;
    filtered.must_lead_to("/queue?tab=all&province=440000&whose=individual&round=again");
    let page = lin.get("/queue?tab=all").await.page();
    assert_eq!(rows(&page), 10, "sixty, of which a third are individuals, of which half came again");
    assert!(page.contains(">10</span>"));
    assert!(!page.contains("北京示例花园1有限公司"));

    // Named and shared, a colleague has it too; within their provinces.
    let view = [
        ("act", "save"),
        ("name", "广东个人"),
        ("shared", "yes"),
        ("tab", "all"),
        ("province", "440000"),
        ("whose", "individual"),
        ("round", "again"),
    ];
    assert_eq!(lin.post("/queue/views", &view).await.status, 303);
    let page = south.get("/queue?tab=all").await.page();
    assert!(page.contains("广东个人") && page.contains("lin"));
    assert_eq!(page.matches("value=\"remove\"").count(), 0, "it is not theirs to remove");
    assert!(!page.contains("北京示例花园1有限公司"), "another province");
    let page = lin.get("/queue?tab=all").await.page();
    let id = value_of(page.split("views__list").nth(1).unwrap(), "id");
    assert_eq!(south.post("/queue/views", &[("act", "remove"), ("id", &id)]).await.status, 303);
    assert!(lin.get("/queue").await.says_words("广东个人"), "nobody removes what is another's");
    lin.post("/queue/views", &[("act", "remove"), ("id", &id)]).await;
    assert!(!lin.get("/queue").await.says_words("广东个人"));
    let unnamed = lin.post("/queue/views", &[("act", "save"), ("name", " ")]).await;
    assert_eq!(unnamed.status, 422);
    unnamed.must_say("value-text-empty");
    let rare = lin.post("/queue/views", &[("act", "save"), ("name", "四川𠮷首轮")]).await;
    assert!(
        rare.status == 422 && rare.says_words("“𠮷”无法传送"),
        "which sign it is that nobody can keep: {}",
        rare.body
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_is_found_by_reference_number_domain_and_pieces_of_a_name() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let south = office.clerk("south", Role::Specialist, &["440000"]).await;
    let (case, other) = (office.case(1).await, office.case(2).await);
    let reference = case.reference.to_string();
    let straight = lin.post("/search", &[("q", &reference.to_lowercase())]).await;
    straight.must_lead_to(&case.url());
    for (q, finds) in [
        ("example1.cn", true),
        ("https://www.example1.cn/a", true),
        ("示例花园1", true),
        ("花园1有限", true),
        ("91110000MA00000152", true),
        ("13800000001", true),
        ("王小明", true),
        ("小明", false),
        ("1380000000", false),
        ("没有这个名字", false),
    ] {
        let page = lin.post("/search", &[("q", q)]).await.page();
        assert_eq!(page.contains(&case.url()), finds, "{q}");
        let both = ["13800000001", "王小明"].contains(&q);
        assert_eq!(page.contains(&other.url()), both, "{q}");
        assert!(!south.post("/search", &[("q", q)]).await.says_words(&case.url()), "{q} within one's provinces");
    }
    searches_page_by_page(&program, &case, &lin, &south).await;
    let searched = program.database.texts("select detail from audit_events where action = 'case.searched'").await;
    assert!(searched.len() >= 6 && searched.iter().all(|detail| !detail.contains("138")), "{searched:?}");
    assert_eq!(south.get(&case.url()).await.status, 404, "another province's case is not there");
    assert_eq!(lin.get("/cases/BA-00000000").await.status, 404);
}

/// What many cases have is shown page by page, and nobody's pages are thinned by what others may see.
async fn searches_page_by_page(program: &Program, first: &Case, lin: &Guest, south: &Guest) {
    sixty_more(program, first).await;
    let alike = format!(
        "insert into filing_marks select f.id, m.value_hash from filings f, filing_marks m
         where m.filing_id = '{}' and f.province = '440000'",
        first.id
    );
    program.database.as_owner(&alike).await;
    for (clerk, all) in [(lin, 62), (south, 60)] {
        let (mut seen, mut before, mut pages) = (std::collections::BTreeSet::new(), String::new(), Vec::new());
        loop {
            let page = clerk.post("/search", &[("q", "13800000001"), ("before", &before)]).await.page();
            seen.extend(page.split("href=\"/cases/").skip(1).map(|rest| rest[..11].to_owned()));
            pages.push(rows(&page));
            if !page.contains("name=\"before\"") {
                break;
            }
            before = value_of(&page, "before");
        }
        assert_eq!((seen.len(), pages), (all, vec![50, all - 50]));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_desk_shows_what_is_mine_due_late_and_back_again() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let (mine, late, again) = (office.case(1).await, office.case(2).await, office.case(3).await);
    lin.post(&format!("{}/claim", mine.url()), &[]).await;
    let set = |case: &Case, what: &str| format!("update filings set {what} where id = '{}';", case.id);
    program.database.as_owner(&set(&late, "submitted_at = now() - interval '20 days'")).await;
    program
        .database
        .as_owner(&format!(
            "insert into reviews (filing_id, round, reviewer_id, finished_at) select id, 1, reviewer_id, now()
             from (select '{}'::uuid as id, reviewer_id from filings where id = '{}') own;{}",
            again.id,
            mine.id,
            set(&again, "round = 2")
        ))
        .await;
    let page = lin.get("/").await.page();
    let section = |key: &str| {
        let rest = page.split(&format!("<h2 class=\"section-title\">{}</h2>", words(key))).nth(1);
        rest.unwrap_or_else(|| panic!("no {key}")).split("</section>").next().unwrap_or_default().to_owned()
    };
    assert!(section("review-desk-mine").contains(&mine.url()));
    assert!(section("review-desk-returned").contains(&again.url()));
    assert!(!section("review-desk-returned").contains(&late.url()));
    assert!(section("review-desk-due").contains(&late.url()), "what is late is due");
    assert!(section("review-desk-team").contains("<td class=\"number\">1</td>"));
    assert!(lin.get("/queue?tab=overdue").await.says_words(&late.url()));
    // What waits longest comes first.
    lin.post("/next", &[]).await.must_lead_to(&late.url());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_longest_is_next_while_something_is_found_about_it() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let (first, _second) = (office.case(1).await, office.case(2).await);
    // As the worker does that writes down what its instance is: the database holds the filing that the line refers to.
    let worker = program.database.client().await;
    let hold = format!("begin; select from filings where id = '{}' for key share;", first.id);
    worker.batch_execute(&hold).await.unwrap();
    lin.post("/next", &[]).await.must_lead_to(&first.url());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clocks_that_jump_and_days_far_ahead_or_back_break_no_page() {
    let program = Program::start().await;
    let office = Office::of(&program).await;
    let lin = office.clerk("lin", Role::Specialist, &[]).await;
    let case = office.case(1).await;
    for at in ["2999-12-31", "1971-01-01", "2026-12-31"] {
        for state in ["submitted", "ready_to_send", "verifying", "bureau_review"] {
            program.database.as_owner(&format!(
                "update filings set state = '{state}', until = '{at}', submitted_at = '{at}', state_since = '{at}', touched_at = '{at}';
                 update submissions set submitted_at = '{at}'"
            )).await;
            for page in ["/", "/queue?tab=overdue", "/queue?tab=all", "/verifications", case.url().as_str()] {
                assert_eq!(lin.get(page).await.status, 200, "{page}: {state} since {at}");
            }
            assert_eq!(lin.get(&format!("{}?tab=timeline", case.url())).await.status, 200);
        }
    }
}
