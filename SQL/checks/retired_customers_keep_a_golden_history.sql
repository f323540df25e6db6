-- A customer that is current no more still shows what it was, since there is a history.
select c.customer_id
from kindred.customer c
join kindred.change retired on retired.change_number = c.retired_change
where retired.transaction_id <> '0'
  and not exists (select from kindred.golden_version v where v.customer_id = c.customer_id)
