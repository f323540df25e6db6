-- The id of an erased customer is retired, leads nowhere and is of no household.
select c.customer_id
from kindred.erased_customer c
join kindred.customer k using (customer_id)
left join kindred.household h using (customer_id)
where k.retired_at is null
  or h.customer_id is not null
  or exists (
    select from kindred.redirect r where r.from_customer = c.customer_id and r.valid_to is null
      and r.to_customer is not null and not exists (
        select from kindred.erased_customer t where t.customer_id = r.to_customer))
