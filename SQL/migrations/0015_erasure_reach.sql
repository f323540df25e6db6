-- What an erasure reaches beside the records of its customer, how it is repeated on a restored backup, and who took an
-- import back or read a person's data, and why.

alter table suppression
  drop constraint suppression_kind_known,
  add constraint suppression_kind_known check (kind between 1 and 5),
  add column normaliser_version integer;
-- Which one made them was not kept: none is as old as that.
update suppression set normaliser_version = 0 where kind <> 1;
alter table suppression
  add constraint suppression_normaliser_known check ((kind = 1) = (normaliser_version is null));
comment on table suppression is
  'What an erased person would be known by if a source sent them again: 1 source key, 2 account (e-mail, handle, id), 3 phone, 4 name, 5 an account or phone that somebody of another name had too.';
comment on column suppression.normaliser_version is
  'What made the value that was hashed: another version may make another one of it. Null: a source key, which nothing makes. 0: not known.';

alter table erasure add column first_at timestamptz;
create index erasure_by_change on erasure (change_number);
comment on column erasure.first_at is 'Done again after a backup was restored: when it was done first.';
comment on column erasure.change_number is 'In the change feed; null where no customer was told of there.';

alter table record_version add column erasure_number bigint;
comment on column record_version.erasure_number is
  'Emptied by this erasure: a former content of a record that is somebody else''s now.';

alter table disclosure
  add column reason text collate "C",
  add constraint disclosure_reason_known check (reason in ('request', 'complaint', 'correction', 'court', 'audit', 'other'));
comment on column disclosure.reason is 'Null: from before it was asked for.';

alter table job
  add column who text collate "C",
  add column because text collate "C";
comment on column job.who is 'Who took an import back; null for other jobs.';
comment on column job.because is 'Why an import was taken back. An erasure of one of its records takes these words away.';
