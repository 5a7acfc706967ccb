//! Writes a rule, shows what it would do to filings that run, and decides on it.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;

use super::list::{province_choices, sorts, who};
use crate::admin::rules::form::{CHANGE, END, KINDS, RuleForm};
use crate::admin::rules::{service, store};
use crate::clock;
use crate::error::{Error, Result};
use crate::filing::kind::Kind;
use crate::filing::service::trial::{Outcome, Wanted};
use crate::filing::store::trial::Head;
use crate::filing::trial::How;
use crate::form::{self, FieldErrors};
use crate::paths::office;
use crate::reference::rules::{ANY, Rule, Severity, Sort, Written, origin};
use crate::reference::{Amendment, EntityKind, RuleSet, ServiceContent, book};
use crate::text::{Message, Tr};
use crate::values::ids::FilingId;
use crate::web::flash::see_other_with;
use crate::web::ui::{Choice, OptionGroup};
use crate::web::{App, Officer, Page, PostForm, render, render_with};

/// Filings named at a time.
const MOST: usize = 20;

/// Which rule is written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// One there is.
    rule: String,
    /// The sort of a new one; none before one was chosen.
    sort: Option<String>,
    /// Its province.
    province: String,
}

#[derive(Template)]
#[template(path = "admin/rule_begin.html")]
struct BeginPage {
    page: Page,
    t: Tr,
    provinces: Vec<Choice>,
    sorts: Vec<OptionGroup>,
    errors: FieldErrors,
}

/// What the form offers.
#[derive(Template)]
#[template(path = "admin/rule.html")]
struct WritePage {
    page: Page,
    t: Tr,
    form: RuleForm,
    errors: FieldErrors,
    /// The sort in words.
    above: String,
    /// What holds now where a rule is changed, and since when by which source.
    current: Vec<(String, String)>,
    acts: Vec<Choice>,
    provinces: Vec<Choice>,
    scopes: Vec<Choice>,
    entity_kinds: Vec<Choice>,
    kinds: Vec<Choice>,
    value: Value,
    severities: Vec<Choice>,
    needs_words: bool,
    from_hint: String,
    action: String,
    /// The rule that says it already, with its address.
    rival: Option<(String, String)>,
}

/// How the value is asked for.
enum Value {
    One(Vec<Choice>),
    Several(Vec<Choice>),
    Typed { hint: String, value: String },
}

/// A filing that would be touched.
struct Touched {
    reference: String,
    state: String,
    kept: String,
    how: Vec<String>,
}

#[derive(Template)]
#[template(path = "admin/rule_preview.html")]
struct PreviewPage {
    page: Page,
    t: Tr,
    form: RuleForm,
    errors: FieldErrors,
    sort: String,
    said: Vec<String>,
    /// Counts in words; none on the pages after the first.
    counts: Vec<String>,
    rows: Vec<Touched>,
    next: Option<String>,
    seen: usize,
    action: String,
}

/// The form of a rule there is or of a new one; first the sort of a new one.
///
/// # Errors
/// `NotFound` for a rule that is not there.
pub async fn show(
    req: HttpRequest,
    officer: Officer,
    app: Data<App>,
    Query(asked): Query<Asked>,
) -> Result<HttpResponse> {
    let t = officer.t();
    service::refresh(&app.db).await?;
    let today = clock::china_day(clock::now());
    if !asked.rule.is_empty() {
        let rule = book().rule_book().named(&asked.rule).last().ok_or(Error::NotFound)?;
        return render(&page(&req, t, RuleForm::of(rule), FieldErrors::new()));
    }
    let province = if asked.province.is_empty() { ANY } else { &asked.province };
    if let Some(sort) = asked.sort.as_deref().filter(|sort| Sort::WORDS.contains(sort)) {
        return render(&page(&req, t, RuleForm::empty(sort, province), FieldErrors::new()));
    }
    let (status, errors) = match asked.sort {
        None => (StatusCode::OK, FieldErrors::new()),
        Some(_) => (StatusCode::UNPROCESSABLE_ENTITY, FieldErrors::of("sort", Message::new("rule-page-choose"))),
    };
    let begin = BeginPage {
        page: Page::titled(&req, "rule-page-add"),
        t,
        provinces: province_choices(t, &asked.province, today),
        sorts: sorts(t, ""),
        errors,
    };
    render_with(status, &begin)
}

