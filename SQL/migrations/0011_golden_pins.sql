-- Golden values a steward knows better than the records do.
--
-- Rows are only ever added. A pin names a record by its source key and holds for whatever customer that record
-- belongs to; its value is kept as it was given and read anew when golden records are made.

alter table decision
  drop constraint decision_kind_known,
  add constraint decision_kind_known
    check (kind in ('judgement', 'merge', 'split', 'withdrawal', 'publication', 'undo', 'pin'));

create table golden_pin (
  pin_number bigint generated always as identity,
  decision_number bigint not null,
  source text collate "C" not null,
  id text collate "C" not null,
  attribute text collate "C" not null,
  value text collate "C" not null,
  region text collate "C" not null,
  withdraws bigint,
  constraint golden_pin_key primary key (pin_number),
  constraint golden_pin_decision foreign key (decision_number) references decision,
  constraint golden_pin_attribute_known check (
    attribute in ('name', 'email', 'phone', 'address', 'birth_date', 'handle', 'organisation', 'gender')),
  constraint golden_pin_value_length check (octet_length(value) between 1 and 1024),
  constraint golden_pin_withdraws foreign key (withdraws) references golden_pin,
  constraint golden_pin_withdrawn_once unique (withdraws)
);
create index golden_pin_by_decision on golden_pin (decision_number);
comment on table golden_pin is 'What the golden record of a record''s customer says, whatever the records say. Never changed: withdrawing one is another.';
comment on column golden_pin.region is 'For values that do not say their country; empty where it plays no part.';
