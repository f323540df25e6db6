-- What the sources sent, and what is derived from each record alone.
--
-- Truth are source, source_setting, source_record and record_version; record_feature and record_key
-- can be dropped and made again from them. Numbers of records are never used twice, because points
-- and history hang on them. Every timestamp comes from the program: nothing here asks the clock.

create table job (
  job_number bigint generated always as identity,
  kind text collate "C" not null,
  file_name text collate "C",
  file_sha256 bytea,
  source_name text collate "C",
  stage text collate "C" not null,
  rows_in bigint,
  rows_loaded bigint,
  rows_rejected bigint,
  started_at timestamptz not null,
  lease_until timestamptz not null,
  finished_at timestamptz,
  constraint job_key primary key (job_number),
  constraint job_kind_known check (kind in ('import', 'resolve')),
  constraint job_stage_known check (stage in ('running', 'done', 'failed', 'interrupted')),
  constraint job_file_sha256_length check (octet_length(file_sha256) = 32),
  constraint job_finished_when_over check ((stage = 'running') = (finished_at is null)),
  constraint job_loses_no_row check (rows_in = rows_loaded + rows_rejected)
);
comment on table job is 'One run of an import or a resolve; written before its work, so that a killed run leaves a trace.';
comment on column job.lease_until is 'Until when the run means to be done. Who is alive is decided by the writers'' lock, not by this.';
comment on column job.rows_in is 'Rows of the file: each is loaded or rejected, none is lost.';

create table source (
  source_number integer generated always as identity,
  name text collate "C" not null,
  created_at timestamptz not null,
  constraint source_key primary key (source_number),
  constraint source_name_unique unique (name),
  constraint source_name_length check (octet_length(name) between 1 and 64),
  constraint source_name_without_colon check (position(':' in name) = 0)
);
comment on table source is 'A system that sends customer records. Its name is the first half of every source key.';

create table source_setting (
  source_number integer not null,
  version integer not null,
  yaml text collate "C" not null,
  priority integer not null,
  saved_at timestamptz not null,
  constraint source_setting_key primary key (source_number, version),
  constraint source_setting_source foreign key (source_number) references source,
  constraint source_setting_version_positive check (version > 0)
);
comment on table source_setting is 'How a source is read. Every version is kept: records say which one read them.';
comment on column source_setting.priority is 'Golden values of a source with a higher priority win ties; copied out of the settings so that a query can use it.';

create table source_record (
  record_number bigint generated always as identity,
  source_number integer not null,
  source_id text collate "C" not null,
  created_at timestamptz not null,
  deleted_at timestamptz,
  constraint source_record_key primary key (record_number),
  constraint source_record_address unique (source_number, source_id),
  constraint source_record_source foreign key (source_number) references source,
  constraint source_record_id_length check (octet_length(source_id) between 1 and 255)
);
comment on table source_record is 'The address of a record and its number, which survive its deletion and its erasure.';

create table record_version (
  record_number bigint not null,
  version integer not null,
  content_hash bytea not null,
  source_at timestamptz,
  raw jsonb not null,
  job_number bigint not null,
  line bigint not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  constraint record_version_key primary key (record_number, version),
  constraint record_version_record foreign key (record_number) references source_record,
  constraint record_version_job foreign key (job_number) references job,
  constraint record_version_content_hash_length check (octet_length(content_hash) = 32),
  constraint record_version_times_in_order check (valid_from <= valid_to)
);
create unique index record_version_one_live on record_version (record_number) where valid_to is null;
comment on table record_version is 'Every content a record ever had, as it was sent.';
comment on column record_version.source_at is 'When the source says the record was changed; decides which version is live.';
comment on column record_version.valid_to is 'Null while live. Equal to valid_from: it arrived after a later one and was never live.';
comment on column record_version.line is 'Line of the file it came from.';

create table record_feature (
  record_number bigint not null,
  settings_version integer not null,
  normaliser_version integer not null,
  payload bytea not null,
  key_kinds smallint[] not null,
  keys bigint[] not null,
  constraint record_feature_key primary key (record_number),
  constraint record_feature_keys_paired check (cardinality(key_kinds) = cardinality(keys))
);
comment on table record_feature is
  'The normalised values of a live record, packed, with the versions that made them. Derived, so SQL/checks looks for orphans instead of a foreign key at every row.';
comment on column record_feature.keys is 'The record''s own postings: they are found again by these, which spares record_key an index by record.';

create table record_key (
  kind smallint not null,
  key bigint not null,
  record_number bigint not null,
  constraint record_key_key primary key (kind, key, record_number)
);
comment on table record_key is
  'Posting lists: which live records carry a key. No foreign key: checking a dozen rows a record would cost more than the load; SQL/checks looks for orphans.';
comment on column record_key.key is 'A hash keyed with the secret of this database: an unkeyed hash of a phone number is the phone number.';

create table pending (
  record_number bigint not null,
  cause text collate "C" not null,
  since timestamptz not null,
  constraint pending_key primary key (record_number),
  constraint pending_cause_known check (cause in ('new', 'changed', 'returned', 'renormalised', 'deleted'))
);
comment on table pending is 'Records that changed since the last resolve. Derived, as record_feature.';

create table secret (
  secret_number smallint not null,
  bytes bytea not null,
  made_at timestamptz not null,
  constraint secret_key primary key (secret_number),
  constraint secret_only_one check (secret_number = 1),
  constraint secret_length check (octet_length(bytes) = 32)
);
comment on table secret is 'What key hashes are keyed with. Made once with randomness of the program; losing it means normalising anew.';
