-- What the change feed says is what the memberships say.
select i.change_number, i.record_number
from kindred.change_item i
left join kindred.membership opened
  on opened.record_number = i.record_number and opened.change_number = i.change_number
left join kindred.membership closed
  on closed.record_number = i.record_number and closed.closed_change = i.change_number
where opened.customer_id is distinct from i.to_customer
  or closed.customer_id is distinct from i.from_customer
