-- Publications as a stack: a revert sets the one in force aside, and undoing takes one out wherever it is.
--
-- What was reverted before is kept as a publication of the older model, which it was. And the taking back of an
-- import as a decision, so that it can be proposed to a second person as others are.

alter table decision
  add column sets_aside bigint,
  drop constraint decision_kind_known,
  add constraint decision_kind_known
    check (kind in ('judgement', 'merge', 'split', 'withdrawal', 'publication', 'undo', 'pin', 'revert', 'import_undo')),
  add constraint decision_sets_aside foreign key (sets_aside) references model,
  add constraint decision_revert_sets_one_aside check ((kind = 'revert') = (sets_aside is not null));
comment on column decision.sets_aside is 'The model of the publication that a revert took out of force.';

alter table job
  add column decision_number bigint,
  add constraint job_decision foreign key (decision_number) references decision,
  add constraint job_of_one_decision unique (decision_number),
  add constraint job_decision_undoes check (decision_number is null or kind = 'undo');
comment on column job.decision_number is 'The decision by which an import was taken back; null for those from before such decisions were kept.';

alter table proposal
  add column undoes_job bigint,
  drop constraint proposal_kind_known,
  add constraint proposal_kind_known
    check (kind in ('judgement', 'merge', 'split', 'withdrawal', 'undo', 'import_undo')),
  add constraint proposal_undoes_job foreign key (undoes_job) references job,
  add constraint proposal_import_undo_names_one check ((kind = 'import_undo') = (undoes_job is not null));
comment on column proposal.undoes_job is 'The import that would be taken back.';
