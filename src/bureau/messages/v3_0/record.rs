//! How a message is written and read: a record names its elements in the order of the schema, once, for both ways.

use thiserror::Error;

use crate::bureau::xml::{Element, Place};

/// What nobody understands: an element a message has no field for, or a record that cannot be read. It is kept with its file and
/// shown, never dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// Where it stands.
    pub path: String,
    /// Of a record: which of its list it is, counted from nought, and why it cannot be read.
    pub misread: Option<(usize, Misread)>,
}

/// Why a message cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Misread {
    /// An element that decides is missing.
    #[error("{0} is missing")]
    Missing(String),
    /// An element that decides is there twice.
    #[error("{0} is there twice")]
    Twice(String),
    /// No number where one belongs.
    #[error("{0} is no number")]
    NotNumber(String),
    /// None or several of a choice.
    #[error("{0}: one of a choice is needed")]
    Choice(String),
    /// Another document.
    #[error("{0} is no document of this kind")]
    Other(String),
}

/// What stands in an element.
pub trait Content: Sized {
    /// Whether it stands for itself: where one in a list cannot be read, the others are, and it is told as unknown.
    const STANDS_ALONE: bool = false;

    /// The element.
    fn write(&self, name: &str) -> Element;
    /// Reads it; elements nobody asks for go to the unknown.
    fn read(element: Element, at: Place<'_>, unknown: &mut Vec<Unknown>) -> Result<Self, Misread>;

    /// Whether an element says nothing: one that need not be there is none then, as it should have been left out.
    fn is_nothing(_: &Element) -> bool {
        false
    }
}

/// Whether an element has neither a text nor anything within.
fn is_empty(element: &Element) -> bool {
    element.text.trim().is_empty() && element.children.is_empty()
}

/// How often an element stands in another: once, perhaps, or repeatedly.
pub trait Member: Sized {
    /// Writes it.
    fn put(&self, name: &str, into: &mut Vec<Element>);
    /// Takes it.
    fn take(name: &str, from: &mut Inside<'_, '_>) -> Result<Self, Misread>;
}

/// The children of an element while they are taken.
pub struct Inside<'a, 'u> {
    at: Place<'a>,
    children: Vec<Option<Element>>,
    unknown: &'u mut Vec<Unknown>,
}

impl<'a, 'u> Inside<'a, 'u> {
    /// Begins to take.
    pub fn of(element: Element, at: Place<'a>, unknown: &'u mut Vec<Unknown>) -> Self {
        Self { at, children: element.children.into_iter().map(Some).collect(), unknown }
    }

    fn all(&mut self, name: &str) -> Vec<Element> {
        let named = |child: &&mut Option<Element>| child.as_ref().is_some_and(|child| &*child.name == name);
        self.children.iter_mut().filter(named).filter_map(Option::take).collect()
    }

    fn most_one(&mut self, name: &str) -> Result<Option<Element>, Misread> {
        let mut all = self.all(name).into_iter();
        let first = all.next();
        match all.next() {
            Some(_) => Err(Misread::Twice(self.at.child(name, 1).to_string())),
            None => Ok(first),
        }
    }

    fn content<T: Content>(&mut self, element: Element, number: usize) -> Result<T, Misread> {
        let name = element.name.clone();
        let place = self.at;
        T::read(element, place.child(&name, number), self.unknown)
    }

    /// The same; none where it stands for itself and cannot be read.
    fn readable<T: Content>(&mut self, element: Element, number: usize) -> Result<Option<T>, Misread> {
        if !T::STANDS_ALONE {
            return self.content(element, number).map(Some);
        }
        let (name, place, told) = (element.name.clone(), self.at, self.unknown.len());
        match self.content(element, number) {
            Ok(value) => Ok(Some(value)),
            Err(misread) => {
                // All of it is left, also what was unknown in it.
                self.unknown.truncate(told);
                let path = place.child(&name, number).to_string();
                self.unknown.push(Unknown { path, misread: Some((number - 1, misread)) });
                Ok(None)
            }
        }
    }

    /// What is left is unknown.
    pub fn end(self) {
        for element in self.children.into_iter().flatten() {
            let path = self.at.child(&element.name, 1).to_string();
            self.unknown.push(Unknown { path, misread: None });
        }
    }
}

impl Content for i64 {
    fn write(&self, name: &str) -> Element {
        Element::with_text(name, self.to_string())
    }

