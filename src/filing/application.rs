//! What a filing contains: the forms of its sections as typed, and the validated content that is frozen and sent on.

pub mod access;
pub mod entity;
pub mod person;
pub mod type_check;
pub mod website;

pub use access::AccessForm;
pub use entity::EntityForm;
pub use person::PersonForm;
pub use type_check::TypeCheckForm;
pub use website::WebsiteForm;
