-- Who the records are: customers, their history and what may still be one.
--
-- Customer ids are minted by the program and never given away again. Memberships, redirects and
-- changes are history and are only ever closed, not removed; golden records and possible matches
-- hold the present and can be made again.

create table model (
  model_number bigint generated always as identity,
  sha256 bytea not null,
  text text collate "C" not null,
  published_at timestamptz not null,
  constraint model_key primary key (model_number),
  constraint model_sha256_length check (octet_length(sha256) = 32)
);
comment on table model is 'Every model that was ever published; the last one is in force. One may be published again.';

create table change (
  change_number bigint generated always as identity,
  at timestamptz not null,
  who text collate "C" not null,
  cause text collate "C" not null,
  model_sha256 bytea,
  constraint change_key primary key (change_number)
);
comment on table change is 'One unit of work on customers. With its items it is the change feed.';

create table change_item (
  change_number bigint not null,
  record_number bigint not null,
  from_customer uuid,
  to_customer uuid,
  constraint change_item_key primary key (change_number, record_number),
  constraint change_item_change foreign key (change_number) references change,
  constraint change_item_moves check (from_customer is distinct from to_customer)
);
comment on table change_item is 'A record moved from one customer to another. Null from: it is new. Null to: it was deleted.';

create table customer (
  customer_id uuid not null,
  minted_at timestamptz not null,
  minted_change bigint not null,
  retired_at timestamptz,
  retired_change bigint,
  constraint customer_key primary key (customer_id),
  constraint customer_minted_by foreign key (minted_change) references change,
  constraint customer_retired_by foreign key (retired_change) references change,
  constraint customer_retired_whole check ((retired_at is null) = (retired_change is null))
);
comment on table customer is 'Every customer id ever handed out. A retired one leads on through redirect and may be taken back.';

create table membership (
  record_number bigint not null,
  change_number bigint not null,
  customer_id uuid not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  closed_change bigint,
  constraint membership_key primary key (record_number, change_number),
  constraint membership_record foreign key (record_number) references source_record,
  constraint membership_customer foreign key (customer_id) references customer,
  constraint membership_change foreign key (change_number) references change,
  constraint membership_times_in_order check (valid_from <= valid_to),
  constraint membership_closed_whole check ((valid_to is null) = (closed_change is null))
);
create unique index membership_one_open on membership (record_number) where valid_to is null;
create index membership_by_customer on membership (customer_id);
comment on table membership is 'Which customer a record belonged to, from when to when, and the change that said so.';

create table redirect (
  from_customer uuid not null,
  change_number bigint not null,
  to_customer uuid,
  valid_from timestamptz not null,
  valid_to timestamptz,
  constraint redirect_key primary key (from_customer, change_number),
  constraint redirect_from foreign key (from_customer) references customer,
  constraint redirect_to foreign key (to_customer) references customer,
  constraint redirect_change foreign key (change_number) references change,
  constraint redirect_leads_away check (from_customer <> to_customer),
  constraint redirect_times_in_order check (valid_from <= valid_to)
);
create unique index redirect_one_open on redirect (from_customer) where valid_to is null;
comment on table redirect is 'Where a retired customer id leads. Closed when the id is taken back.';
comment on column redirect.to_customer is 'Null: all records of the customer are gone.';

create table golden_record (
  customer_id uuid not null,
  change_number bigint not null,
  valid_from timestamptz not null,
  attributes jsonb not null,
  constraint golden_record_key primary key (customer_id),
  constraint golden_record_customer foreign key (customer_id) references customer,
  constraint golden_record_change foreign key (change_number) references change
);
comment on table golden_record is 'The surviving values of a current customer, each with its provenance and runners-up.';

create table possible_match (
  left_customer uuid not null,
  right_customer uuid not null,
  weight_millibits integer not null,
  reason text collate "C" not null,
  left_record bigint not null,
  right_record bigint not null,
  change_number bigint not null,
  constraint possible_match_key primary key (left_customer, right_customer),
  constraint possible_match_ordered check (left_customer < right_customer),
  constraint possible_match_left foreign key (left_customer) references customer,
  constraint possible_match_right foreign key (right_customer) references customer,
  constraint possible_match_change foreign key (change_number) references change
);
comment on table possible_match is 'Two customers that may be one: one row a pair, with the two records that say it best.';
