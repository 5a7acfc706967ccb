//! Who of a filing is to be verified by face, and how far each is: of what is typed now, or of a round that was handed in.

use std::collections::BTreeMap;

use super::record;
use crate::clock::china_day;
use crate::db::Tx;
use crate::error::Result;
use crate::filing::faces::{self, Face};
use crate::filing::service::scene::Scene;
use crate::filing::state::Filing;
use crate::filing::store::submissions;
use crate::liveness::check::{self, Check, Standing};
use crate::liveness::service::person_hash;
use crate::liveness::store::{self, About};

/// Somebody who is to be verified, with their tries.
pub struct Verified {
    /// Who.
    pub face: Face,
    /// What their tries are about; none while their section is not filled in.
    pub about: Option<About>,
    /// How far they are.
    pub standing: Standing,
    /// Their tries, the earliest first.
    pub checks: Vec<Check>,
}

impl Verified {
    /// The latest try that came to anything.
    pub fn latest(&self) -> Option<&Check> {
        self.about.as_ref().and_then(|about| check::latest(&self.checks, &about.person))
    }
}

/// Everybody by what is typed now.
///
/// # Errors
/// When the database refuses.
pub async fn of_scene(tx: &mut Tx<'_>, scene: &Scene) -> Result<Vec<Verified>> {
    let next = scene.filing.round + u32::from(scene.filing.state.is_editable());
    verified(tx, &scene.filing, scene.faces(), next).await
}

/// How far everybody is by what is typed now, by their places.
///
/// # Errors
/// When the database refuses.
pub async fn standings(tx: &mut Tx<'_>, scene: &Scene) -> Result<BTreeMap<String, Standing>> {
    let all = of_scene(tx, scene).await?.into_iter();
    Ok(all.map(|own| (own.face.needed.slot, own.standing)).collect())
}

/// Everybody by the round that was handed in last.
///
/// # Errors
/// When the database refuses.
pub async fn of_round(tx: &mut Tx<'_>, filing: &Filing) -> Result<Vec<Verified>> {
    let Some(round) = submissions::find(tx, filing.id, filing.round).await? else { return Ok(Vec::new()) };
    let record = record::recorded(tx, filing).await?.map(Box::new);
    let faces = faces::handed_in(&round.frozen.application, record, filing.days(china_day(tx.ctx.now)));
    verified(tx, filing, faces, filing.round).await
}

async fn verified(tx: &mut Tx<'_>, filing: &Filing, faces: Vec<Face>, round: u32) -> Result<Vec<Verified>> {
    if faces.is_empty() {
        return Ok(Vec::new());
    }
    let all = store::list(tx, filing.id).await?;
    let round = i32::try_from(round.max(1)).map_err(anyhow::Error::from)?;
    let of = |face: Face| {
        let person = face.person.as_ref();
        let person = person.map(|person| person_hash(tx.sealer, person.name.reveal(), person.certificate.reveal()));
        let about = person.map(|person| About { filing: filing.id, person, slot: face.needed.slot.clone(), round });
        let standing = about.as_ref().map_or(Standing::Missing, |about| check::standing(&all, &about.person));
        let own = all.iter().filter(|check| about.as_ref().is_some_and(|about| about.person == check.person));
        Verified { checks: own.cloned().collect(), face, about, standing }
    };
    Ok(faces.into_iter().map(of).collect())
}
