//! What is asked of the record itself: numbers on record, why it changes or ends, where it moves to.

use serde::{Deserialize, Serialize};

use super::type_check::{EntityName, parse_entity_name};
use super::{Filer, YES};
use crate::filing::kind::{Class, Kind};
use crate::form::Checker;
use crate::text::Message;
use crate::values::{EntityNumber, FilingPassword, Paragraphs, WebsiteNumber};

/// What is asked, as typed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OperationForm {
    /// Number of the entity on record.
    pub entity_number: String,
    /// `yes` if nobody knows the number: the desk looks it up.
    pub number_unknown: String,
    /// Number of the website on record.
    pub website_number: String,
    /// `yes` if anything on the record differs from what is true today.
    pub differs: String,
    /// The new name of the entity, where it changed.
    pub new_name: String,
    /// Why.
    pub reason: String,
    /// The code of the account that receives the record.
    pub receiving_code: String,
    /// The filing password, as [`OperationForm::keep_password`] leaves it.
    pub filing_password: String,
    /// `yes` if the mobile on record is lost: a sealed statement takes the place of the code.
    pub phone_lost: String,
    /// `yes` once the consequences were read.
    pub understood: String,
}

/// What is asked, valid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operation {
    /// Number of the entity on record; none where nobody knows it.
    pub entity_number: Option<EntityNumber>,
    /// Number of the website on record.
    pub website_number: Option<WebsiteNumber>,
    /// Whether anything on the record differs.
    pub differs: bool,
    /// The new name of the entity.
    pub new_name: Option<EntityName>,
    /// Why.
    pub reason: Option<Paragraphs<0, 500>>,
    /// The code of the account that receives the record.
    pub receiving_code: Option<ReceivingCode>,
    /// The filing password, where the bureau's system asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filing_password: Option<FilingPassword>,
    /// Whether the mobile on record is lost.
    pub phone_lost: bool,
}

/// The inputs of the section, in the order of its page.
const ALL: [&str; 8] =
    ["entity_number", "website_number", "differs", "new_name", "receiving_code", "phone_lost", "reason", "understood"];

/// Whether a kind asks an input; `entity_is_here` if the entity is on record in this account.
pub fn asks(kind: Kind, input: &str, entity_is_here: bool) -> bool {
    match input {
        "entity_number" | "number_unknown" => match kind {
            Kind::Access | Kind::NewElsewhere | Kind::NewMiit => !entity_is_here,
            Kind::Claim => true,
            _ => false,
        },
        "website_number" => kind == Kind::Access,
        "differs" => !entity_is_here && matches!(kind, Kind::Access | Kind::NewElsewhere | Kind::NewMiit),
        "new_name" => matches!(kind, Kind::ChangeEntity | Kind::ChangeFiling),
        "receiving_code" => matches!(kind, Kind::TransferAccount | Kind::MigrateSite),
        // Wherever a code goes to a mobile on record that nobody can be told of otherwise.
        "phone_lost" => kind.needs_sms() && matches!(kind.profile().class, Class::Change | Class::Cancellation),
        "reason" => kind.profile().class != Class::Opening,
        "understood" => is_irreversible(kind),
        _ => false,
    }
}

/// The inputs a kind asks.
pub fn inputs(kind: Kind, entity_is_here: bool) -> impl Iterator<Item = &'static str> {
    ALL.into_iter().filter(move |input| asks(kind, input, entity_is_here))
}

/// Whether its consequences must be read and acknowledged before it starts.
pub fn is_irreversible(kind: Kind) -> bool {
    matches!(kind.profile().class, Class::Cancellation) || matches!(kind, Kind::TransferAccount | Kind::MigrateSite)
}

