//! The name of somebody of the staff: sealed in the table, and opened wherever it is shown.

use diesel::prelude::*;
use uuid::Uuid;

use crate::schema::staff;
use crate::sealing::Sealer;

/// Table and column under which a name is sealed; the row is the id of whose it is.
const COLUMN: &str = "staff.display_name";

/// What a name is read from.
pub type Columns = (staff::id, staff::login, staff::display_name, staff::display_name_sealed);

/// The same, to be selected: it loads as a [`StoredName`].
pub const COLUMNS: Columns = (staff::id, staff::login, staff::display_name, staff::display_name_sealed);

/// A name as it lies in the table.
#[derive(Queryable)]
pub struct StoredName {
    /// Whose.
    pub id: Uuid,
    /// What they sign in with.
    pub login: String,
    /// The login, where the name is sealed; else the name as an earlier version wrote it, before it is sealed.
    pub plain: String,
    /// The name.
    pub sealed: Option<Vec<u8>>,
}

impl StoredName {
    /// The name.
    ///
    /// # Errors
    /// When it does not open.
    pub fn open(self, sealer: &Sealer) -> anyhow::Result<String> {
        match self.sealed {
            Some(sealed) if self.plain == self.login => sealer.open_text(COLUMN, &sealed, self.id.as_bytes()),
            _ => Ok(self.plain),
        }
    }

    /// The name, or the login where it does not open: no page and nobody's session fails for what somebody is called.
    pub fn shown(self, sealer: &Sealer) -> String {
        let (id, login) = (self.id, self.login.clone());
        self.open(sealer).unwrap_or_else(|error| {
            tracing::error!(staff = %id, %error, "the name of somebody of the staff does not open");
            login
        })
    }
}

/// Seals a name.
///
/// # Errors
/// When the operating system gives no random bytes.
pub fn seal(sealer: &Sealer, id: Uuid, name: &str) -> anyhow::Result<Vec<u8>> {
    sealer.seal_text(COLUMN, name, id.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_what_is_sealed_unless_an_earlier_version_wrote_another_since() {
        let sealer = Sealer::parse(&format!("1:{}", "11".repeat(32)), "test").unwrap();
        let (id, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let stored = |plain: &str, sealed: Option<Vec<u8>>| StoredName {
            id,
            login: "li.na".to_owned(),
            plain: plain.to_owned(),
            sealed,
        };
        let sealed = |whose| Some(seal(&sealer, whose, "李娜").unwrap());
        for (what, name, told) in [
            ("sealed", stored("li.na", sealed(id)), "李娜"),
            ("of an earlier version", stored("李娜", None), "李娜"),
            ("written by it meanwhile", stored("李小娜", sealed(id)), "李小娜"),
            ("no other name than the login", stored("li.na", None), "li.na"),
            ("sealed for another row", stored("li.na", sealed(other)), "li.na"),
        ] {
            assert_eq!(name.shown(&sealer), told, "{what}");
        }
        assert!(stored("li.na", sealed(other)).open(&sealer).is_err());
    }
}
