//! Rules and switches as a form: one table is both what is shown and what is set.

use super::Fields;
use crate::bureau::sandbox::settings::{Rules, Switches};

/// Names with what they hold: the label, and the place of the value.
type Ticks<'a> = [(&'static str, &'static str, &'a mut bool); 18];
/// Names with what they hold: the label, the highest value, and the place of the value.
type Numbers<'a> = [(&'static str, &'static str, u64, &'a mut u64); 9];

/// A box to tick.
pub(super) struct Tick {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) on: bool,
}

/// A field to fill in.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) value: String,
    pub(super) fault: String,
}

/// The form.
pub(super) struct SwitchForm {
    pub(super) ticks: Vec<Tick>,
    pub(super) fields: Vec<Field>,
}

impl SwitchForm {
    /// Whether nothing is wrong.
    pub(super) fn is_right(&self) -> bool {
        self.fields.iter().all(|field| field.fault.is_empty())
    }
}

fn ticks<'a>(rules: &'a mut Rules, switches: &'a mut Switches) -> Ticks<'a> {
    [
        ("approve_all", "自动通过 approve all", &mut rules.approve_all),
        ("sms", "短信核验 verification by SMS", &mut rules.sms),
        ("check_ranges", "核对报备 IP check ranges (1063)", &mut rules.check_ranges),
        ("tell_success", "校验通过时返回 1062 tell success", &mut rules.tell_success),
        ("maintenance_up", "报备维护 maintenance of uploads (901)", &mut switches.maintenance_up),
        ("maintenance_down", "下载维护 maintenance of downloads (902)", &mut switches.maintenance_down),
        ("hang", "不应答 never answer", &mut switches.hang),
        ("cut", "处理后断开 cut after acting", &mut switches.cut),
        ("error_500", "返回 500 status 500", &mut switches.error_500),
        ("garbage", "返回乱码 garbage", &mut switches.garbage),
        ("wrong_hash", "哈希错误 wrong hash", &mut switches.wrong_hash),
        ("wrong_order", "倒序下发 wrong order", &mut switches.wrong_order),
        ("always_14", "报备一律返回 14 uploads always 14", &mut switches.always_14),
        ("encrypt", "下载加密 encrypt downloads", &mut switches.encrypt),
        ("wrap", "每行 76 列 lines of 76 columns", &mut switches.wrap),
        ("codes_1_and_3", "使用 1 和 3 codes 1 and 3", &mut switches.codes_1_and_3),
        ("no_texts", "结果不带描述 results without texts", &mut switches.no_texts),
        ("no_replay", "随机数只用一次 no replay (12)", &mut switches.no_replay),
    ]
}

fn numbers<'a>(rules: &'a mut Rules, switches: &'a mut Switches) -> Numbers<'a> {
    [
        ("delay", "几秒后决定 seconds until a rule decides", 31_536_000, &mut rules.delay),
        ("refuse_percent", "随机退回 % refused by chance", 100, &mut rules.refuse_percent),
        ("wait", "几秒后处理报备文件 seconds until a file is worked through", 31_536_000, &mut rules.wait),
        ("queue", "可排队文件数 uploads that may wait (15)", 1_000_000, &mut rules.queue),
        ("per_file", "每份文件结果数 results in a file", 1000, &mut rules.per_file),
        ("password_checks", "每小时密码校验 checks an hour (22)", 1_000_000, &mut rules.password_checks),
        ("slow", "延迟毫秒 milliseconds before answers", 600_000, &mut switches.slow),
        ("fault_percent", "随机故障 % calls with a fault", 100, &mut switches.fault_percent),
        ("always", "一律返回此代码（0 关）always this code", 999, &mut switches.always),
    ]
}

/// The form as things are.
pub(super) fn form(rules: &Rules, switches: &Switches) -> SwitchForm {
    let (mut rules, mut switches) = (rules.clone(), switches.clone());
    let ticked = ticks(&mut rules, &mut switches).map(|(name, label, on)| Tick { name, label, on: *on });
    let field = |name, label, value| Field { name, label, value, fault: String::new() };
    let mut fields = vec![field("refuse_word", "含此词退回 refuse by word", rules.refuse_word.clone())];
    fields.extend(
        numbers(&mut rules, &mut switches).map(|(name, label, _, value)| field(name, label, value.to_string())),
    );
    let hours = switches.hours.map(|(from, to)| format!("{from}-{to}")).unwrap_or_default();
    fields.push(field("hours", "受理时段（如 9-17）hours (20)", hours));
    SwitchForm { ticks: ticked.into(), fields }
}

