-- Records belong to customers that are current.
select m.record_number
from kindred.membership m
join kindred.customer c on c.customer_id = m.customer_id
where m.valid_to is null
  and c.retired_at is not null
