//! What the bureau sends of its own accord, on demand of the control page: tasks, notices, blacklists, unfiled sites,
//! audits, code tables.

use chrono::{DateTime, Utc};

use super::desk::stamp;
use super::world::World;
use crate::bureau::codes::{ListOperation, NoticeKind};
use crate::bureau::messages::{
    AccessAudit, Audit, AuditLines, Blacklists, CodeRow, CodeTable, CodeTables, Download, DownloadBody, EntityEntry,
    FiledWebsite, Filing, IcpDownload, KnownDomain, KnownRange, ListedDocument, ListedDomain, ListedEntity,
    ListedWebsite, Notice, ReportingUnit, TableList, Task, TaskAccess, TaskEntity, TaskWebsite, UnfiledSite,
    WebsiteEntry,
};

/// Code tables: element of the table, of its rows, then code and name and further columns.
const TABLES: &str = include_str!("data/code-tables.csv");

impl World {
    /// Asks a unit to verify the filing of an entity; `false` if there is none.
    pub fn order_verification(&mut self, unit: i64, entity: i64, now: DateTime<Utc>) -> bool {
        let Some(filing) = self.filing(entity) else { return false };
        let task = task(filing);
        self.publish(unit, IcpDownload { tasks: vec![task], ..IcpDownload::default() }, now);
        true
    }

    /// Sends a notice about an entity or a website by its number.
    pub fn send_notice(&mut self, unit: i64, number: &str, text: &str, now: DateTime<Utc>) {
        let kind = if number.contains("号-") { NoticeKind::Website } else { NoticeKind::Entity };
        let notice = Notice {
            kind: kind.code(),
            number: Some(number.to_owned()).filter(|number| !number.is_empty()),
            text: text.chars().take(255).collect(),
            ..Notice::default()
        };
        self.publish(unit, IcpDownload { notices: vec![notice], ..IcpDownload::default() }, now);
    }

    /// Puts a domain on the blacklist, or takes it off.
    pub fn list_domain(&mut self, unit: i64, domain: &str, on: bool, now: DateTime<Utc>) {
        self.listed_domains.retain(|other| other != domain);
        if on {
            self.listed_domains.push(domain.to_owned());
        }
        let website = ListedWebsite {
            name: domain.to_owned(),
            domains: vec![ListedDomain { name: domain.to_owned() }],
            home_url: None,
        };
        let entry = WebsiteEntry { website, operation: list_operation(on), remark: None };
        let lists = Blacklists { entities: Vec::new(), websites: vec![entry] };
        self.publish(unit, IcpDownload { blacklists: Some(lists), ..IcpDownload::default() }, now);
    }

    /// Puts an entity on the blacklist by its document, or takes it off.
    pub fn list_entity(&mut self, unit: i64, name: &str, document: (i64, &str), on: bool, now: DateTime<Utc>) {
        let (kind, number) = document;
        self.listed_documents.retain(|other| other != number);
        if on {
            self.listed_documents.push(number.to_owned());
        }
        let document = ListedDocument { kind, number: number.to_owned() };
        let entity = ListedEntity { name: name.to_owned(), nature: None, document };
        let entry = EntityEntry { entity: Some(entity), operation: list_operation(on), remark: None };
        let lists = Blacklists { entities: vec![entry], websites: Vec::new() };
        self.publish(unit, IcpDownload { blacklists: Some(lists), ..IcpDownload::default() }, now);
    }

    /// Tells a unit of a site without a filing.
    pub fn tell_unfiled(&mut self, unit: i64, domain: &str, address: i64, now: DateTime<Utc>) {
        let id = self.next_id();
        self.unfiled.push((unit, domain.to_owned(), false));
        let site = UnfiledSite {
            id,
            domain: domain.to_owned(),
            address,
            seen_at: Some(stamp(now)),
            times: Some(1),
            first_seen_at: Some(stamp(now)),
            provider: Some(unit),
            carrier: unit,
            ..UnfiledSite::default()
        };
        self.publish(unit, IcpDownload { unfiled_sites: vec![site], ..IcpDownload::default() }, now);
    }

