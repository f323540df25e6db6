-- A whole store is written at once: a foreign key looks its row up for every row that refers to it, up to three
-- times a membership, and that came to more than writing the rows. The programs write what is referred to in the
-- same transaction and never remove it; SQL/checks looks for orphans, in one pass each.

alter table source_record drop constraint source_record_source;
alter table record_version drop constraint record_version_record, drop constraint record_version_job;
alter table customer drop constraint customer_minted_by, drop constraint customer_retired_by;
alter table membership
  drop constraint membership_record, drop constraint membership_customer, drop constraint membership_change;
alter table change_item drop constraint change_item_change;
alter table golden_record drop constraint golden_record_customer, drop constraint golden_record_change;
alter table golden_version drop constraint golden_version_customer, drop constraint golden_version_change;
alter table possible_match
  drop constraint possible_match_left, drop constraint possible_match_right, drop constraint possible_match_change;
alter table household drop constraint household_customer, drop constraint household_named_by;

comment on table membership is
  'Which customer a record belonged to, from when to when, and the change that said so. SQL/checks looks for orphans instead of a foreign key at every row, as for all tables that are written by the million.';
