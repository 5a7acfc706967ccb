//! The model beside the database: what must come of a try, what changes with it, and that both say the same.

use super::*;

impl Walk<'_> {
    /// What must come of it: done, or one of these refusals.
    pub(super) fn expect(
        &self,
        key: (u32, u32),
        filing: &Filing,
        event: &Event,
        actor: &Actor,
        is_late: bool,
    ) -> Result<(), Vec<&'static str>> {
        // The database shows another's filing to nobody.
        if matches!(actor, Actor::Applicant(who) if *who != filing.owner) {
            return Err(vec!["not found"]);
        }
        let own = &self.filings[&key];
        let refused = filing.apply(event, actor, beian::clock::now()).map_err(|refusal| tell_static(&refusal.into()));
        if let Err(known @ ("not found" | "forbidden" | "filing-refused-already-sent")) = refused {
            return Err(vec![known]);
        }
        let mut met = Vec::new();
        if matches!(event, Event::Submit(_)) && refused.is_ok() {
            met.extend(self.obstacles(key));
            if own.state == StateCode::ChangesRequested && !own.is_answered {
                met.push("filing-refused-unanswered");
            }
        }
        if is_late {
            met.push("stale");
        } else if let Err(refusal) = refused {
            met.push(refusal);
        }
        if met.is_empty() { Ok(()) } else { Err(met) }
    }

    /// What stands in the way of a submission, beside the rules of the machine.
    fn obstacles(&self, key: (u32, u32)) -> Vec<&'static str> {
        let own = &self.filings[&key];
        let others = || self.filings.iter().filter(|(other, _)| **other != key).map(|(_, known)| known);
        let mut met = Vec::new();
        if self.entities_on_record.contains(&own.entity) {
            met.extend(["filing-refused-entity-here", "filing-conflict-other-account", "filing-conflict-filed-here"]);
        }
        if self.domains_on_record.contains(&own.domain) {
            met.extend(["filing-conflict-other-entity", "filing-conflict-filed-here", "filing-conflict-other-account"]);
        }
        if others().any(|other| other.is_open() && other.entity == own.entity) {
            met.push("filing-refused-entity-open");
        }
        if others().any(|other| other.is_open() && other.domain == own.domain) {
            met.push("filing-refused-domain-open");
        }
        let quota = if own.instance == self.first.to_string() { 1 } else { 10 };
        if others().filter(|other| other.holds.is_some() && other.instance == own.instance).count() >= quota {
            met.extend(["hosting-quota", "hosting-number-used"]);
        }
        met
    }

    /// The model goes along.
    pub(super) fn follow(&mut self, key: (u32, u32), event: &Event, transition: &Transition) {
        let own = self.filings.get_mut(&key).unwrap();
        own.state = transition.to.code();
        own.round = transition.round;
        own.changes += 1;
        own.is_answered &= own.state == StateCode::ChangesRequested;
        own.notices += transition.effects.iter().filter(|effect| matches!(effect, Effect::Notify(_))).count();
        match event {
            Event::Submit(_) => own.holds = Some("held"),
            Event::Approve(..) => {
                own.holds = Some("used");
                self.entities_on_record.insert(own.entity);
                self.domains_on_record.insert(own.domain.clone());
                self.numbers += 1;
            }
            Event::Withdraw { .. } | Event::Expire => own.holds = None,
            _ => {}
        }
    }

    /// Database and model say the same of every filing of this walk.
    pub(super) async fn agree(&self) -> Result<(), TestCaseError> {
        let ids: Vec<String> = self.filings.values().map(|known| format!("'{}'", known.case.id)).collect();
        let sql = format!(
            "select concat_ws(' ', f.id, f.state, f.round, f.is_open,
                 (select count(*) from filing_events e where e.filing_id = f.id),
                 (select e.to_state from filing_events e where e.filing_id = f.id order by e.happened_at desc, e.id desc limit 1),
                 (select count(*) from audit_events a where a.subject_kind = 'filing' and a.subject_id = f.id::text
                     and a.action = 'filing.changed'),
                 (select count(*) from notices n where n.filing_id = f.id),
                 (select count(*) from submissions s where s.filing_id = f.id),
                 (select coalesce(string_agg(u.state, ','), 'none') from instance_uses u
                     where u.filing_id = f.id and u.state <> 'freed'))
             from filings f where f.id in ({}) order by f.id",
            ids.join(",")
        );
        let told = self.world.test_db.texts(&sql).await;
        let mut known: Vec<String> = self
            .filings
            .values()
            .map(|own| {
                format!(
                    "{} {} {} {} {} {} {} {} {} {}",
                    own.case.id,
                    own.state.code(),
                    own.round,
                    if own.is_open() { "t" } else { "f" },
                    own.changes + 1,
                    own.state.code(),
                    own.changes,
                    own.notices,
                    own.round,
                    own.holds.unwrap_or("none")
                )
            })
            .collect();
        known.sort();
        prop_assert_eq!(told, known);
        let oversold = format!(
            "select i.code from instances i join instance_uses u on u.instance_id = i.id and u.state <> 'freed'
             where i.code in ({}) group by i.code, i.quota having count(*) > i.quota",
            (0..ACCOUNTS).map(|n| format!("'i-{}'", self.first + n)).collect::<Vec<_>>().join(",")
        );
        prop_assert_eq!(self.world.test_db.texts(&oversold).await, Vec::<String>::new(), "quota is oversold");
        Ok(())
    }
}