/// Every name of the form, with its label.
pub(super) fn labels() -> Vec<(&'static str, &'static str)> {
    let form = form(&Rules::default(), &Switches::default());
    let ticks = form.ticks.iter().map(|tick| (tick.name, tick.label));
    ticks.chain(form.fields.iter().map(|field| (field.name, field.label))).collect()
}

/// Sets what was typed. The form with the faults if there are any; then nothing was set. A field that was not sent stays.
pub(super) fn set(rules: &mut Rules, switches: &mut Switches, typed: &Fields) -> SwitchForm {
    let (mut new_rules, mut new_switches) = (rules.clone(), switches.clone());
    for (name, _, on) in ticks(&mut new_rules, &mut new_switches) {
        *on = typed.contains_key(name);
    }
    let mut faults: Vec<(&str, String)> = Vec::new();
    let text = |name: &str| typed.get(name).map(|text| text.trim());
    for (name, _, most, value) in numbers(&mut new_rules, &mut new_switches) {
        match text(name).map(str::parse) {
            None => {}
            Some(Ok(number)) if number <= most => *value = number,
            Some(_) => faults.push((name, format!("请填 0 到 {most} 的整数。A whole number from 0 to {most}."))),
        }
    }
    if let Some(word) = text("refuse_word") {
        new_rules.refuse_word = word.to_owned();
    }
    match text("hours").map(hours) {
        None => {}
        Some(Some(hours)) => new_switches.hours = hours,
        Some(None) => faults.push(("hours", "请填如 9-17 的时段。Hours such as 9-17.".to_owned())),
    }
    let mut form = form(&new_rules, &new_switches);
    for field in &mut form.fields {
        if let Some((_, fault)) = faults.iter().find(|(name, _)| *name == field.name) {
            field.value = text(field.name).unwrap_or_default().to_owned();
            field.fault.clone_from(fault);
        }
    }
    if form.is_right() {
        (*rules, *switches) = (new_rules, new_switches);
    }
    form
}

/// From and to, nothing for any hour, or `None` if it is neither.
fn hours(text: &str) -> Option<Option<(u32, u32)>> {
    if text.is_empty() {
        return Some(None);
    }
    let (from, to) = text.split_once('-')?;
    let (from, to): (u32, u32) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
    (from < to && to <= 24).then_some(Some((from, to)))
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value};

    use super::*;

    /// Rules and switches as a saved state has them.
    fn saved(rules: &Rules, switches: &Switches) -> Map<String, Value> {
        let both = [serde_json::to_value(rules), serde_json::to_value(switches)];
        both.into_iter().flat_map(|one| one.unwrap().as_object().unwrap().clone()).collect()
    }

    fn set_alone(name: &str, value: &str) -> Map<String, Value> {
        let (mut rules, mut switches) = (Rules::default(), Switches::default());
        let form = set(&mut rules, &mut switches, &Fields::from([(name.to_owned(), value.to_owned())]));
        assert!(form.is_right(), "{name}");
        saved(&rules, &switches)
    }

    /// Each by its own name alone, and none that the page lacks.
    #[test]
    fn every_rule_and_every_switch_can_be_set_and_sets_nothing_else() {
        let mut usual = saved(&Rules::default(), &Switches::default());
        // A form without any box ticked.
        usual.values_mut().filter(|value| value.is_boolean()).for_each(|value| *value = false.into());
        let shown = form(&Rules::default(), &Switches::default());
        let ticks = shown.ticks.iter().map(|tick| (tick.name, "on", Value::from(true)));
        let fields = shown.fields.iter().map(|field| match field.name {
            "refuse_word" => (field.name, "退回", Value::from("退回")),
            "hours" => (field.name, "9-17", serde_json::json!([9, 17])),
            name => (name, "7", Value::from(7)),
        });
        let mut named = Vec::new();
        for (name, typed, value) in ticks.chain(fields) {
            let mut expected = usual.clone();
            expected.insert(name.to_owned(), value);
            assert_eq!(set_alone(name, typed), expected, "{name}");
            named.push(name.to_owned());
        }
        named.sort();
        let mut all: Vec<String> = usual.keys().cloned().collect();
        all.sort();
        assert_eq!(named, all);
    }
}
