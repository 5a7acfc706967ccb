//! X20 on record: what came on the home page since and needs an approval that the website does not have.

use super::{APPROVAL, Standing, warning};
use crate::filing::checks::{Finding, around, held_words, of_trade};
use crate::reference::naming::WordList;
use crate::reference::rules::choice::ApprovalSites;

/// One finding for each trade whose offers stand on a home page. Of what a filing was told the desk had its word.
pub(super) fn look(site: &Standing<'_>) -> Vec<Finding> {
    let trade_of = |word: &str| site.book.trade_of_word(word, site.today);
    let approved = site.website.details.approvals.iter().map(|approval| approval.trade.as_str());
    let judged = site.judged_words.iter().flat_map(|word| site.book.trades_of_old_word(word));
    let mut known: Vec<&str> = approved.chain(judged).collect();
    let mut found = Vec::new();
    for facts in site.domains {
        let Some((Some(page), evidence)) = facts.home_page.seen() else { continue };
        if !page.opens() {
            continue;
        }
        let held = |text| held_words(site.book, WordList::Page, text, site.today);
        for (word, text) in held(&page.title).chain(held(&page.text)) {
            let Some(trade) = trade_of(word).filter(|trade| !known.contains(&trade.code.as_str())) else { continue };
            known.push(&trade.code);
            let message = of_trade("watch-approval", trade).with("domain", facts.domain.unicode()).with("word", word);
            let way = match site.approval_sites {
                ApprovalSites::Refused => of_trade("filing-pre-approval-page-refused-way", trade),
                ApprovalSites::Document => of_trade("watch-approval-way", trade),
            };
            let finding = warning(APPROVAL, "pre_approval", message);
            found.push(finding.because("WEB-10", evidence.saw(&around(text, word))).with_way_out(way));
        }
    }
    found
}
