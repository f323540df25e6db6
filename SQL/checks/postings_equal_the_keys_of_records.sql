-- The posting lists are what the records say, no more and no less.
select coalesce(k.record_number, f.record_number) as record_number
from kindred.record_key k
full join (
  select record_number, kind, key
  from kindred.record_feature, unnest(key_kinds, keys) as posting (kind, key)
) f on f.record_number = k.record_number and f.kind = k.kind and f.key = k.key
where k.record_number is null
  or f.record_number is null
