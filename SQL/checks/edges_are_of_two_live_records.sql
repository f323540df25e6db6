-- An edge stands with both of its records, with one weight, and both are live; where one was deleted and the
-- next resolve has not seen to it, the edge waits with it.
with edge as (
  select record_number, other, weight from kindred.record_edge, unnest(others, weights) as e (other, weight)
)
select e.record_number, e.other
from edge e
left join edge f on f.record_number = e.other and f.other = e.record_number and f.weight = e.weight
where f.record_number is null
union all
select e.record_number, null
from kindred.record_edge e
where not exists (select from kindred.record_feature f where f.record_number = e.record_number)
  and not exists (select from kindred.pending p where p.record_number = e.record_number)
