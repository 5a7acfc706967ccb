//! Small enumerations of the interface. Tables that the bureau keeps (natures, documents, contents, modes) are data.

use crate::material::sent::{FORM_LIMIT, PICTURE_LIMIT};

/// An enumeration with the codes of the interface.
macro_rules! codes {
    ($(#[$about:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$of])* $variant,)+ }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The code.
            pub fn code(self) -> i64 {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The one of a code, if it is known.
            pub fn of(code: i64) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

codes! {
    /// Operations, as results name them (Czlx).
    Operation {
        /// A new filing.
        NewFiling = 1,
        /// New websites.
        NewWebsite = 2,
        /// A new access.
        NewAccess = 3,
        /// A change.
        Change = 4,
        /// An access is cancelled.
        CancelAccess = 5,
        /// An entity is cancelled.
        CancelEntity = 6,
        /// A website is cancelled.
        CancelWebsite = 7,
        /// Attachments on their own. The schema of downloads does not know it; the specification does.
        Attachments = 35,
    }
}

codes! {
    /// What is cancelled (Zxlb).
    CancelKind {
        /// The entity with all it has.
        Entity = 0,
        /// A website.
        Website = 1,
        /// An access.
        Access = 2,
    }
}

impl Operation {
    /// That by which this is cancelled.
    pub fn of_cancellation(kind: CancelKind) -> Self {
        match kind {
            CancelKind::Entity => Self::CancelEntity,
            CancelKind::Website => Self::CancelWebsite,
            CancelKind::Access => Self::CancelAccess,
        }
    }
}

codes! {
    /// Format of an attachment (Fjwjgs).
    AttachmentFormat {
        /// JPEG.
        Jpeg = 1,
        /// PNG.
        Png = 2,
    }
}

codes! {
    /// What an attachment is for (Fjyt).
    AttachmentPurpose {
        /// The verification form.
        VerificationForm = 1,
        /// The entity's document.
        EntityDocument = 2,
        /// The document of the entity's person in charge.
        EntityPersonDocument = 3,
        /// The document of the website's person in charge.
        WebsitePersonDocument = 4,
        /// The photograph taken at the verification.
        Photograph = 5,
    }
}

codes! {
    /// Whose an attachment is (Ssdxlx).
    OwnerKind {
        /// An entity's.
        Entity = 1,
        /// A website's.
        Website = 2,
    }
}

codes! {
    /// Who files (Bbfs, Bbyhlx).
    FilingMode {
        /// The sponsor.
        Sponsor = 0,
        /// The provider on the sponsor's behalf.
        Provider = 1,
    }
}

codes! {
    /// The bureau's decision (Shjg).
    ReviewOutcome {
        /// Refused.
        Refused = 0,
        /// Approved.
        Approved = 1,
    }
}

codes! {
    /// The provider's verification (Hsjg): the other way round than the bureau's decision.
    VerificationOutcome {
        /// Passed.
        Passed = 0,
        /// Refused.
        Refused = 1,
    }
}

codes! {
    /// What happened to an entry of a blacklist (Czlx there).
    ListOperation {
        /// Added.
        Added = 0,
        /// Changed.
        Changed = 1,
        /// Removed.
        Removed = 2,
    }
}

codes! {
    /// What a notice asks to correct (Tzlb).
    NoticeKind {
        /// An entity.
        Entity = 0,
        /// A website.
        Website = 1,
    }
}

codes! {
    /// Documents of persons (Zjlx, Fzr_zjlx).
    PersonDocument {
        /// Resident identity card.
        IdentityCard = 2,
        /// Passport.
        Passport = 7,
        /// Officer's card.
        OfficerCard = 8,
        /// Permit of a Taiwan compatriot.
        TaiwanPermit = 11,
    }
}

/// Nature of the unit that is a person.
pub const NATURE_PERSON: i64 = 5;

impl AttachmentPurpose {
    /// Characters of base64 at most.
    pub fn limit(self) -> usize {
        match self {
            Self::VerificationForm => FORM_LIMIT,
            Self::EntityDocument | Self::EntityPersonDocument | Self::WebsitePersonDocument | Self::Photograph => {
                PICTURE_LIMIT
            }
        }
    }

    /// Whose it is.
    pub fn owner(self) -> OwnerKind {
        match self {
            Self::EntityDocument | Self::EntityPersonDocument => OwnerKind::Entity,
            Self::VerificationForm | Self::WebsitePersonDocument | Self::Photograph => OwnerKind::Website,
        }
    }
}

/// The place of a code that is one bit: tables with such codes go up to 2^30, the interface counts from 1 to 64.
pub fn place_of_bit(code: u64) -> Option<i64> {
    code.is_power_of_two().then(|| i64::from(code.trailing_zeros()) + 1)
}

/// The address as a number, as the interface writes it.
pub fn number_of(address: std::net::Ipv4Addr) -> i64 {
    i64::from(u32::from(address))
}

/// The address of a number.
pub fn address_of(number: i64) -> Option<std::net::Ipv4Addr> {
    u32::try_from(number).ok().map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of 17.5.
    #[test]
    fn addresses_are_numbers() {
        for (text, number) in [
            ("192.0.2.1", 3_221_225_985),
            ("198.51.100.7", 3_325_256_711),
            ("203.0.113.255", 3_405_804_031),
            ("255.255.255.255", 4_294_967_295),
        ] {
            assert_eq!(number_of(text.parse().unwrap()), number);
            assert_eq!(address_of(number).unwrap().to_string(), text);
        }
        assert_eq!((address_of(-1), address_of(1 << 32)), (None, None));
    }

    #[test]
    fn codes_go_there_and_back() {
        assert!(Operation::ALL.iter().all(|operation| Operation::of(operation.code()) == Some(*operation)));
        assert_eq!((Operation::of(8), CancelKind::of(2)), (None, Some(CancelKind::Access)));
        assert_eq!(
            (place_of_bit(1), place_of_bit(8), place_of_bit(1 << 28), place_of_bit(3)),
            (Some(1), Some(4), Some(29), None)
        );
    }
}
