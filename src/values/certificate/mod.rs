//! Certificates of entities and persons: their kinds by the ministry's codes, and their numbers.

mod rule;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::credit_code::CreditCode;
use super::id_number::{self, Sex};
use super::personal::Masked;
use super::text_enum::text_enum;
use crate::text::Message;

pub use rule::OTHER_LENGTH;
use rule::Rule;

text_enum! {
    /// A kind of certificate by the ministry's code. Which entity may use which, and its name, are reference data.
    pub enum CertificateKind {
        /// 营业执照
        BusinessLicence = "1",
        /// 居民身份证
        ResidentId = "2",
        /// 组织机构代码证 (public institution)
        PublicInstitutionOrganisationCode = "3",
        /// 事业单位法人证书
        PublicInstitution = "4",
        /// 部队代号
        MilitaryUnit = "5",
        /// 社会团体法人登记证书
        SocialOrganisation = "6",
        /// 护照
        Passport = "7",
        /// 组织机构代码证 (government)
        GovernmentOrganisationCode = "9",
        /// 组织机构代码证 (social organisation)
        SocialOrganisationOrganisationCode = "10",
        /// 台湾居民来往大陆通行证
        TaiwanTravelPermit = "11",
        /// 组织机构代码证 (enterprise)
        EnterpriseOrganisationCode = "12",
        /// 统一社会信用代码证书 (government)
        GovernmentCreditCode = "13",
        /// 港澳居民来往内地通行证
        HkMacaoTravelPermit = "14",
        /// 统一社会信用代码证书 (public institution)
        PublicInstitutionCreditCode = "15",
        /// 组织机构代码证 (private non-enterprise unit)
        PrivateNonEnterpriseOrganisationCode = "16",
        /// 民办非企业单位登记证书
        PrivateNonEnterprise = "17",
        /// 组织机构代码证 (foundation)
        FoundationOrganisationCode = "18",
        /// 基金会法人登记证书
        Foundation = "19",
        /// 组织机构代码证 (law firm)
        LawFirmOrganisationCode = "20",
        /// 律师事务所执业许可证
        LawFirm = "21",
        /// 外国在华文化中心登记证
        ForeignCulturalCentre = "22",
        /// 军队单位对外有偿服务许可证
        MilitaryPaidService = "23",
        /// 统一社会信用代码证书 (mass organisation)
        MassOrganisationCreditCode = "24",
        /// 宗教活动场所登记证
        PlaceOfWorship = "25",
        /// 外国企业常驻代表机构登记证
        ForeignResidentOffice = "27",
        /// 司法鉴定许可证
        ForensicBody = "28",
        /// 外国人永久居留身份证
        ForeignerResidence = "30",
        /// 外国政府旅游部门常驻代表机构批准登记证
        ForeignTourismOffice = "34",
        /// 境外机构证件
        OverseasBody = "35",
        /// 社会服务机构登记证书
        SocialService = "36",
        /// 民办学校办学许可证
        PrivateSchool = "37",
        /// 医疗机构执业许可证
        MedicalInstitution = "38",
        /// 公证机构执业证
        NotaryOffice = "39",
        /// 北京市外国驻华使馆人员子女学校办学许可证
        EmbassySchool = "40",
        /// 港澳居民居住证
        HkMacaoResidence = "41",
        /// 台湾居民居住证
        TaiwanResidence = "42",
        /// 农村集体经济组织登记证
        RuralCollective = "43",
        /// 仲裁委员会登记证
        ArbitrationCommission = "44",
    }
}

impl CertificateKind {
    /// Whether it proves a person.
    pub fn is_of_person(self) -> bool {
        matches!(
            self,
            Self::ResidentId
                | Self::Passport
                | Self::TaiwanTravelPermit
                | Self::HkMacaoTravelPermit
                | Self::ForeignerResidence
                | Self::HkMacaoResidence
                | Self::TaiwanResidence
        )
    }

