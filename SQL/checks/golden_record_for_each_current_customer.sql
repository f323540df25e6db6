-- Current customers have a golden record, retired ones have none.
select coalesce(c.customer_id, g.customer_id) as customer_id
from (select customer_id from kindred.customer where retired_at is null) c
full join kindred.golden_record g on g.customer_id = c.customer_id
where c.customer_id is null
  or g.customer_id is null