impl OperationForm {
    /// Checks the section for a kind.
    pub fn check(&self, kind: Kind, entity_is_here: bool, filer: &Filer<'_>, c: &mut Checker<'_>) -> Option<Operation> {
        let asks = |input: &str| asks(kind, input, entity_is_here);
        let entity_number = if asks("entity_number") { self.check_number(filer, c)? } else { None };
        let mut website_number = None;
        if asks("website_number") {
            website_number = Some(c.field("website_number", WebsiteNumber::parse(&self.website_number))?);
            let is_its_own = match (&entity_number, &website_number) {
                (Some(entity), Some(website)) => website.belongs_to(entity),
                _ => true,
            };
            c.require("website_number", is_its_own, Message::new("filing-operation-website-other"));
        }
        let mut new_name = None;
        if asks("new_name") && !self.new_name.trim().is_empty() {
            new_name = Some(c.field("new_name", parse_entity_name(filer.entity_kind, &self.new_name))?);
        }
        let must_say = kind.profile().class == Class::Cancellation || kind.profile().class == Class::Move;
        if asks("reason") && must_say && self.reason.trim().is_empty() {
            c.error("reason", Message::new("filing-operation-reason-empty"));
        }
        let reason = if asks("reason") { c.optional("reason", &self.reason, Paragraphs::parse)? } else { None };
        let mut receiving_code = None;
        if asks("receiving_code") {
            receiving_code = Some(c.field("receiving_code", ReceivingCode::parse(&self.receiving_code))?);
        }
        let mut filing_password = None;
        let is_given = !self.filing_password.is_empty();
        if is_given || filer.rules(c.reference(), c.rules_day()).asks_filing_password() {
            if self.filing_password.trim().is_empty() {
                c.error("filing_password", Message::new("filing-password-empty"));
            } else {
                filing_password = c.field("filing_password", FilingPassword::parse(&self.filing_password));
            }
        }
        if asks("understood") {
            c.require("understood", self.understood == YES, Message::new("filing-operation-understood-missing"));
        }
        Some(Operation {
            entity_number,
            website_number,
            differs: asks("differs") && self.differs == YES,
            new_name,
            reason,
            receiving_code,
            filing_password,
            phone_lost: asks("phone_lost") && self.phone_lost == YES,
        })
    }

    /// What was typed as password gives way to its hash; an empty field leaves what was given before.
    pub fn keep_password(&mut self, before: &Self) {
        if self.filing_password.trim().is_empty() {
            self.filing_password.clone_from(&before.filing_password);
        } else if let Ok(password) = FilingPassword::parse(&self.filing_password) {
            self.filing_password = password.kept();
        }
    }

    /// The number of the entity, of the province of the filing. Outer none is an error.
    fn check_number(&self, filer: &Filer<'_>, c: &mut Checker<'_>) -> Option<Option<EntityNumber>> {
        if self.entity_number.trim().is_empty() && self.number_unknown == YES {
            return Some(None);
        }
        let number = c.field("entity_number", EntityNumber::parse(&self.entity_number))?;
        c.field("entity_number", number.check_province(filer.province))?;
        Some(Some(number))
    }
}

impl From<&Operation> for OperationForm {
    fn from(valid: &Operation) -> Self {
        let yes = |holds: bool| if holds { YES.to_owned() } else { String::new() };
        Self {
            entity_number: valid.entity_number.as_ref().map(ToString::to_string).unwrap_or_default(),
            number_unknown: yes(valid.entity_number.is_none()),
            website_number: valid.website_number.as_ref().map(ToString::to_string).unwrap_or_default(),
            differs: yes(valid.differs),
            new_name: valid.new_name.as_ref().map(|name| name.reveal().to_owned()).unwrap_or_default(),
            reason: valid.reason.as_ref().map(|text| text.as_str().to_owned()).unwrap_or_default(),
            receiving_code: valid.receiving_code.as_ref().map(|code| code.reveal().to_owned()).unwrap_or_default(),
            filing_password: valid.filing_password.as_ref().map(FilingPassword::kept).unwrap_or_default(),
            phone_lost: yes(valid.phone_lost),
            understood: YES.to_owned(),
        }
    }
}

/// The code by which an account receives a record: twelve characters without look-alikes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReceivingCode(String);

/// Crockford's alphabet: no I, L, O, U.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 12;

impl ReceivingCode {
    /// From random bytes.
    pub fn from_bytes(bytes: [u8; LENGTH]) -> Self {
        Self(bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect())
    }

    /// Reads it, with or without the hyphens it is shown with.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let plain: String = text.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
        let plain = plain.to_ascii_uppercase().replace('O', "0").replace(['I', 'L'], "1");
        let fits = plain.len() == LENGTH && plain.bytes().all(|byte| LETTERS.contains(&byte));
        if fits { Ok(Self(plain)) } else { Err(Message::new("filing-operation-code-wrong")) }
    }

    /// The plain code: to hash it, and to show it to its account once.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// In groups of four, as it is shown.
    pub fn grouped(&self) -> String {
        let groups: Vec<&str> = [0, 4, 8].iter().filter_map(|at| self.0.get(*at..at + 4)).collect();
        groups.join("-")
    }
}

