-- What lets a part of the store be resolved by itself.
--
-- All of it is derived: a resolve of everything makes it anew.

alter table pending add column former_payload bytea;
comment on column pending.former_payload is
  'The record''s values as the last resolve saw them; null where it saw none, or where they are what record_feature has.';

create table set_fact (
  kind smallint not null,
  key bigint not null,
  value smallint not null,
  constraint set_fact_key primary key (kind, key),
  constraint set_fact_value_known check (value between 1 and 255)
);
comment on table set_fact is
  'What counting all carriers of a value shows, under the posting of the value: a household''s, shared, nobody''s; of names, how many bear them. No row: one person''s.';

create table resolved_state (
  only_one boolean not null,
  stamp bytea not null,
  last_judgement bigint not null,
  households_change bigint,
  constraint resolved_state_key primary key (only_one),
  constraint resolved_state_only_one check (only_one),
  constraint resolved_state_stamp_length check (octet_length(stamp) = 32)
);
comment on table resolved_state is
  'What the customers were worked out by: SHA-256 of model, pins and sources free of duplicates, the last judgement looked at, and the last change that households took in.';

create index judgement_by_left on judgement (left_source, left_id);
create index judgement_by_right on judgement (right_source, right_id);
create index possible_match_by_right on possible_match (right_customer);

-- A record that comes by itself is of no file.
alter table record_version alter column job_number drop not null;
alter table record_version alter column line drop not null;
comment on column record_version.job_number is 'The import it came with; null where it came by itself.';
