-- A household is two customers or more, all of them current, and bears the id of one of them.
select h.household_id
from kindred.household h
join kindred.customer c on c.customer_id = h.customer_id
group by h.household_id
having count(*) < 2
  or bool_or(c.retired_at is not null)
  or not bool_or(h.customer_id = h.household_id)