    fn read(element: Element, at: Place<'_>, _: &mut Vec<Unknown>) -> Result<Self, Misread> {
        element.text.trim().parse().map_err(|_| Misread::NotNumber(at.to_string()))
    }

    fn is_nothing(element: &Element) -> bool {
        is_empty(element)
    }
}

impl Content for String {
    fn write(&self, name: &str) -> Element {
        Element::with_text(name, self.as_str())
    }

    fn read(mut element: Element, at: Place<'_>, unknown: &mut Vec<Unknown>) -> Result<Self, Misread> {
        let text = std::mem::take(&mut element.text);
        Inside::of(element, at, unknown).end();
        Ok(text)
    }

    fn is_nothing(element: &Element) -> bool {
        is_empty(element)
    }
}

/// Kept as it is.
impl Content for Element {
    fn write(&self, _: &str) -> Element {
        self.clone()
    }

    fn read(element: Element, _: Place<'_>, _: &mut Vec<Unknown>) -> Result<Self, Misread> {
        Ok(element)
    }
}

impl<T: Content> Member for T {
    fn put(&self, name: &str, into: &mut Vec<Element>) {
        into.push(self.write(name));
    }

    fn take(name: &str, from: &mut Inside<'_, '_>) -> Result<Self, Misread> {
        let missing = Misread::Missing(from.at.child(name, 1).to_string());
        let element = from.most_one(name)?.ok_or(missing)?;
        from.content(element, 1)
    }
}

impl<T: Content> Member for Option<T> {
    fn put(&self, name: &str, into: &mut Vec<Element>) {
        into.extend(self.as_ref().map(|value| value.write(name)));
    }

    fn take(name: &str, from: &mut Inside<'_, '_>) -> Result<Self, Misread> {
        let element = from.most_one(name)?.filter(|element| !T::is_nothing(element));
        Ok(element.map(|element| from.readable(element, 1)).transpose()?.flatten())
    }
}

impl<T: Content> Member for Vec<T> {
    fn put(&self, name: &str, into: &mut Vec<Element>) {
        into.extend(self.iter().map(|value| value.write(name)));
    }

