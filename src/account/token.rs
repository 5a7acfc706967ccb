//! One-time links and codes: what each is for. The table keeps their hashes.

pub mod store;

use crate::values::text_enum::text_enum;

text_enum! {
    /// What a link or code is for.
    pub enum Purpose {
        /// Confirms the mail address of a registration.
        ConfirmEmail = "confirm_email",
        /// Confirms the account's mobile.
        ConfirmMobile = "confirm_mobile",
        /// Sets a new password.
        ResetPassword = "reset_password",
        /// Confirms a new mail address.
        ChangeEmail = "change_email",
        /// Confirms a new mobile.
        ChangeMobile = "change_mobile",
        /// Takes a change of the mail address back.
        UndoEmail = "undo_email",
        /// Takes a change of the mobile back.
        UndoMobile = "undo_mobile",
    }
}

impl Purpose {
    /// What is under way; ways back are not among it.
    pub const PENDING: [Self; 5] =
        [Self::ConfirmEmail, Self::ConfirmMobile, Self::ResetPassword, Self::ChangeEmail, Self::ChangeMobile];
}

/// A one-time link or code that was found.
pub struct OneTime {
    /// Row id.
    pub id: uuid::Uuid,
    /// Whose.
    pub account: crate::values::ids::AccountId,
    /// What for.
    pub purpose: Purpose,
    /// The new, or for an undo the former, address or number.
    pub detail: Option<String>,
}
