-- What people decided, whole: a merge may be several judgements, and undoing it takes all of them back.
--
-- Rows are only ever added. A decision is undone by another that names it, so undoing an undoing does the
-- first again, and who did what when is never lost.

create table decision (
  decision_number bigint generated always as identity,
  kind text collate "C" not null,
  who text collate "C" not null,
  because text collate "C" not null,
  at timestamptz not null,
  undoes bigint,
  model_number bigint,
  constraint decision_key primary key (decision_number),
  constraint decision_kind_known check (kind in ('judgement', 'merge', 'split', 'withdrawal', 'publication', 'undo')),
  constraint decision_undoes foreign key (undoes) references decision,
  constraint decision_undone_once unique (undoes),
  constraint decision_undoes_another check (undoes < decision_number),
  constraint decision_undo_names_one check ((kind = 'undo') = (undoes is not null)),
  constraint decision_model foreign key (model_number) references model
);
comment on table decision is 'One act of a person: what it did hangs on it, and is undone with it.';
comment on column decision.model_number is 'The model it put into force.';

alter table judgement
  add column decision_number bigint,
  add constraint judgement_decision foreign key (decision_number) references decision;
create index judgement_by_decision on judgement (decision_number);
comment on column judgement.decision_number is 'Null for judgements from before decisions were kept.';

alter table job
  add column undoes bigint,
  add constraint job_undoes foreign key (undoes) references job,
  drop constraint job_kind_known,
  add constraint job_kind_known check (kind in ('import', 'resolve', 'undo')),
  add constraint job_undo_names_one check ((kind = 'undo') = (undoes is not null));
comment on column job.undoes is 'The import whose records this one took back.';