/// Whoever has it may send a record: it is not printed.
impl std::fmt::Debug for ReceivingCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ReceivingCode(..)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::{organisation, today};
    use super::*;
    use crate::reference::book;

    proptest! {
        #[test]
        fn a_code_is_read_however_it_is_typed_and_what_is_none_is_refused(
            bytes in any::<[u8; LENGTH]>(), text in "[0-9A-Za-z备 \u{200b}-]{0,20}",
        ) {
            let code = ReceivingCode::from_bytes(bytes);
            let typed = [code.reveal().to_owned(), code.grouped(), format!(" {} ", code.grouped().to_lowercase())];
            for typed in typed {
                prop_assert_eq!(ReceivingCode::parse(&typed), Ok(code.clone()), "{}", typed);
            }
            if let Ok(code) = ReceivingCode::parse(&text) {
                prop_assert!(code.reveal().bytes().all(|byte| LETTERS.contains(&byte)), "{}", code.reveal());
                prop_assert_eq!(ReceivingCode::parse(&code.grouped()), Ok(code));
            }
        }
    }

    fn errors(kind: Kind, form: &OperationForm) -> Vec<(String, &'static str)> {
        let drafts = organisation();
        let mut checker = Checker::new(book(), today());
        let valid = form.check(kind, false, &drafts.filer(), &mut checker);
        let errors = checker.into_errors();
        assert!(valid.is_some() || !errors.is_empty(), "nothing is refused without a word");
        errors.iter().map(|(name, message)| (name.to_owned(), message.key)).collect()
    }

    #[test]
    fn every_kind_asks_its_own() {
        let number = "京ICP备2026000001号";
        let good = OperationForm { entity_number: number.into(), ..OperationForm::default() };
        let access = OperationForm { website_number: format!("{number}-3"), ..good.clone() };
        let cases = [
            (Kind::NewElsewhere, good.clone(), None),
            (Kind::NewElsewhere, OperationForm::default(), Some("entity_number")),
            (Kind::NewElsewhere, OperationForm { number_unknown: YES.into(), ..OperationForm::default() }, None),
            (
                Kind::NewMiit,
                OperationForm { entity_number: "沪ICP备2026000001号".into(), ..good.clone() },
                Some("entity_number"),
            ),
            (Kind::Access, access.clone(), None),
            (Kind::Access, good.clone(), Some("website_number")),
            (
                Kind::Access,
                OperationForm { website_number: "京ICP备2026000002号-3".into(), ..good.clone() },
                Some("website_number"),
            ),
            (Kind::ChangeEntity, OperationForm::default(), None),
            (Kind::ChangeEntity, OperationForm { new_name: "甲".into(), ..OperationForm::default() }, Some("new_name")),
            (Kind::CancelEntity, OperationForm { understood: YES.into(), ..OperationForm::default() }, Some("reason")),
            (
                Kind::CancelEntity,
                OperationForm { reason: "停止运营".into(), ..OperationForm::default() },
                Some("understood"),
            ),
            (
                Kind::CancelAccess,
                OperationForm { reason: "迁往他处".into(), understood: YES.into(), ..OperationForm::default() },
                None,
            ),
            (
                Kind::TransferAccount,
                OperationForm { reason: "换账号".into(), understood: YES.into(), ..OperationForm::default() },
                Some("receiving_code"),
            ),
        ];
        for (kind, form, field) in cases {
            let found = errors(kind, &form);
            assert_eq!(found.first().map(|(name, _)| name.as_str()), field, "{kind} {found:?}");
        }
    }

    #[test]
    fn a_receiving_code_is_read_as_it_is_shown_and_never_printed() {
        let code = ReceivingCode::from_bytes([7, 40, 3, 255, 10, 11, 12, 13, 20, 21, 22, 23]);
        assert_eq!(ReceivingCode::parse(&code.grouped()).unwrap(), code);
        assert_eq!(ReceivingCode::parse(&code.grouped().to_lowercase()).unwrap(), code);
        assert!(ReceivingCode::parse("1234").is_err());
        assert!(!format!("{code:?}").contains(code.reveal()));
    }
}
