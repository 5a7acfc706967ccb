//! The audit on a real database: what it cannot be made to hide, who looks at it and how.

mod actors;
mod chain;
mod heads;
mod looks;
mod page;
