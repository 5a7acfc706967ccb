//! Cities of the provinces by GB/T 2260: prefectures, and the places a province governs without one between.

use chrono::NaiveDate;
use serde::Deserialize;

use super::table::dated_row;

/// A city, prefecture, league, or county directly under a province.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct City {
    /// Division code, six digits.
    pub code: String,
    /// Division code of the province.
    pub province: String,
    /// Name in Chinese.
    pub zh: String,
    /// Name in English.
    pub en: String,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// Where the row comes from.
    pub source: String,
}
dated_row!(City, code, City::check_values);

impl City {
    /// Whether it is a prefecture or a municipality, not a place directly under a province.
    pub fn is_prefecture(&self) -> bool {
        self.code.ends_with("00")
    }

    fn check_values(&self) -> Result<(), String> {
        let digits = self.code.len() == 6 && self.code.bytes().all(|byte| byte.is_ascii_digit());
        if !digits || self.code.get(..2) != self.province.get(..2) {
            return Err(format!("code {} is not of province {}", self.code, self.province));
        }
        Ok(())
    }
}

/// A place name without the word for its kind: 北京市 is 北京, 延边朝鲜族自治州 is 延边.
pub(super) fn short_name(zh: &str) -> &str {
    const KINDS: [&str; 9] = ["自治区", "自治州", "自治县", "林区", "地区", "省", "市", "盟", "县"];
    const PEOPLES: [&str; 19] = [
        "维吾尔",
        "朝鲜族",
        "土家族",
        "苗族",
        "藏族",
        "羌族",
        "彝族",
        "布依族",
        "侗族",
        "哈尼族",
        "壮族",
        "傣族",
        "白族",
        "景颇族",
        "傈僳族",
        "回族",
        "蒙古族",
        "黎族",
        "柯尔克孜",
    ];
    let bare = KINDS.iter().find_map(|kind| zh.strip_suffix(kind)).unwrap_or(zh);
    let mut short = bare;
    while let Some(rest) = PEOPLES.iter().find_map(|people| short.strip_suffix(people)) {
        short = rest;
    }
    // 博尔塔拉蒙古 and 伊犁哈萨克 are written without 族.
    let short = short.strip_suffix("蒙古").filter(|rest| !rest.is_empty() && *rest != "内").unwrap_or(short);
    short.strip_suffix("哈萨克").unwrap_or(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names() {
        let cases = [
            ("北京市", "北京"),
            ("吉林省", "吉林"),
            ("内蒙古自治区", "内蒙古"),
            ("广西壮族自治区", "广西"),
            ("新疆维吾尔自治区", "新疆"),
            ("宁夏回族自治区", "宁夏"),
            ("延边朝鲜族自治州", "延边"),
            ("湘西土家族苗族自治州", "湘西"),
            ("博尔塔拉蒙古自治州", "博尔塔拉"),
            ("海西蒙古族藏族自治州", "海西"),
            ("伊犁哈萨克自治州", "伊犁"),
            ("神农架林区", "神农架"),
            ("阿克苏地区", "阿克苏"),
            ("兴安盟", "兴安"),
        ];
        for (full, short) in cases {
            assert_eq!(short_name(full), short);
        }
    }
}
