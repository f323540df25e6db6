-- An id handed out once resolves for ever: retired means redirected, current means not.
select c.customer_id
from kindred.customer c
left join kindred.redirect r on r.from_customer = c.customer_id and r.valid_to is null
where (c.retired_at is not null) <> (r.from_customer is not null)
