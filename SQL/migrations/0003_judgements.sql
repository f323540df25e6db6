-- What stewards decided about pairs of records.
--
-- Rows are only ever added. They name records by their source keys, as text, so that they stay in
-- force when a record is deleted, loaded anew or sits in another customer.

create table judgement (
  judgement_number bigint generated always as identity,
  verdict text collate "C" not null,
  left_source text collate "C" not null,
  left_id text collate "C" not null,
  right_source text collate "C" not null,
  right_id text collate "C" not null,
  who text collate "C" not null,
  because text collate "C" not null,
  at timestamptz not null,
  left_version integer,
  right_version integer,
  withdraws bigint,
  constraint judgement_key primary key (judgement_number),
  constraint judgement_verdict_known check (verdict in ('same', 'different', 'unsure', 'withdrawn')),
  constraint judgement_ordered check ((left_source, left_id) < (right_source, right_id)),
  constraint judgement_withdraws foreign key (withdraws) references judgement,
  constraint judgement_withdrawn_once unique (withdraws),
  constraint judgement_withdraws_one check ((verdict = 'withdrawn') = (withdraws is not null))
);
comment on table judgement is 'A steward''s decision. Never changed: withdrawing one is another.';
comment on column judgement.left_version is 'The version that was looked at; null where the record was not there.';
