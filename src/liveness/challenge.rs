//! What somebody does before the camera: actions in a random order and digits to speak. Nobody knows it before it is shown, so
//! a clip that fits it was made for it. Pure.

use serde::{Deserialize, Serialize};

use crate::values::text_enum::text_enum;

text_enum! {
    /// What the person does. The code is stored and never renamed.
    pub enum Action {
        /// Turns the head to the left.
        TurnLeft = "turn_left",
        /// Turns the head to the right.
        TurnRight = "turn_right",
        /// Nods.
        Nod = "nod",
        /// Blinks.
        Blink = "blink",
        /// Opens the mouth.
        OpenMouth = "open_mouth",
    }
}

impl Action {
    /// Key of its words.
    pub fn key(self) -> &'static str {
        match self {
            Self::TurnLeft => "face-action-turn-left",
            Self::TurnRight => "face-action-turn-right",
            Self::Nod => "face-action-nod",
            Self::Blink => "face-action-blink",
            Self::OpenMouth => "face-action-open-mouth",
        }
    }
}

/// Digits that are spoken.
const DIGITS: usize = 4;
/// Below this a random byte gives each digit equally often.
const FAIR: u8 = 250;

/// What is shown, and what the specialist looks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// The actions in their order.
    pub actions: Vec<Action>,
    /// Spoken after them.
    pub digits: String,
}

impl Challenge {
    /// Draws one of so many different actions.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn draw(actions: usize) -> anyhow::Result<Self> {
        let source = || {
            let mut bytes = [0; 32];
            getrandom::fill(&mut bytes).map(|()| bytes)
        };
        let (mut left, mut drawn) = (Action::ALL.to_vec(), Vec::new());
        let mut random: Vec<u8> = Vec::new();
        let mut digits = String::new();
        while drawn.len() < actions.min(Action::ALL.len()) || digits.len() < DIGITS {
            let Some(byte) = random.pop() else {
                random.extend(source()?);
                continue;
            };
            if drawn.len() < actions.min(Action::ALL.len()) {
                // As many as are left, each equally often.
                let count = u8::try_from(left.len()).unwrap_or(u8::MAX);
                if byte < u8::MAX - u8::MAX % count {
                    drawn.push(left.remove(usize::from(byte % count)));
                }
            } else if byte < FAIR {
                digits.push(char::from(b'0' + byte % 10));
            }
        }
        Ok(Self { actions: drawn, digits })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_has_different_actions_and_four_digits() {
        for _ in 0..200 {
            let one = Challenge::draw(3).unwrap();
            let actions: BTreeSet<&str> = one.actions.iter().map(|one| one.code()).collect();
            assert_eq!(actions.len(), 3);
            assert!(one.digits.len() == 4 && one.digits.bytes().all(|digit| digit.is_ascii_digit()));
        }
        assert_eq!(Challenge::draw(9).unwrap().actions.len(), Action::ALL.len(), "no more than there are");
    }

    #[test]
    fn orders_and_digits_differ() {
        let many: Vec<Challenge> = (0..200).map(|_| Challenge::draw(3).unwrap()).collect();
        let orders: BTreeSet<_> = many.iter().map(|one| &one.actions).collect();
        let digits: BTreeSet<_> = many.iter().map(|one| &one.digits).collect();
        // Of 60 orders and 10,000 numbers: fewer come from no fair source.
        assert!(orders.len() > 30 && digits.len() > 150, "{} {}", orders.len(), digits.len());
    }
}
