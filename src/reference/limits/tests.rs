//! What a table of limits may say.

use super::*;

const HEAD: &str = "key,value,unit,zh,en,from,to,source\n";

fn compiled_in() -> String {
    include_str!("../data/limits.csv").trim_start_matches(HEAD).to_owned()
}

fn calendar(rows: &str) -> Result<LimitCalendar, String> {
    let table = Table::parse("limits.csv", &format!("{HEAD}{rows}")).map_err(|error| error.to_string())?;
    LimitCalendar::new(&table)
}

#[test]
fn a_value_changes_on_its_day() {
    let limits = calendar(&compiled_in()).unwrap();
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    assert_eq!(limits.on(day("2018-12-31")).sms_hours, 48);
    assert_eq!(limits.on(day("2019-01-01")).sms_hours, 24);
    assert_eq!(limits.on(day("2026-11-23")).sms_hours, 24);
}

/// Section 2.2: which reading of the fifth type holds is a row, and another may follow on a day.
#[test]
fn the_reading_of_the_fifth_type_changes_on_its_day() {
    let rows = compiled_in();
    let own = rows.lines().find(|row| row.starts_with("new_website_as_miit_type,false,")).unwrap();
    let until = own.replacen(",,,", ",,2026-12-31,", 1);
    let from = own.replacen(",false,", ",true,", 1).replacen(",,,", ",2027-01-01,,", 1);
    let limits = calendar(&rows.replace(own, &format!("{until}\n{from}"))).unwrap();
    let is_union = |text: &str| limits.on(text.parse().unwrap()).new_website_as_miit_type;
    assert_eq!((is_union("2026-12-31"), is_union("2027-01-01")), (false, true));
}

#[test]
fn missing_unknown_and_unreadable_limits_are_errors() {
    let rows = compiled_in();
    let without: String =
        rows.lines().filter(|row| !row.starts_with("psb_days,")).map(|row| format!("{row}\n")).collect();
    assert!(calendar(&without).unwrap_err().contains("psb_days is missing"));
    assert!(calendar(&format!("{rows}new_limit,1,count,新,new,,,own\n")).unwrap_err().contains("new_limit"));
    assert!(calendar(&rows.replace("psb_days,30", "psb_days,soon")).unwrap_err().contains("psb_days is no number"));
}
