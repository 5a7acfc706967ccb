//! Forms: what was typed goes in, parsed values or an error a field come out. All fields are checked before any is used.

mod checker;
mod field_errors;

use chrono::NaiveDate;

pub use checker::Checker;
pub use field_errors::FieldErrors;

use crate::reference::Reference;

/// What a page asks for, as it was typed. Field names are those of the inputs.
pub trait Form {
    /// The parsed values.
    type Valid;

    /// Parses every field, then builds the whole. None only if the checker holds an error.
    fn check(&self, c: &mut Checker<'_>) -> Option<Self::Valid>;
}

/// Checks a form on a day: all its values, or what is wrong with each field.
pub fn check<F: Form>(form: &F, reference: &Reference, today: NaiveDate) -> Result<F::Valid, FieldErrors> {
    let mut checker = Checker::new(reference, today);
    let valid = form.check(&mut checker);
    match (valid, checker.into_errors()) {
        (Some(valid), errors) if errors.is_empty() => Ok(valid),
        (_, errors) => {
            debug_assert!(!errors.is_empty(), "a form gave nothing and said nothing");
            Err(errors)
        }
    }
}

#[cfg(test)]
mod tests;
