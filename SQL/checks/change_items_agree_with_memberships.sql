-- What the change feed says is what the memberships say.
select i.change_number, i.record_number
from kindred.change_item i
left join kindred.membership opened
  on opened.record_number = i.record_number and opened.change_number = i.change_number
left join kindred.membership closed
  on closed.record_number = i.record_number and closed.closed_change = i.change_number
where opened.customer_id is distinct from i.to_customer
  or closed.customer_id is distinct from i.from_customer
union all
select m.change_number, m.record_number
from kindred.membership m
left join kindred.change_item i on i.change_number = m.change_number and i.record_number = m.record_number
where i.change_number is null
union all
select m.closed_change, m.record_number
from kindred.membership m
left join kindred.change_item i on i.change_number = m.closed_change and i.record_number = m.record_number
where m.closed_change is not null and i.change_number is null
