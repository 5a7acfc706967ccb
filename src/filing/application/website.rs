//! A website (4.4): name, domains, content, languages, approvals.

use serde::{Deserialize, Serialize};

/// A website as typed. Approvals are rows: the n-th texts of `pre_approval` and the `approval_` lists belong together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WebsiteForm {
    /// Name of the website.
    pub site_name: String,
    /// Domains; the first is the one of the type check.
    pub domains: Vec<String>,
    /// Address of the home page.
    pub home_url: String,
    /// Codes of the service contents.
    pub service_content: Vec<String>,
    /// Codes of the languages.
    pub languages: Vec<String>,
    /// Codes of the trades that need approval, or `none`.
    pub pre_approval: Vec<String>,
    /// Number of each approval.
    pub approval_number: Vec<String>,
    /// Who gave it.
    pub approval_authority: Vec<String>,
    /// Its last day; empty if it has none.
    pub approval_until: Vec<String>,
    /// What the website is about, and what the province asks to be said.
    pub site_remark: String,
}
