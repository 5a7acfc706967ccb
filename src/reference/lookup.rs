//! Look-ups of what a website is asked: codes, cities, products, words, papers, guidance.

use chrono::NaiveDate;

use super::codes::{Code, PreApproval, ServiceContent};
use super::guide::{GuideTopic, Step, Text};
use super::letter::Letter;
use super::material::{self, MaterialFacts, MaterialRule, MaterialSlot};
use super::naming::{NamingWord, WordList};
use super::product::{HostingRegion, Product};
use super::region::City;
use super::rules::RuleSet;
use super::suffix::{self, Suffix};
use super::{Calendar, Reference};

impl Reference {
    /// All cities in the order of their codes.
    pub fn cities(&self, on: NaiveDate) -> Vec<&City> {
        self.cities.on(on).collect()
    }

    /// The cities of a province.
    pub fn cities_of(&self, province: &str, on: NaiveDate) -> Vec<&City> {
        self.cities.on(on).filter(|city| city.province == province).collect()
    }

    /// A city by its code.
    pub fn city(&self, code: &str, on: NaiveDate) -> Option<&City> {
        self.cities.get(code, on)
    }

    /// The service contents an entity may choose for a website, by the rules that hold for it.
    pub fn service_contents_for(&self, individual: bool, rules: &RuleSet<'_>, on: NaiveDate) -> Vec<&ServiceContent> {
        let fits = |content: &&ServiceContent| {
            content.websites && (!individual || content.individuals) && rules.accepts_content(content.code)
        };
        self.service_contents.on(on).filter(fits).collect()
    }

    /// The service contents of websites, whatever a rule allows.
    pub fn service_contents(&self, on: NaiveDate) -> Vec<&ServiceContent> {
        self.service_contents.on(on).filter(|content| content.websites).collect()
    }

    /// A service content by its code.
    pub fn service_content(&self, code: u64, on: NaiveDate) -> Option<&ServiceContent> {
        self.service_contents.on(on).find(|content| content.code == code)
    }

    /// The languages a website may be in.
    pub fn languages(&self, on: NaiveDate) -> Vec<&Code> {
        self.languages.on(on).collect()
    }

    /// A language by its code.
    pub fn language(&self, code: u64, on: NaiveDate) -> Option<&Code> {
        self.languages.on(on).find(|language| language.code == code)
    }

    /// The letter that is uploaded as a paper, by the slot of its rule.
    pub fn letter(&self, slot: &str, on: NaiveDate) -> Option<&Letter> {
        self.letters.on(on).find(|letter| letter.is_for(slot))
    }

    /// The papers that only rules ask for.
    pub fn papers_by_province(&self, on: NaiveDate) -> Vec<&MaterialRule> {
        self.materials.on(on).filter(|row| row.by_province).collect()
    }

    /// The ways a website may be connected.
    pub fn access_methods(&self, on: NaiveDate) -> Vec<&Code> {
        self.access_methods.on(on).collect()
    }

    /// The ministry's code of servers in a province.
    pub fn server_location(&self, province: &str, on: NaiveDate) -> Option<u64> {
        self.server_locations.get(province, on).map(|location| location.code)
    }

    /// The trades that need approval, none of these first.
    pub fn pre_approvals(&self, on: NaiveDate) -> Vec<&PreApproval> {
        self.pre_approvals.on(on).collect()
    }

    /// A trade by our code.
    pub fn pre_approval(&self, code: &str, on: NaiveDate) -> Option<&PreApproval> {
        self.pre_approvals.get(code, on)
    }

    /// How many websites one filing may hold: the lower of our own limit and the province's.
    pub fn websites_per_filing(&self, individual: bool, rules: &RuleSet<'_>, on: NaiveDate) -> usize {
        let limits = self.limits(on);
        let own = if individual { limits.websites_individual } else { limits.websites_organisation };
        rules.websites_per_filing().map_or(own, |theirs| own.min(theirs as usize))
    }

    /// The words of a list.
    pub fn naming_words(&self, list: WordList, on: NaiveDate) -> impl Iterator<Item = &NamingWord> {
        self.naming_words.on(on).filter(move |row| row.list == list)
    }

