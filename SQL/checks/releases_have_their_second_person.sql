-- Where a second person was required, nobody released that alone; releases took one before migration 21.
select r.rule_number
from kindred.approval_rule r
join lateral (
  select before.is_required from kindred.approval_rule before
  where before.rule_number < r.rule_number and not before.asks_release
  order by before.rule_number desc
  limit 1
) standing on standing.is_required
where not r.is_required
  and r.approved_by is null
  and r.at >= (select m.applied_at from kindred.migration m where m.number = 21)
