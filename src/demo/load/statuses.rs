//! Companies of whom it is known what is on record: whoever names one of them in the type check meets the cell of table 2.3,
//! or the conflict, that they want to see. The answers are those a specialist would give. Together with one company on
//! record here, which meets E1 in its own account and E2 in any other, they are all cells.

use anyhow::{Context as _, anyhow};
use chrono::NaiveDate;

use super::applicant::{self, Applicant, DISTRICT};
use super::later;
use super::story::Plan;
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::application::{TypeCheck, TypeCheckForm};
use crate::filing::lookup::{Answer, DOMAIN_ANSWERS, ENTITY_ANSWERS, Trouble};
use crate::filing::service::lookups;
use crate::filing::store;
use crate::form::{Checker, Form as _};
use crate::reference::{Reference, book};
use crate::registry::lookup::{DomainStatus, EntityStatus};
use crate::values::actor::Actor;
use crate::values::ids::AccountId;

/// Where an empty shell may add a website, and where it may not.
pub const PROVINCES: [&str; 2] = ["110000", "440000"];
/// Keeps their certificates apart from those of the applicants.
const FIRST: usize = 9_000;
/// Where the answers were found.
const NOTE: &str = "演示数据：按证件号码和域名预先核查。";

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// From 1.
    pub number: usize,
    /// Division code of its province.
    pub province: &'static str,
    /// What is known.
    pub answer: Answer,
}

/// All of them: what a look-up can bring, cell by cell, then what else it can find, then the shell where it stays one.
pub fn all() -> Vec<Known> {
    let [most, other] = PROVINCES;
    let answer = |entity, domain, troubles| Answer { entity, domain, troubles };
    let cells = ENTITY_ANSWERS.iter().flat_map(|entity| DOMAIN_ANSWERS.iter().map(|domain| cell(*entity, *domain)));
    let troubles =
        Trouble::ALL.iter().map(|trouble| answer(EntityStatus::Elsewhere, DomainStatus::NotFiled, vec![*trouble]));
    let shells = [DomainStatus::NotFiled, DomainStatus::OtherEntity]
        .map(|domain| (other, answer(EntityStatus::Shell, domain, Vec::new())));
    let here = cells.chain(troubles).map(|answer| (most, answer));
    let numbered = (1..).zip(here.chain(shells));
    numbered.map(|(number, (province, answer))| Known { number, province, answer }).collect()
}

/// What a look-up brings for a cell; where that cannot be, the specialist says that it was found so.
fn cell(entity: EntityStatus, domain: DomainStatus) -> Answer {
    let found = Answer { entity, domain, troubles: Vec::new() };
    if found.is_consistent() { found } else { Answer { troubles: vec![Trouble::Contradiction], ..found } }
}

impl Known {
    /// The type check that leads there, as typed: what is on record the applicant does not know.
    pub fn type_check(&self, book: &Reference, today: NaiveDate) -> TypeCheckForm {
        TypeCheckForm {
            province: self.province.to_owned(),
            city: book.cities_of(self.province, today).first().map(|city| city.code.clone()).unwrap_or_default(),
            district: DISTRICT.to_owned(),
            entity_kind: applicant::COMPANY.entity_kind.to_owned(),
            cert_kind: applicant::COMPANY.cert_kind.to_owned(),
            cert_number: applicant::credit_code(applicant::COMPANY, self.province, FIRST + self.number),
            entity_name: format!("示例查询{:02}有限公司", self.number),
            domain: format!("known-{:02}-example.cn", self.number),
            already_filed: "unknown".to_owned(),
        }
    }

    /// What is known, in the codes of the rule book.
    pub fn told(&self) -> String {
        let troubles = self.answer.troubles.iter().map(|trouble| format!(" {}", trouble.code())).collect::<String>();
        format!("{} {}{troubles}", self.answer.entity, self.answer.domain)
    }
}

/// A company on record here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnRecord {
    /// Mail address of its account.
    pub email: String,
    /// Its province.
    pub province: String,
    index: usize,
    /// The type checks that lead to the cells of its row, as typed: the status of the domain, then the form.
    pub cells: Vec<(DomainStatus, TypeCheckForm)>,
}

