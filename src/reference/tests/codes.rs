//! The code tables of 4.5, as the ministry writes them.

use super::today;
use crate::reference::book;
use crate::reference::codes::CLOUD_ACCESS;

const SERVICE_CONTENTS: [(u64, &str); 30] = [
    (1, "即时通信"),
    (2, "搜索引擎"),
    (4, "综合门户"),
    (8, "网上邮局"),
    (16, "网络新闻"),
    (32, "博客/个人空间"),
    (64, "网络广告/信息"),
    (128, "单位门户网站"),
    (256, "网络购物"),
    (512, "网上支付"),
    (1024, "网上银行"),
    (2048, "网上炒股/股票基金"),
    (4096, "网络游戏"),
    (8192, "网络音乐"),
    (16384, "网络影视"),
    (32768, "网络图片"),
    (65536, "网络软件/下载"),
    (131_072, "网上求职"),
    (262_144, "网上交友/婚介"),
    (524_288, "网上房产"),
    (1_048_576, "网络教育"),
    (2_097_152, "网站建设"),
    (4_194_304, "WAP"),
    (8_388_608, "其他"),
    (134_217_728, "APP"),
    (268_435_456, "网络借贷信息中介"),
    (536_870_912, "互联网股权融资"),
    (1_073_741_824, "互联网保险"),
    (2_147_483_648, "互联网跨界金融及资产管理"),
    (4_294_967_296, "网上非银支付"),
];

const LANGUAGES: [(u64, &str); 17] = [
    (1, "中文简体"),
    (2, "中文繁体"),
    (3, "维吾尔语"),
    (4, "哈萨克语"),
    (5, "柯尔克孜语"),
    (6, "蒙古语"),
    (7, "藏语"),
    (8, "壮语"),
    (9, "朝鲜语"),
    (10, "彝文"),
    (11, "苗语"),
    (12, "英语"),
    (13, "日语"),
    (14, "法语"),
    (15, "俄罗斯语"),
    (16, "西班牙语"),
    (17, "阿拉伯语"),
];

const ACCESS_METHODS: [(u64, &str); 5] =
    [(1, "专线"), (2, "主机托管"), (4, "虚拟主机"), (8, "其他方式"), (16, "云接入")];

const SERVER_LOCATIONS: [(u64, &str); 31] = [
    (1, "Anhui"),
    (2, "Beijing"),
    (4, "Chongqing"),
    (8, "Fujian"),
    (16, "Guangdong"),
    (32, "Gansu"),
    (64, "Guangxi"),
    (128, "Guizhou"),
    (256, "Henan"),
    (512, "Hubei"),
    (1024, "Hebei"),
    (2048, "Hainan"),
    (8192, "Heilongjiang"),
    (16384, "Hunan"),
    (32768, "Jilin"),
    (65536, "Jiangsu"),
    (131_072, "Jiangxi"),
    (262_144, "Liaoning"),
    (1_048_576, "Inner Mongolia"),
    (2_097_152, "Ningxia"),
    (4_194_304, "Qinghai"),
    (8_388_608, "Sichuan"),
    (16_777_216, "Shandong"),
    (33_554_432, "Shanghai"),
    (67_108_864, "Shaanxi"),
    (134_217_728, "Shanxi"),
    (268_435_456, "Tianjin"),
    (1_073_741_824, "Xinjiang"),
    (2_147_483_648, "Tibet"),
    (4_294_967_296, "Yunnan"),
    (8_589_934_592, "Zhejiang"),
];

#[test]
fn service_contents_are_bits_and_the_app_is_none_of_a_website() {
    let rows: Vec<(u64, &str)> = book().service_contents.on(today()).map(|row| (row.code, row.zh.as_str())).collect();
    assert_eq!(rows, SERVICE_CONTENTS);
    for row in book().service_contents.on(today()) {
        assert_eq!(row.websites, row.zh != "APP", "{}", row.en);
        assert_eq!(row.individuals, matches!(row.code, 32 | 8_388_608), "{}", row.en);
    }
}

#[test]
fn languages_and_access_methods() {
    let languages: Vec<(u64, &str)> =
        book().languages(today()).into_iter().map(|row| (row.code, row.zh.as_str())).collect();
    assert_eq!(languages, LANGUAGES);
    let methods: Vec<(u64, &str)> =
        book().access_methods(today()).into_iter().map(|row| (row.code, row.zh.as_str())).collect();
    assert_eq!(methods, ACCESS_METHODS);
    assert_eq!(CLOUD_ACCESS, 16);
}

#[test]
fn server_locations_by_province() {
    for (code, en) in SERVER_LOCATIONS {
        let province = book().provinces(today()).into_iter().find(|row| row.en == en).unwrap_or_else(|| panic!("{en}"));
        assert_eq!(book().server_location(&province.code, today()), Some(code), "{en}");
    }
}
