//! What people do, told as stories in real browsers on the running program. Every page they pass is looked over by axe
//! and photographed into `target/screens/index.html`.

mod account;
mod auditor;
mod bureau;
mod corrections;
mod dark;
mod deliveries;
mod desk;
mod domains;
mod empty_forms;
mod filing;
mod hosting;
mod individual;
mod moving;
mod odd_words;
mod office;
mod papers;
mod photographed;
mod reach;
mod record;
mod reload;
mod scriptless;
mod staff;
pub mod steps;
mod trouble;
mod twice;
mod types;
mod visitor;
mod withdraw;
