-- A live record has exactly one live version (the index forbids two), a deleted one has none.
select r.record_number
from kindred.source_record r
left join kindred.record_version v on v.record_number = r.record_number and v.valid_to is null
where (r.deleted_at is null) <> (v.record_number is not null)
