//! Values of rules that are numbers or lists, each read from one cell or refused with a reason.

use std::str::FromStr;

/// Ages: `18`, or `18/16` where younger persons bring a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgeFrom {
    /// From here on nothing is asked.
    pub usual: u32,
    /// From here on with proof of work or a guardian.
    pub with_proof: u32,
}

impl FromStr for AgeFrom {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (usual, with_proof) = text.split_once('/').unwrap_or((text, text));
        let ages = Self { usual: number(usual)?, with_proof: number(with_proof)? };
        if ages.with_proof > ages.usual { Err("an age with proof above the age without".to_owned()) } else { Ok(ages) }
    }
}

/// The oldest: `65`, or `60/55` for men and women.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgeTo {
    /// Men.
    pub men: u32,
    /// Women.
    pub women: u32,
}

impl FromStr for AgeTo {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (men, women) = text.split_once('/').unwrap_or((text, text));
        Ok(Self { men: number(men)?, women: number(women)? })
    }
}

/// Different phone numbers: `2/3` for one person in both roles and for two persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phones {
    /// One person.
    pub one: u32,
    /// Two persons.
    pub two: u32,
}

impl FromStr for Phones {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (one, two) = text.split_once('/').ok_or("two numbers are written 2/3")?;
        Ok(Self { one: number(one)?, two: number(two)? })
    }
}

/// A count or a number of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number(pub u32);

impl FromStr for Number {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        number(text).map(Self)
    }
}

fn number(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| format!("{text} is no number"))
}

/// Several values, written `a|b|c`; at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List<T>(pub Vec<T>);

impl<T: FromStr> FromStr for List<T> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let read = |part: &str| match part.parse() {
            Ok(value) if !part.trim().is_empty() && part.trim() == part => Ok(value),
            _ => Err(format!("cannot read \"{part}\" in a list")),
        };
        text.split('|').map(read).collect::<Result<_, _>>().map(Self)
    }
}

/// Contents that the remark must tell of: `8388608`, or `!128` for all but these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentRemark {
    /// All but the codes.
    pub all_but: bool,
    /// The codes.
    pub codes: Vec<u64>,
}

impl FromStr for ContentRemark {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let codes = text.strip_prefix('!');
        let List(list) = codes.unwrap_or(text).parse()?;
        Ok(Self { all_but: codes.is_some(), codes: list })
    }
}

impl ContentRemark {
    /// Whether a content is to be told of.
    pub fn asks(&self, code: u64) -> bool {
        self.codes.contains(&code) != self.all_but
    }
}

/// The remark of a website: its least length, and after `;` words of which one stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Characters.
    pub least: u32,
    /// One of these; empty if any words do.
    pub one_of: Vec<String>,
}

impl FromStr for Remark {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((least, words)) = text.split_once(';') else {
            return Ok(Self { least: number(text)?, one_of: Vec::new() });
        };
        let List(one_of) = words.parse()?;
        Ok(Self { least: number(least)?, one_of })
    }
}

impl Remark {
    /// Whether what it must say is the declaration of a personal website.
    pub fn is_declaration(&self) -> bool {
        self.one_of.iter().any(|word| word == "声明")
    }

    /// Whether a remark says what it must.
    pub fn is_said(&self, remark: &str) -> bool {
        self.one_of.is_empty() || self.one_of.iter().any(|word| remark.contains(word))
    }
}
