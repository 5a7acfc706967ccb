//! The ministry's interface speaks GBK: which characters it cannot hold, and what to write instead.

use encoding_rs::GBK;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::text::Message;

/// The characters of a text that GBK cannot hold, each once, in their order.
pub fn missing_in_gbk(text: &str) -> Vec<char> {
    let mut missing = Vec::new();
    // The third value tells of characters the encoder had to replace.
    if !GBK.encode(text).2 {
        return missing;
    }
    for c in text.chars() {
        if !fits(c) && !missing.contains(&c) {
            missing.push(c);
        }
    }
    missing
}

/// What to write instead of a character GBK cannot hold, where there is something close.
pub fn instead_of(c: char) -> Option<String> {
    let close = match c {
        '•' | '‧' | '∙' | '⋅' => "·".to_owned(),
        '©' => "(C)".to_owned(),
        '®' => "(R)".to_owned(),
        'ß' => "ss".to_owned(),
        'ø' => "o".to_owned(),
        'Ø' => "O".to_owned(),
        'æ' => "ae".to_owned(),
        'Æ' => "AE".to_owned(),
        'ł' => "l".to_owned(),
        'Ł' => "L".to_owned(),
        _ => {
            let compatible: String = c.nfkc().collect();
            if missing_in_gbk(&compatible).is_empty() {
                compatible
            } else {
                c.nfkd().filter(|part| !is_combining_mark(*part)).collect()
            }
        }
    };
    (!close.is_empty() && missing_in_gbk(&close).is_empty()).then_some(close)
}

/// Refuses a text with characters GBK cannot hold; names them, and a replacement for the first where there is one.
pub fn check(text: &str) -> Result<(), Message> {
    let missing = missing_in_gbk(text);
    let Some(first) = missing.first() else { return Ok(()) };
    let (key, instead) = match instead_of(*first) {
        Some(close) => ("value-gbk-instead", Some(close)),
        None => ("value-gbk", None),
    };
    let message =
        Message::new(key).with("characters", missing.iter().map(char::to_string).collect::<Vec<_>>().join(" "));
    Err(match instead {
        Some(close) => message.with("first", first).with("instead", close),
        None => message,
    })
}

fn fits(c: char) -> bool {
    !GBK.encode(c.encode_utf8(&mut [0; 4])).2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_fit() {
        for text in ["北京示例科技有限公司", "（内部）—“引号”·", "éèêàáüńň", "㎡①Ⅳ", "龘靐囍堃喆", "€"]
        {
            assert!(missing_in_gbk(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn what_is_missing_is_told_once_in_order() {
        assert_eq!(missing_in_gbk("王𣲗ñ𣲗😀"), ['𣲗', 'ñ', '😀']);
    }

    #[test]
    fn advice_is_itself_gbk() {
        for (c, close) in [('•', "·"), ('ñ', "n"), ('²', "2"), ('ﬁ', "fi"), ('⼈', "人"), ('™', "TM"), ('Ø', "O")]
        {
            assert_eq!(instead_of(c).as_deref(), Some(close), "{c}");
        }
        assert_eq!(instead_of('𣲗'), None);
        assert_eq!(instead_of('😀'), None);
    }

    #[test]
    fn refusal_names_the_character() {
        assert!(check("好").is_ok());
        assert_eq!(check("溪𣲗").unwrap_err(), Message::new("value-gbk").with("characters", "𣲗"));
        assert_eq!(check("m²").unwrap_err().key, "value-gbk-instead");
    }
}
