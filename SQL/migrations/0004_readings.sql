-- What the values of a source's records agree with, so that new rules reach old records.
--
-- Settings, the normaliser and blocking rules change. Records whose values come out the same are not
-- written again, so a record's own stamp may be older than what it agrees with; the source's is not.

alter table source
  add column settings_version integer,
  add column normaliser_version integer,
  add column rules_sha256 bytea,
  add constraint source_rules_sha256_length check (octet_length(rules_sha256) = 32),
  add constraint source_reading_whole check (num_nulls(settings_version, normaliser_version, rules_sha256) in (0, 3));
comment on column source.settings_version is
  'With normaliser_version and rules_sha256: reading any live record of the source again by these gives what is stored. Null: not known.';
comment on column source.rules_sha256 is 'Of the blocking rules that made the posting lists.';
