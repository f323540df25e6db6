-- What a record's features repeat of its address and its live version is as it is there.
select f.record_number
from kindred.record_feature f
join kindred.source_record r on r.record_number = f.record_number
join kindred.record_version v on v.record_number = f.record_number and v.valid_to is null
where (f.source_number, f.source_id, f.version) <> (r.source_number, r.source_id, v.version)
  or f.source_at is distinct from v.source_at
