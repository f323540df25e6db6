-- Possible matches are between customers that are current.
select p.left_customer, p.right_customer
from kindred.possible_match p
join kindred.customer l on l.customer_id = p.left_customer
join kindred.customer r on r.customer_id = p.right_customer
where l.retired_at is not null
  or r.retired_at is not null