    fn take(name: &str, from: &mut Inside<'_, '_>) -> Result<Self, Misread> {
        let mut list = Vec::new();
        for (index, element) in from.all(name).into_iter().enumerate() {
            list.extend(from.readable(element, index + 1)?);
        }
        Ok(list)
    }
}

/// Writes a list within one element, which is left out with it.
pub fn put_list<T: Content>(list: &[T], outer: &str, inner: &str, into: &mut Vec<Element>) {
    if !list.is_empty() {
        into.push(Element::with_children(outer, list.iter().map(|value| value.write(inner)).collect()));
    }
}

/// Takes a list within one element.
pub fn take_list<T: Content>(outer: &str, inner: &str, from: &mut Inside<'_, '_>) -> Result<Vec<T>, Misread> {
    let Some(element) = from.most_one(outer)? else { return Ok(Vec::new()) };
    take_inner(outer, 1, inner, element, from)
}

/// Writes a list whose every value stands in an element of its own.
pub fn put_each<T: Content>(list: &[T], outer: &str, inner: &str, into: &mut Vec<Element>) {
    into.extend(list.iter().map(|value| Element::with_children(outer, vec![value.write(inner)])));
}

/// Takes a list whose every value stands in an element of its own.
pub fn take_each<T: Content>(outer: &str, inner: &str, from: &mut Inside<'_, '_>) -> Result<Vec<T>, Misread> {
    let mut list = Vec::new();
    for (index, element) in from.all(outer).into_iter().enumerate() {
        list.extend(take_inner(outer, index + 1, inner, element, from)?);
    }
    Ok(list)
}

fn take_inner<T: Content>(
    outer: &str,
    number: usize,
    inner: &str,
    element: Element,
    from: &mut Inside<'_, '_>,
) -> Result<Vec<T>, Misread> {
    let at = from.at;
    let mut inside = Inside::of(element, at.child(outer, number), from.unknown);
    let list = Vec::take(inner, &mut inside)?;
    inside.end();
    Ok(list)
}

/// A record. A field is `"Name"`, a list within one element `"Outer" / "Inner"`, a list whose every value has an element
/// of its own `"Outer" * "Inner"`. One that stands for itself is marked `: alone`.
macro_rules! record {
    (
        $(#[$about:meta])*
        pub struct $name:ident $(: $alone:ident)? {
            $( $(#[$of:meta])* $field:ident : $kind:ty = $outer:literal $(/ $inner:literal)? $(* $each:literal)? ; )*
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Default, PartialEq, Eq)]
        pub struct $name {
            $( $(#[$of])* pub $field: $kind, )*
        }

        /// Names the record alone: what it holds is personal.
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }

        impl $crate::bureau::messages::record::Content for $name {
            $( $crate::bureau::messages::record::record!(@is $alone); )?

            fn write(&self, name: &str) -> $crate::bureau::xml::Element {
                let mut children = Vec::new();
                $( $crate::bureau::messages::record::record!(@put self.$field, children, $outer $(/ $inner)? $(* $each)?); )*
                $crate::bureau::xml::Element::with_children(name, children)
            }

            fn read(
                element: $crate::bureau::xml::Element,
                at: $crate::bureau::xml::Place<'_>,
                unknown: &mut Vec<$crate::bureau::messages::record::Unknown>,
            ) -> Result<Self, $crate::bureau::messages::record::Misread> {
                let mut inside = $crate::bureau::messages::record::Inside::of(element, at, unknown);
                let record = Self {
                    $( $field: $crate::bureau::messages::record::record!(@take inside, $outer $(/ $inner)? $(* $each)?), )*
                };
                inside.end();
                Ok(record)
            }
        }
    };
    (@is alone) => {
        const STANDS_ALONE: bool = true;
    };
    (@put $value:expr, $into:ident, $outer:literal) => {
        $crate::bureau::messages::record::Member::put(&$value, $outer, &mut $into)
    };
    (@put $value:expr, $into:ident, $outer:literal / $inner:literal) => {
        $crate::bureau::messages::record::put_list(&$value, $outer, $inner, &mut $into)
    };
    (@put $value:expr, $into:ident, $outer:literal * $inner:literal) => {
        $crate::bureau::messages::record::put_each(&$value, $outer, $inner, &mut $into)
    };
    (@take $from:ident, $outer:literal) => {
        $crate::bureau::messages::record::Member::take($outer, &mut $from)?
    };
    (@take $from:ident, $outer:literal / $inner:literal) => {
        $crate::bureau::messages::record::take_list($outer, $inner, &mut $from)?
    };
    (@take $from:ident, $outer:literal * $inner:literal) => {
        $crate::bureau::messages::record::take_each($outer, $inner, &mut $from)?
    };
}

/// One of several elements: the first is the default.
macro_rules! choice {
    (
        $(#[$about:meta])*
        pub enum $name:ident {
            $(#[$of_first:meta])* $first:ident($first_kind:ty) = $first_tag:literal,
            $( $(#[$of:meta])* $variant:ident($kind:ty) = $tag:literal, )+
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum $name {
            $(#[$of_first])* $first($first_kind),
            $( $(#[$of])* $variant($kind), )+
        }

        impl Default for $name {
            fn default() -> Self {
                Self::$first(Default::default())
            }
        }

        impl $crate::bureau::messages::record::Content for $name {
            fn write(&self, name: &str) -> $crate::bureau::xml::Element {
                let inner = match self {
                    Self::$first(value) => value.write($first_tag),
                    $( Self::$variant(value) => value.write($tag), )+
                };
                $crate::bureau::xml::Element::with_children(name, vec![inner])
            }

            fn read(
                element: $crate::bureau::xml::Element,
                at: $crate::bureau::xml::Place<'_>,
                unknown: &mut Vec<$crate::bureau::messages::record::Unknown>,
            ) -> Result<Self, $crate::bureau::messages::record::Misread> {
                use $crate::bureau::messages::record::{Inside, Member, Misread};
                let mut inside = Inside::of(element, at, unknown);
                let mut found = Vec::new();
                let first: Option<$first_kind> = Member::take($first_tag, &mut inside)?;
                found.extend(first.map(Self::$first));
                $(
                    let other: Option<$kind> = Member::take($tag, &mut inside)?;
                    found.extend(other.map(Self::$variant));
                )+
                inside.end();
                let [choice] = <[Self; 1]>::try_from(found).map_err(|_| Misread::Choice(at.to_string()))?;
                Ok(choice)
            }
        }
    };
}

pub(crate) use {choice, record};
