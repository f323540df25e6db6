-- The second of those who release the rule says why as well, and is another by the table's own word.
alter table approval_rule add column approved_because text collate "C";
alter table approval_rule add constraint approval_rule_approved_by_another
  check (approved_by is null or not is_required and lower(btrim(approved_by)) <> lower(btrim(who)));
comment on column approval_rule.approved_because is 'Why the second asked for the release; before migration 22 it was not kept.';

-- Households can be older than what they are told by where no customer has changed: another thing is said of a shared value.
alter table resolved_state add column households_are_older boolean not null default false;
alter table resolved_state alter column households_are_older drop default;
comment on column resolved_state.households_are_older is 'Whether sharing pins have changed since households_change.';