    fn rule(self) -> Rule {
        match self {
            Self::ResidentId => Rule::ResidentId,
            Self::Passport => Rule::Passport,
            Self::TaiwanTravelPermit => Rule::TaiwanTravelPermit,
            Self::HkMacaoTravelPermit => Rule::HkMacaoTravelPermit,
            Self::ForeignerResidence => Rule::ForeignerResidence,
            Self::HkMacaoResidence => Rule::Residence(&["810000", "820000"]),
            Self::TaiwanResidence => Rule::Residence(&["830000"]),
            Self::BusinessLicence => Rule::BusinessLicence,
            Self::MilitaryUnit => Rule::MilitaryUnit,
            Self::GovernmentCreditCode | Self::PublicInstitutionCreditCode | Self::MassOrganisationCreditCode => {
                Rule::CreditCode
            }
            Self::PublicInstitutionOrganisationCode
            | Self::GovernmentOrganisationCode
            | Self::SocialOrganisationOrganisationCode
            | Self::EnterpriseOrganisationCode
            | Self::PrivateNonEnterpriseOrganisationCode
            | Self::FoundationOrganisationCode
            | Self::LawFirmOrganisationCode => Rule::OrganisationCode,
            _ => Rule::Other,
        }
    }
}

/// The number of a certificate, which obeys the rule of its kind. Shown masked, as many of them are personal.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CertificateNumber {
    kind: CertificateKind,
    number: String,
}

impl CertificateNumber {
    /// Reads a number; `today` because nobody was born tomorrow.
    pub fn parse(kind: CertificateKind, text: &str, today: NaiveDate) -> Result<Self, Message> {
        rule::check(kind, text, today).map(|number| Self { kind, number })
    }

    /// The kind of certificate.
    pub fn kind(&self) -> CertificateKind {
        self.kind
    }

    /// The number in full: for its owner, for a specialist's audited look, and to be sealed.
    pub fn reveal(&self) -> &str {
        &self.number
    }

    /// The number as anybody else sees it.
    pub fn masked(&self) -> Masked {
        Masked::number(&self.number)
    }

    /// The number as a unified code, if it is one.
    pub fn credit_code(&self) -> Option<CreditCode> {
        if self.kind.is_of_person() { None } else { CreditCode::parse(&self.number).ok() }
    }

    /// The day of birth, where the number tells it.
    pub fn birth_date(&self) -> Option<NaiveDate> {
        self.is_like_resident_id().then(|| id_number::birth_date(&self.number)).flatten()
    }

    /// Age in completed years, where the number tells it.
    pub fn age_on(&self, day: NaiveDate) -> Option<u32> {
        self.birth_date().and_then(|born| id_number::age_on(born, day))
    }

    /// Sex, where the number tells it.
    pub fn sex(&self) -> Option<Sex> {
        self.is_like_resident_id().then(|| id_number::sex(&self.number)).flatten()
    }

    /// The six-digit division code, where the number tells one: of first registration of a resident, of the registering
    /// authority of an organisation.
    pub fn region_code(&self) -> Option<&str> {
        let number = self.number.as_str();
        match self.kind.rule() {
            Rule::ResidentId => number.get(..6),
            Rule::BusinessLicence if number.len() == 15 => number.get(..6),
            _ if self.credit_code().is_some() => number.get(2..8),
            _ => None,
        }
    }

    /// A passport of the mainland: its bearer has a resident ID and must use that.
    pub fn is_mainland_passport(&self) -> bool {
        self.kind == CertificateKind::Passport && rule::is_mainland_passport(&self.number)
    }

    /// Whether the number carries a birth date at the place where a resident ID has it.
    fn is_like_resident_id(&self) -> bool {
        match self.kind.rule() {
            Rule::ResidentId | Rule::Residence(_) => true,
            Rule::ForeignerResidence => self.number.len() == 18,
            _ => false,
        }
    }
}

impl std::fmt::Display for CertificateNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.masked().fmt(f)
    }
}

impl std::fmt::Debug for CertificateNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CertificateNumber({} {})", self.kind, self.masked())
    }
}

#[cfg(test)]
mod tests;
