-- What a golden record was is older than what it is.
select v.customer_id, v.change_number
from kindred.golden_version v
join kindred.golden_record g on g.customer_id = v.customer_id
where v.change_number >= g.change_number
