-- What waits for a resolve exists.
select p.record_number
from kindred.pending p
left join kindred.source_record r on r.record_number = p.record_number
where r.record_number is null