/// The company on record here that has nothing under way.
pub(super) fn on_record(applicants: &[Applicant], plans: &[Plan]) -> Option<OnRecord> {
    let mut at_rest = later::at_rest(plans).map(|index| &applicants[index]).filter(|own| !own.is_person());
    let (own, other) = (at_rest.next()?, at_rest.next()?);
    let cell = |status: &DomainStatus| {
        let domain = match status {
            DomainStatus::Here => own.domain.clone(),
            DomainStatus::OtherEntity => other.domain.clone(),
            _ => format!("known-{}-example.cn", status.code().to_lowercase()),
        };
        (*status, TypeCheckForm { domain, already_filed: "unknown".to_owned(), ..own.type_check() })
    };
    let cells = DomainStatus::ALL.iter().map(cell).collect();
    Some(OnRecord { email: own.email.clone(), province: own.province.clone(), index: own.index, cells })
}

/// Writes what is known of them, as asked by an account and answered by a specialist.
///
/// # Errors
/// When a service refuses.
pub async fn add(tx: &mut Tx<'_>, asker: AccountId, specialist: Actor) -> Result<()> {
    let today = china_day(tx.ctx.now);
    for known in all() {
        put(tx, &known.type_check(book(), today), &known.answer, (asker, specialist)).await?;
    }
    Ok(())
}

/// Writes what is known of the domains of a company on record here: of its own and of another's the register knows.
///
/// # Errors
/// When a service refuses.
pub(super) async fn add_on_record(
    tx: &mut Tx<'_>,
    own: &OnRecord,
    accounts: &[AccountId],
    specialist: Actor,
) -> Result<()> {
    for (domain, form) in &own.cells {
        if !matches!(domain, DomainStatus::Here | DomainStatus::OtherEntity) {
            let answer = Answer { entity: EntityStatus::Elsewhere, domain: *domain, troubles: Vec::new() };
            put(tx, form, &answer, (accounts[own.index], specialist)).await?;
        }
    }
    Ok(())
}

async fn put(
    tx: &mut Tx<'_>,
    form: &TypeCheckForm,
    answer: &Answer,
    (asker, specialist): (AccountId, Actor),
) -> Result<()> {
    let before = tx.ctx.actor;
    let mut checker = Checker::new(book(), china_day(tx.ctx.now));
    let check: Option<TypeCheck> = form.check(&mut checker);
    let check = check.ok_or_else(|| anyhow!("{}: {:?}", form.entity_name, checker.errors()))?;
    tx.ctx.actor = Actor::Applicant(asker);
    lookups::ask(tx, asker, &check, false).await?;
    tx.ctx.actor = specialist;
    let waiting = store::lookups::list_waiting(tx, &[], i64::MAX).await?;
    let asked = waiting.iter().find(|own| own.asked.domain == form.domain).context("what was asked is not there")?;
    lookups::answer(tx, asked.id, answer, NOTE).await?;
    tx.ctx.actor = before;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_is_a_company_of_its_own_and_passes_the_type_check() {
        let today: NaiveDate = "2026-11-29".parse().unwrap();
        let mut seen = BTreeSet::new();
        for known in all() {
            let form = known.type_check(book(), today);
            assert!(seen.insert(form.cert_number.clone()) && seen.insert(form.domain.clone()), "{}", known.told());
            let mut checker = Checker::new(book(), today);
            let check: Option<TypeCheck> = form.check(&mut checker);
            assert!(check.is_some(), "{}: {:?}", known.told(), checker.errors());
        }
        let told: Vec<String> = all().iter().map(Known::told).collect();
        assert_eq!(told[..4], ["E0 D0", "E0 D1 contradiction", "E0 D2 contradiction", "E0 D3 contradiction"]);
        let cells =
            ENTITY_ANSWERS.iter().flat_map(|entity| DomainStatus::ALL.iter().map(move |domain| (entity, domain)));
        for (entity, domain) in cells {
            assert!(told.iter().any(|own| own.starts_with(&format!("{entity} {domain}"))), "{entity} {domain}");
        }
        assert_eq!(told[told.len() - 3..], ["E3 D0 contradiction", "E5 D0", "E5 D4"]);
    }
}
