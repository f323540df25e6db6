-- Erasure: what proves it, what keeps an erased person from coming back, and who was shown what.
--
-- None of it is personal data: ids, numbers, reason codes, and hashes keyed with a secret derived from that of
-- this store. Rows are only ever added, but for suppressions, which a lifting removes.

create table erasure (
  erasure_number bigint not null,
  at timestamptz not null,
  who text collate "C" not null,
  reason text collate "C" not null,
  change_number bigint,
  lifted_at timestamptz,
  lifted_by text collate "C",
  constraint erasure_key primary key (erasure_number),
  constraint erasure_reason_known check (reason in ('request', 'consent_withdrawn', 'retention', 'unlawful', 'court', 'other')),
  constraint erasure_change foreign key (change_number) references change,
  constraint erasure_lifted_whole check ((lifted_at is null) = (lifted_by is null))
);
comment on table erasure is 'One erasure: with what hangs on it, the proof of it. Numbered without gaps, so that a missing proof shows.';
comment on column erasure.change_number is 'Null where no customer changed: all records had been deleted before.';

create table erasure_removal (
  erasure_number bigint not null,
  kind text collate "C" not null,
  row_count bigint not null,
  constraint erasure_removal_key primary key (erasure_number, kind),
  constraint erasure_removal_erasure foreign key (erasure_number) references erasure,
  constraint erasure_removal_count_positive check (row_count > 0)
);
comment on table erasure_removal is 'How many rows of a table an erasure deleted or emptied.';

create table erased_record (
  record_number bigint not null,
  erasure_number bigint not null,
  key_hash bytea not null,
  constraint erased_record_key primary key (record_number),
  constraint erased_record_record foreign key (record_number) references source_record,
  constraint erased_record_erasure foreign key (erasure_number) references erasure,
  constraint erased_record_key_hash_length check (octet_length(key_hash) = 32)
);
create index erased_record_by_hash on erased_record (key_hash);
create index erased_record_by_erasure on erased_record (erasure_number);
comment on table erased_record is 'Records that were erased. Their numbers stay, their source keys are gone but for a keyed hash.';

create table erased_customer (
  customer_id uuid not null,
  erasure_number bigint not null,
  constraint erased_customer_key primary key (customer_id),
  constraint erased_customer_customer foreign key (customer_id) references customer,
  constraint erased_customer_erasure foreign key (erasure_number) references erasure
);
create index erased_customer_by_erasure on erased_customer (erasure_number);
comment on table erased_customer is 'Ids that resolve to "erased", for ever and as of any moment.';

create table suppression (
  hash bytea not null,
  kind smallint not null,
  erasure_number bigint not null,
  constraint suppression_key primary key (hash, kind, erasure_number),
  constraint suppression_erasure foreign key (erasure_number) references erasure,
  constraint suppression_kind_known check (kind between 1 and 4),
  constraint suppression_hash_length check (octet_length(hash) = 32)
);
create index suppression_by_erasure on suppression (erasure_number);
comment on table suppression is
  'What an erased person would be known by if a source sent them again: 1 source key, 2 account (e-mail, handle, id), 3 phone, 4 name.';

create table disclosure (
  disclosure_number bigint generated always as identity,
  at timestamptz not null,
  who text collate "C" not null,
  customer_id uuid not null,
  record_count integer not null,
  constraint disclosure_key primary key (disclosure_number),
  constraint disclosure_customer foreign key (customer_id) references customer
);
create index disclosure_by_customer on disclosure (customer_id);
comment on table disclosure is 'Who was given everything held about a customer, and when.';

alter table golden_version
  add column erasure_number bigint,
  add constraint golden_version_erasure foreign key (erasure_number) references erasure;
comment on column golden_version.erasure_number is 'Emptied by this erasure: a record of an erased person had a part in it.';

comment on table decision is 'One act of a person: what it did hangs on it, and is undone with it. An erasure takes away its words.';
comment on table judgement is
  'A steward''s decision. Never changed: withdrawing one is another. An erasure takes away words and source keys, and leaves what follows between the others.';
alter table golden_pin alter column value drop not null;
comment on column golden_pin.value is 'Null: erased with the record it was pinned to.';
alter table sharing_pin alter column value drop not null;
comment on column sharing_pin.value is 'Null: it was an erased person''s own, and erased.';

alter table job
  add column rows_suppressed bigint,
  drop constraint job_loses_no_row,
  add constraint job_loses_no_row check (rows_in = rows_loaded + rows_rejected + coalesce(rows_suppressed, 0));
comment on column job.rows_suppressed is 'Rows of erased persons, of which nothing was kept; null where none were looked for.';

-- Who leads to a customer is asked by every erasure and export.
create index redirect_by_target on redirect (to_customer);
