-- A record that was deleted before anybody resolved it is of no customer, and is given out all the same.

alter table disclosure
  alter column customer_id drop not null,
  add column record_number bigint,
  add constraint disclosure_of_one check (num_nulls(customer_id, record_number) = 1);
create index disclosure_by_record on disclosure (record_number);
comment on table disclosure is 'Who was given everything held about a customer, or about a record that never had one, and when.';
comment on column disclosure.customer_id is 'Null: a record alone was given out.';
comment on column disclosure.record_number is 'The record, where it was of no customer. Its number stays when it is erased.';
