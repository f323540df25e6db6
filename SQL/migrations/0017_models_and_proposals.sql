-- Publications as a stack: a revert sets the one in force aside, and undoing takes one out wherever it is.
--
-- What was reverted before is kept as a publication of the older model, which it was.

alter table decision
  add column sets_aside bigint,
  drop constraint decision_kind_known,
  add constraint decision_kind_known
    check (kind in ('judgement', 'merge', 'split', 'withdrawal', 'publication', 'undo', 'pin', 'revert')),
  add constraint decision_sets_aside foreign key (sets_aside) references model,
  add constraint decision_revert_sets_one_aside check ((kind = 'revert') = (sets_aside is not null));
comment on column decision.sets_aside is 'The model of the publication that a revert took out of force.';
