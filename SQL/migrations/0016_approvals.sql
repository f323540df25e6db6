-- A second person for what stewards decide on who is who.
--
-- Where one is required, a decision is proposed first and changes nothing. Another person answers: approving makes
-- the decision, under both names, rejecting leaves it at that. Rows are only ever added; an erasure takes the words
-- and keys of an erased person out of them, as out of decisions.

create table approval_rule (
  rule_number bigint generated always as identity,
  is_required boolean not null,
  who text collate "C" not null,
  because text collate "C" not null,
  at timestamptz not null,
  after_decision bigint not null,
  constraint approval_rule_key primary key (rule_number)
);
comment on table approval_rule is 'Whether decisions need a second person, from when on, and who said so; the last one holds.';
comment on column approval_rule.after_decision is 'The last decision that was made before; 0: none was.';

create table proposal (
  proposal_number bigint generated always as identity,
  kind text collate "C" not null,
  who text collate "C" not null,
  because text collate "C" not null,
  at timestamptz not null,
  undoes bigint,
  constraint proposal_key primary key (proposal_number),
  constraint proposal_kind_known check (kind in ('judgement', 'merge', 'split', 'withdrawal', 'undo')),
  constraint proposal_undoes foreign key (undoes) references decision,
  constraint proposal_undo_names_one check ((kind = 'undo') = (undoes is not null))
);
comment on table proposal is 'A decision that waits for a second person, or waited.';

create table proposed_judgement (
  proposal_number bigint not null,
  place integer not null,
  verdict text collate "C" not null,
  left_source text collate "C" not null,
  left_id text collate "C" not null,
  right_source text collate "C" not null,
  right_id text collate "C" not null,
  left_version integer,
  right_version integer,
  constraint proposed_judgement_key primary key (proposal_number, place),
  constraint proposed_judgement_proposal foreign key (proposal_number) references proposal,
  constraint proposed_judgement_verdict_known check (verdict in ('same', 'different', 'unsure'))
);
comment on table proposed_judgement is 'What a proposed decision would say, in the order in which it would say it.';
comment on column proposed_judgement.left_version is 'The version that was looked at; null where the record was not there.';

create table proposed_withdrawal (
  proposal_number bigint not null,
  judgement_number bigint not null,
  constraint proposed_withdrawal_key primary key (proposal_number, judgement_number),
  constraint proposed_withdrawal_proposal foreign key (proposal_number) references proposal,
  constraint proposed_withdrawal_judgement foreign key (judgement_number) references judgement
);
comment on table proposed_withdrawal is 'The judgements a proposed decision would take back.';

create table proposal_answer (
  proposal_number bigint not null,
  who text collate "C" not null,
  because text collate "C",
  at timestamptz not null,
  decision_number bigint,
  constraint proposal_answer_key primary key (proposal_number),
  constraint proposal_answer_proposal foreign key (proposal_number) references proposal,
  constraint proposal_answer_decision foreign key (decision_number) references decision,
  constraint proposal_answer_one_decision unique (decision_number),
  constraint proposal_answer_rejection_has_a_reason check (decision_number is not null or because is not null)
);
comment on table proposal_answer is 'What the second person said, once.';
comment on column proposal_answer.decision_number is 'The decision that approving it made; null: it was rejected.';

alter table decision
  add column approved_by text collate "C",
  add constraint decision_approved_by_another check (lower(btrim(approved_by)) <> lower(btrim(who)));
comment on column decision.approved_by is 'The second person; null where none was asked.';
