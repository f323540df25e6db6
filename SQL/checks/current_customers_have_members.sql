-- A customer without records is retired.
select c.customer_id
from kindred.customer c
where c.retired_at is null
  and not exists (select from kindred.membership m where m.customer_id = c.customer_id and m.valid_to is null)
