//! Typed row ids: UUIDs of version 7, made by the program, so that a row can be sealed before it is inserted.

use uuid::Uuid;

macro_rules! id_type {
    ($($(#[$doc:meta])* $name:ident,)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A fresh id.
            #[allow(clippy::new_without_default)] // a default would suggest a constant
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }

            /// An id read from the database or an address.
            pub const fn from_uuid(id: Uuid) -> Self {
                Self(id)
            }

            /// The plain UUID.
            pub fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

id_type! {
    /// An applicant's account.
    AccountId,
    /// Somebody of the provider's staff.
    StaffId,
    /// A session.
    SessionId,
    /// A filing.
    FilingId,
    /// A frozen round of a filing.
    SubmissionId,
    /// A paper.
    MaterialId,
    /// A server instance.
    InstanceId,
    /// A token of a program.
    TokenId,
    /// A decision of the provider or the bureau.
    DecisionId,
    /// An entity on record.
    EntityId,
    /// A website on record.
    WebsiteId,
    /// A job in the outbox.
    OutboxId,
    /// Something a person was told.
    NoticeId,
    /// A reminder to come.
    ReminderId,
    /// A question what is on record.
    LookupId,
    /// A try of somebody to show who they are.
    FaceCheckId,
    /// What somebody does by a one-task link.
    RelayTaskId,
    /// A file that comes in pieces.
    UploadId,
}