    /// Tells a unit that an access of a website is reported too much (1) or too little (2); `false` if the number is
    /// unknown.
    pub fn send_audit(&mut self, unit: i64, number: &str, outcome: i64, now: DateTime<Utc>) -> bool {
        let site = self.records.iter().flat_map(|record| &record.filing.websites);
        let Some(site) = site.into_iter().find(|site| site.number.as_deref() == Some(number)) else { return false };
        let line = AccessAudit {
            website_id: site.website_id,
            number: number.to_owned(),
            domain: site.domains.first().map(|domain| domain.name.clone()),
            filed_by: Some(unit),
            outcome,
            audited_at: stamp(now),
            ..AccessAudit::default()
        };
        let found = AuditLines { accesses: vec![line], ..AuditLines::default() };
        self.publish(unit, IcpDownload { audit: Some(Audit { found }), ..IcpDownload::default() }, now);
        true
    }

    /// Sends the code tables and the list of units.
    pub fn send_tables(&mut self, unit: i64, now: DateTime<Utc>) {
        let units = self.settings.units.iter().map(|unit| ReportingUnit {
            id: unit.id,
            name: unit.name.clone(),
            in_force: 1,
            ..ReportingUnit::default()
        });
        let tables = CodeTables { units: units.collect(), tables: Some(TableList(tables())) };
        let download = Download { version: self.settings.version.clone(), body: DownloadBody::Tables(tables) };
        self.put(unit, &download, now);
    }
}

fn list_operation(on: bool) -> i64 {
    if on { ListOperation::Added.code() } else { ListOperation::Removed.code() }
}

fn tables() -> Vec<CodeTable> {
    let mut tables: Vec<CodeTable> = Vec::new();
    for row in TABLES.lines().skip(1) {
        let mut cells = row.split(',');
        let (Some(name), Some(element)) = (cells.next(), cells.next()) else { continue };
        let columns =
            cells.filter_map(|cell| cell.split_once('=')).map(|(column, text)| (column.to_owned(), text.to_owned()));
        let row = CodeRow { element: element.to_owned(), columns: columns.collect() };
        match tables.last_mut().filter(|table| table.name == name) {
            Some(table) => table.rows.push(row),
            None => tables.push(CodeTable { name: name.to_owned(), rows: vec![row] }),
        }
    }
    tables
}

/// What a code of an element means, as the code tables say.
pub(super) fn meaning(element: &str, code: i64) -> Option<&'static str> {
    let table = match element {
        "Dwxz" => "Dwxz_dms",
        "Zjlx" | "Fzr_zjlx" => "Zjlx_dms",
        "Jrfs" => "Wzjrfs_dms",
        "Yylb_id" => "Yylb_dms",
        "Zxly" => "Zxly_dms",
        _ => return None,
    };
    let id = format!("Id={code}");
    TABLES.lines().find_map(|row| {
        let mut cells = row.split(',');
        let fits = cells.next() == Some(table) && cells.nth(1) == Some(&id);
        fits.then(|| cells.find_map(|cell| cell.strip_prefix("Mc=").or_else(|| cell.strip_prefix("Nr="))))?
    })
}

fn task(filing: &Filing) -> Task {
    let entity = filing.entity.clone();
    Task {
        entity: TaskEntity {
            entity_id: entity.entity_id,
            name: entity.name,
            nature: entity.nature,
            address: entity.address,
            document: entity.document,
            person: entity.person,
            investor: entity.investor,
            filing_mode: entity.filing_mode,
            first_filed_at: entity.first_filed_at,
            changed_at: Some(entity.changed_at),
            remark: entity.remark,
        },
        websites: filing.websites.iter().map(|site| task_website(site, entity.filing_mode)).collect(),
        remark: None,
    }
}

fn task_website(site: &FiledWebsite, filing_mode: i64) -> TaskWebsite {
    let site = site.clone();
    let domains = site.domains.into_iter();
    let accesses = site.accesses.into_iter();
    TaskWebsite {
        website_id: site.website_id,
        name: site.name,
        approvals: site.approvals,
        services: site.services,
        languages: site.languages,
        domains: domains.map(|domain| KnownDomain { domain_id: domain.domain_id, name: domain.name }).collect(),
        accesses: accesses
            .map(|access| TaskAccess {
                access_id: access.access_id,
                locations: access.locations,
                modes: access.modes,
                ranges: access
                    .ranges
                    .into_iter()
                    .map(|range| KnownRange { range_id: range.range_id, first: range.first, last: range.last })
                    .collect(),
                filer: access.unit,
                filing_mode,
            })
            .collect(),
        person: site.person,
        home_url: site.home_url,
        remark: site.remark,
        first_filed_at: site.first_filed_at,
        changed_at: site.changed_at,
    }
}
