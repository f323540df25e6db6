-- What is read of a record to compare it stands in one row.
--
-- A record that comes is compared with hundreds, each in another place on the disk: three tables were three places.
-- What is repeated here is derived, as everything in this table is: SQL/checks compares it with what it repeats.

alter table record_feature
  add column source_number integer,
  add column source_id text collate "C",
  add column version integer,
  add column source_at timestamptz;
update record_feature f
set source_number = r.source_number, source_id = r.source_id, version = v.version, source_at = v.source_at
from source_record r
join record_version v on v.record_number = r.record_number and v.valid_to is null
where r.record_number = f.record_number;
-- What no live record has is left over, and is derived.
delete from record_key k
using record_feature f
cross join lateral unnest(f.key_kinds, f.keys) as old (kind, key)
where f.source_number is null and k.kind = old.kind and k.key = old.key and k.record_number = f.record_number;
delete from record_feature where source_number is null;
alter table record_feature
  alter column source_number set not null,
  alter column source_id set not null,
  alter column version set not null;
analyze record_feature (record_number, source_number);
comment on column record_feature.source_number is 'Repeats the address in source_record.';
comment on column record_feature.source_id is 'Repeats the address in source_record.';
comment on column record_feature.version is 'Which version of the record is live.';
comment on column record_feature.source_at is 'Repeats that of the live version.';
