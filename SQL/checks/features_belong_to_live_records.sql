-- Live records have features, deleted ones have none.
select coalesce(r.record_number, f.record_number) as record_number
from (select record_number from kindred.source_record where deleted_at is null) r
full join kindred.record_feature f on f.record_number = r.record_number
where r.record_number is null
  or f.record_number is null