/// Tries, goes back to the form, or decides.
///
/// # Errors
/// `NotFound` for a rule that is not there.
pub async fn save(
    req: HttpRequest,
    officer: Officer,
    app: Data<App>,
    PostForm(mut rule): PostForm<RuleForm>,
) -> Result<HttpResponse> {
    let t = officer.t();
    service::refresh(&app.db).await?;
    settle(&mut rule)?;
    if rule.step == "edit" {
        return render(&page(&req, t, rule, FieldErrors::new()));
    }
    let (amendment, reason) = match form::check(&rule, book(), service::day_known(clock::now())) {
        Ok(valid) => valid,
        Err(errors) => return render_with(StatusCode::UNPROCESSABLE_ENTITY, &page(&req, t, rule, errors)),
    };
    let mut errors = FieldErrors::new();
    if rule.step == "save" {
        let seen = rule.seen.parse().map_err(|_| Error::BadRequest("no count of decisions"))?;
        match app.db.write(officer.by(), async |tx| service::decide(tx, seen, &amendment, &reason).await).await {
            Ok(()) => {
                service::refresh(&app.db).await?;
                return Ok(see_other_with(&req, office::rules_of(&rule.sort, &rule.province), "rule-page-decided"));
            }
            // Somebody else decided meanwhile: what this would do is looked at anew.
            Err(Error::Stale) => errors.add("", Message::new("rule-page-meanwhile")),
            Err(other) => return Err(other),
        }
    }
    let after: Option<FilingId> = rule.after.parse().ok().filter(|_| rule.step == "more");
    let wanted = Wanted { after, most: MOST, counts: after.is_none() };
    let seen = app.db.read(officer.actor(), async |tx| store::count(tx.conn).await).await?;
    match service::try_out(&app.db, officer.by(), &amendment, wanted).await {
        Ok(outcome) => {
            let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::CONFLICT };
            render_with(status, &preview(&req, t, rule, &amendment, (outcome, wanted), errors, seen))
        }
        Err(Error::Refused(message)) => {
            let errors = FieldErrors::of("from", message);
            render_with(StatusCode::UNPROCESSABLE_ENTITY, &page(&req, t, rule, errors))
        }
        Err(other) => Err(other),
    }
}

/// A rule there is keeps its sort and its province, whatever was posted; a new one of no province is for everywhere.
fn settle(form: &mut RuleForm) -> Result<()> {
    if form.id.is_empty() {
        CHANGE.clone_into(&mut form.act);
        if form.province.is_empty() {
            ANY.clone_into(&mut form.province);
        }
        return if Sort::WORDS.contains(&form.sort.as_str()) { Ok(()) } else { Err(Error::NotFound) };
    }
    let rule = book().rule_book().named(&form.id).last().ok_or(Error::NotFound)?;
    rule.sort.word().clone_into(&mut form.sort);
    form.province = rule.province.clone().unwrap_or_else(|| ANY.to_owned());
    Ok(())
}

/// Where a rule is written: the switch of the language comes back there.
fn address(form: &RuleForm) -> String {
    match form.id.as_str() {
        "" => office::rule_new(&form.sort, &form.province),
        id => office::rule_change(id),
    }
}

fn page(req: &HttpRequest, t: Tr, form: RuleForm, errors: FieldErrors) -> WritePage {
    let today = clock::china_day(clock::now());
    let known = book().rule_book().named(&form.id).filter(|rule| rule.to.is_none_or(|to| to >= today));
    let title = if form.id.is_empty() { "rule-page-add" } else { "rule-page-change" };
    let first_day = service::day_known(clock::now()).succ_opt();
    let scopes = ["all", "organisation", "individual", KINDS];
    let entity_kind = |kind: &EntityKind| Choice {
        chosen: form.entity_kinds.contains(&kind.code),
        ..Choice::new(kind.code.clone(), t.pick(&kind.zh, &kind.en), "")
    };
    let kind = |kind: &Kind| Choice {
        chosen: form.kinds.iter().any(|own| own == kind.code()),
        ..Choice::new(kind.code(), t.t(&kind.key()), "")
    };
    let rival = errors.get("scope").and_then(|error| error.args.iter().find(|(name, _)| *name == "rule"));
    let rival = rival.and_then(|(_, id)| book().rule_book().named(id).last());
    let said = |rule: &Rule| {
        let origin = origin(t, book(), [rule.from, rule.to], &rule.source, today);
        (rule.says(t, book(), today), origin)
    };
    WritePage {
        page: Page::titled(req, title),
        t,
        above: t.t(&format!("rule-title-{}", form.sort)),
        current: known.map(said).collect(),
        acts: [CHANGE, END].map(|act| Choice::new(act, t.t(&format!("rule-page-act-{act}")), &form.act)).into(),
        provinces: province_choices(t, &form.province, today),
        scopes: scopes.map(|scope| Choice::new(scope, t.t(&format!("rule-page-scope-{scope}")), &form.scope)).into(),
        entity_kinds: book().entity_kinds(today).into_iter().map(entity_kind).collect(),
        kinds: Kind::ALL.iter().map(kind).collect(),
        value: value(t, &form, today),
        severities: Severity::ALL
            .map(|severity| Choice::new(severity.word(), t.t(severity.key()), &form.severity))
            .into(),
        needs_words: form.needs_words(),
        from_hint: t.a1("rule-page-from-hint", "day", first_day.map_or_else(String::new, |day| day.to_string())),
        action: address(&form),
        rival: rival.map(|rule| (t.t(rule.sort.title()), office::rule_change(&rule.id))),
        form,
        errors,
    }
}

