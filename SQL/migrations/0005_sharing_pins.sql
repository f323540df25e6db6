-- What operators know about values: this number is the front desk's, that one is a person's after all.
--
-- Rows are only ever added. A value is kept as it was given and read anew at every resolve, so that it
-- still means the same when the program reads values better.

create table sharing_pin (
  pin_number bigint generated always as identity,
  class text collate "C" not null,
  attribute text collate "C" not null,
  value text collate "C" not null,
  region text collate "C" not null,
  who text collate "C" not null,
  because text collate "C" not null,
  at timestamptz not null,
  withdraws bigint,
  constraint sharing_pin_key primary key (pin_number),
  constraint sharing_pin_class_known check (class in ('person', 'household', 'shared', 'relay', 'junk', 'withdrawn')),
  constraint sharing_pin_attribute_known check (attribute in ('email', 'phone', 'handle', 'address', 'organisation')),
  constraint sharing_pin_value_length check (octet_length(value) between 1 and 1024),
  constraint sharing_pin_withdraws foreign key (withdraws) references sharing_pin,
  constraint sharing_pin_withdrawn_once unique (withdraws),
  constraint sharing_pin_withdraws_one check ((class = 'withdrawn') = (withdraws is not null))
);
comment on table sharing_pin is 'Who may stand behind a value, as an operator says. Outranks what is counted. Never changed: withdrawing one is another.';
comment on column sharing_pin.region is 'For values that do not say their country; empty where it plays no part.';