    /// The words that ask for a pre-approval: those of everywhere and those of the rules.
    pub fn approval_words<'a>(&'a self, rules: &RuleSet<'a>, on: NaiveDate) -> impl Iterator<Item = &'a str> + use<'a> {
        let everywhere = self.naming_words(WordList::PreApproval, on).map(|row| row.word.as_str());
        everywhere.chain(rules.approval_words())
    }

    /// Whether a text holds a word of a trade for itself: 医疗 in 医疗器械 is part of another trade's word.
    pub fn holds_approval_word(&self, text: &str, word: &str, on: NaiveDate) -> bool {
        let longer = self.naming_words(WordList::PreApproval, on).map(|row| row.word.as_str());
        let longer = longer.filter(|long| long.len() > word.len() && long.contains(word));
        text.contains(word) && longer.fold(text.to_owned(), |rest, long| rest.replace(long, "|")).contains(word)
    }

    /// The trade that a word of a name or a home page hints at; none for the words of a province.
    pub fn trade_of_word(&self, word: &str, on: NaiveDate) -> Option<&PreApproval> {
        let names_it = |row: &&NamingWord| row.word == word && !row.item.is_empty();
        self.naming_words.on(on).find(names_it).and_then(|row| self.pre_approval(&row.item, on))
    }

    /// The trades that a word hinted at on any day: what was told then stays told.
    pub fn trades_of_old_word<'a>(&'a self, word: &'a str) -> impl Iterator<Item = &'a str> {
        let rows = self.naming_words.all().iter().filter(move |row| row.word == word && !row.item.is_empty());
        rows.map(|row| row.item.as_str())
    }

    /// What the lists of suffixes say of a domain, in ASCII or Unicode form.
    pub fn judge_suffix(&self, domain: &str, province: &str, on: NaiveDate) -> Suffix {
        suffix::judge(&self.suffixes, domain, province, on)
    }

    /// The products of the provider.
    pub fn products(&self, on: NaiveDate) -> Vec<&Product> {
        self.products.on(on).collect()
    }

    /// A product by its code.
    pub fn product(&self, code: &str, on: NaiveDate) -> Option<&Product> {
        self.products.get(code, on)
    }

    /// The regions of the provider.
    pub fn hosting_regions(&self, on: NaiveDate) -> Vec<&HostingRegion> {
        self.hosting_regions.on(on).collect()
    }

    /// A region by its code.
    pub fn hosting_region(&self, code: &str, on: NaiveDate) -> Option<&HostingRegion> {
        self.hosting_regions.get(code, on)
    }

    /// Working days and holidays.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The n-th working day after a day.
    pub fn working_days_after(&self, day: NaiveDate, n: u32) -> NaiveDate {
        self.calendar.working_days_after(day, n)
    }

    /// Every paper that may be asked of an entity of a kind.
    pub fn materials(&self, entity_kind: &str, on: NaiveDate) -> Vec<&MaterialRule> {
        self.materials.on(on).filter(|rule| rule.is_for(entity_kind)).collect()
    }

    /// A paper's rule by the name of its place, such as `website-{n}-pre-approval`.
    pub fn material(&self, slot: &str, on: NaiveDate) -> Option<&MaterialRule> {
        self.materials.get(slot, on)
    }

    /// A paper's rule by the slot it fills, such as `website-2-pre-approval`.
    pub fn material_of_slot(&self, slot: &str, on: NaiveDate) -> Option<&MaterialRule> {
        self.materials.on(on).find(|rule| rule.fits_slot(slot))
    }

    /// The papers of one filing in the order they are asked for.
    pub fn material_slots(&self, facts: &MaterialFacts<'_>, on: NaiveDate) -> Vec<MaterialSlot<'_>> {
        material::slots(self, facts, on)
    }

    /// A text that people agree to or are guided by, in the version of a day.
    pub fn text(&self, name: &str, on: NaiveDate) -> Option<&Text> {
        self.texts.get(name, on)
    }

    /// A text in a version somebody agreed to earlier.
    pub fn text_version(&self, name: &str, version: &str) -> Option<&Text> {
        self.texts.all().iter().find(|text| text.name == name && text.version == version)
    }

    /// The steps of a filing in order.
    pub fn steps(&self, on: NaiveDate) -> Vec<&Step> {
        self.steps.on(on).collect()
    }

    /// The topics of the guide in order.
    pub fn guide_topics(&self, on: NaiveDate) -> Vec<&GuideTopic> {
        self.guide.on(on).collect()
    }

    /// A topic of the guide.
    pub fn guide_topic(&self, id: &str, on: NaiveDate) -> Option<&GuideTopic> {
        self.guide.get(id, on)
    }
}
