-- Following a retired id ends, without a circle, at a current customer or at "deleted".
with recursive walk (start, here, path) as (
  select from_customer, to_customer, array[from_customer]
  from kindred.redirect
  where valid_to is null
  union all
  select w.start, r.to_customer, w.path || r.from_customer
  from walk w
  join kindred.redirect r on r.from_customer = w.here and r.valid_to is null
  where w.here <> all (w.path)
)
select w.start
from walk w
join kindred.customer c on c.customer_id = w.here
where (c.retired_at is not null and not exists (
    select from kindred.redirect r where r.from_customer = w.here and r.valid_to is null))
  or w.here = any (w.path)
