//! Names of people, organisations and websites, and what the bureau's character set makes of them.

use beian::values::{Address, Mobile, OrgName, PersonName, Phone, SiteName};

/// One input.
pub fn tried(text: &str) {
    if let Ok(name) = PersonName::parse(text) {
        let again = PersonName::parse(name.reveal());
        assert_eq!(again.map(|again| again.reveal().to_owned()), Ok(name.reveal().to_owned()));
    }
    if let Ok(name) = OrgName::parse(text) {
        assert!(!name.as_str().chars().any(char::is_control));
    }
    let _ = (SiteName::parse(text), Address::parse(text), Mobile::parse(text), Phone::parse(text));
}