fn value(t: Tr, form: &RuleForm, today: NaiveDate) -> Value {
    let chosen = |code: &str| form.value.iter().any(|own| own == code);
    let choice = |code: &str, label: String| Choice { chosen: chosen(code), ..Choice::new(code, label, "") };
    let worded = |words: &[(&str, &str)]| words.iter().map(|(word, key)| choice(word, t.t(key))).collect();
    match Sort::written(&form.sort) {
        Some(Written::Word(words)) => Value::One(worded(words)),
        Some(Written::Words(words)) => Value::Several(worded(words)),
        Some(Written::Contents) => {
            let contents = book().service_contents_for(false, &RuleSet::default(), today);
            let content = |row: &ServiceContent| choice(&row.code.to_string(), t.pick(&row.zh, &row.en).to_owned());
            Value::Several(contents.into_iter().map(content).collect())
        }
        Some(Written::Paper) => {
            let papers = book().papers_by_province(today);
            Value::One(papers.into_iter().map(|row| choice(&row.slot, t.pick(&row.zh, &row.en).to_owned())).collect())
        }
        other => Value::Typed {
            hint: other.and_then(Written::hint).map(|key| t.t(key)).unwrap_or_default(),
            value: form.value(),
        },
    }
}

fn preview(
    req: &HttpRequest,
    t: Tr,
    form: RuleForm,
    amendment: &Amendment,
    (outcome, wanted): (Outcome, Wanted),
    errors: FieldErrors,
    seen: usize,
) -> PreviewPage {
    let today = clock::china_day(clock::now());
    let rule = amendment.rule().ok().flatten();
    let mut said = match &rule {
        Some(rule) => vec![who(t, rule, today), rule.says(t, book(), today), t.t(rule.severity.key())],
        None => vec![t.t("rule-page-ended")],
    };
    said.push(t.a1("rule-since", "day", t.date(amendment.from)));
    let mut counts = Vec::new();
    if wanted.counts {
        counts.push(t.a1("rule-page-concerned", "n", outcome.concerned));
        counts.push(t.a1("rule-page-touched", "n", outcome.touched));
        if outcome.handed_in > 0 {
            counts.push(t.a1("rule-page-handed-in", "n", outcome.handed_in));
        }
        if outcome.unread > 0 {
            counts.push(t.a1("rule-page-unread", "n", outcome.unread));
        }
    }
    PreviewPage {
        page: Page::titled(req, "rule-page-preview"),
        t,
        sort: t.t(&format!("rule-title-{}", form.sort)),
        said,
        counts,
        rows: outcome.rows.iter().map(|(head, how)| touched(t, head, how)).collect(),
        next: outcome.next.map(|id| id.to_string()),
        action: address(&form),
        form,
        errors,
        seen,
    }
}

fn touched(t: Tr, head: &Head, how: &[How]) -> Touched {
    Touched {
        reference: head.reference.clone(),
        state: t.t(head.state.key()),
        kept: match head.handed_in_on {
            Some(day) => t.a1("rule-page-kept", "day", t.date(day)),
            None => t.t("rule-page-draft"),
        },
        how: how.iter().map(|how| words(t, how)).collect(),
    }
}

fn words(t: Tr, how: &How) -> String {
    // Who holds a domain may be a person, and nobody here asked to see that.
    let plain = |message: &Message| {
        let mut message = message.clone();
        message.args.iter_mut().filter(|(name, _)| *name == "holder").for_each(|(_, value)| "…".clone_into(value));
        t.message(&message)
    };
    match how {
        How::Found(finding) if finding.blocking => t.a1("rule-page-blocks", "what", plain(&finding.message)),
        How::Found(finding) => t.a1("rule-page-warns", "what", plain(&finding.message)),
        How::Gone(finding) => t.a1("rule-page-gone", "what", plain(&finding.message)),
        How::Paper([zh, en]) => t.a1("rule-page-paper", "what", t.pick(zh, en)),
        How::PaperGone([zh, en]) => t.a1("rule-page-paper-gone", "what", t.pick(zh, en)),
        How::ByPerson => t.t("rule-page-by-person"),
    }
}
