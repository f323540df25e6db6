-- No golden record, present or past, has values of an erased record, and an erased customer has none at all.
select v.customer_id, v.change_number
from kindred.erased_record e
join kindred.membership m using (record_number)
join kindred.golden_version v on v.customer_id = m.customer_id and v.change_number >= m.change_number
  and (m.closed_change is null or v.change_number < m.closed_change)
where v.attributes <> '{}'
union all
select v.customer_id, v.change_number
from kindred.erased_customer c
join kindred.golden_version v using (customer_id)
where v.attributes <> '{}'
union all
select g.customer_id, g.change_number
from kindred.erased_customer c
join kindred.golden_record g using (customer_id)
