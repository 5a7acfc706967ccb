//! What those who run the program are told: log, traces, metrics, health. And what error pages do not tell.

mod collector;
mod errors;
mod figures;
mod health;
mod measured;
mod served;
mod worker;
