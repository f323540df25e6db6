-- Publications as a stack: a revert sets the one in force aside, and undoing takes one out wherever it is.
--
-- What was reverted before is kept as a publication of the older model, which it was. And the taking back of an
-- import and what is said of shared values as decisions, so that these, golden pins and models can be proposed to a
-- second person as others are, where that is laid down from now on: what was laid down before was about who is who.

alter table decision
  add column sets_aside bigint,
  drop constraint decision_kind_known,
  add constraint decision_kind_known
    check (kind in ('judgement', 'merge', 'split', 'withdrawal', 'publication', 'undo', 'pin', 'revert', 'import_undo', 'sharing')),
  add constraint decision_sets_aside foreign key (sets_aside) references model,
  add constraint decision_revert_sets_one_aside check ((kind = 'revert') = (sets_aside is not null));
comment on column decision.sets_aside is 'The model of the publication that a revert took out of force.';

alter table job
  add column decision_number bigint,
  add constraint job_decision foreign key (decision_number) references decision,
  add constraint job_of_one_decision unique (decision_number),
  add constraint job_decision_undoes check (decision_number is null or kind = 'undo');
comment on column job.decision_number is 'The decision by which an import was taken back; null for those from before such decisions were kept.';

alter table sharing_pin
  add column decision_number bigint,
  add constraint sharing_pin_decision foreign key (decision_number) references decision;
create index sharing_pin_by_decision on sharing_pin (decision_number);
comment on column sharing_pin.decision_number is 'Null for pins from before such decisions were kept.';

alter table approval_rule add column is_for_all boolean not null default false;
alter table approval_rule alter column is_for_all drop default;
comment on column approval_rule.is_for_all is 'Whether every decision needs the second person, or only those on who is who, as was laid down before.';

alter table proposal
  add column undoes_job bigint,
  add column model text collate "C",
  add column model_sha256 bytea,
  add column sets_aside bigint,
  drop constraint proposal_kind_known,
  add constraint proposal_kind_known check (kind in (
    'judgement', 'merge', 'split', 'withdrawal', 'undo', 'import_undo', 'pin', 'sharing', 'publication', 'revert')),
  add constraint proposal_undoes_job foreign key (undoes_job) references job,
  add constraint proposal_import_undo_names_one check ((kind = 'import_undo') = (undoes_job is not null)),
  add constraint proposal_publication_has_a_model check (
    (kind = 'publication') = (model is not null) and (model is null) = (model_sha256 is null)),
  add constraint proposal_sets_aside foreign key (sets_aside) references model,
  add constraint proposal_revert_sets_one_aside check ((kind = 'revert') = (sets_aside is not null));
comment on column proposal.model is 'The model that would come into force.';
comment on column proposal.undoes_job is 'The import that would be taken back.';

create table proposed_pin (
  proposal_number bigint not null,
  place integer not null,
  source text collate "C" not null,
  id text collate "C" not null,
  attribute text collate "C" not null,
  value text collate "C",
  region text collate "C" not null,
  constraint proposed_pin_key primary key (proposal_number, place),
  constraint proposed_pin_proposal foreign key (proposal_number) references proposal,
  constraint proposed_pin_value_length check (octet_length(value) between 1 and 1024)
);
comment on table proposed_pin is 'The golden values a proposed decision would pin, in the order in which it would.';
comment on column proposed_pin.value is 'Null: erased with the record it would be pinned to.';

create table proposed_sharing_pin (
  proposal_number bigint not null,
  place integer not null,
  class text collate "C",
  attribute text collate "C",
  value text collate "C",
  region text collate "C",
  withdraws bigint,
  constraint proposed_sharing_pin_key primary key (proposal_number, place),
  constraint proposed_sharing_pin_proposal foreign key (proposal_number) references proposal,
  constraint proposed_sharing_pin_class_known check (class in ('person', 'household', 'shared', 'relay', 'junk')),
  constraint proposed_sharing_pin_value_length check (octet_length(value) between 1 and 1024),
  constraint proposed_sharing_pin_withdraws foreign key (withdraws) references sharing_pin,
  constraint proposed_sharing_pin_says_or_withdraws check (
    (withdraws is null) = (class is not null) and (class is null) = (attribute is null)
    and (class is null) = (region is null))
);
comment on table proposed_sharing_pin is 'What a proposed decision would say of values, or the sharing pins it would take back.';
comment on column proposed_sharing_pin.value is 'Null: it was an erased person''s own, and erased; or a pin is taken back.';
