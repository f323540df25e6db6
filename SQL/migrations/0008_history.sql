-- What golden records were, and the order in which changes are served.
--
-- A change is numbered when it is written, but writers work side by side: a smaller number may be
-- committed after a larger one was read. So the feed goes by transaction: a reader is served only what
-- lies before every transaction that is still open, and nothing can appear there any more. The number of
-- the transaction is the one value here that only the server knows.

alter table change add column transaction_id xid8 not null default '0';
alter table change alter column transaction_id set default pg_current_xact_id();
create index change_feed on change (transaction_id, change_number);
comment on column change.transaction_id is
  'Which transaction wrote it; 0: before there was a feed. The feed is ordered by this, then by number.';

create table golden_version (
  customer_id uuid not null,
  change_number bigint not null,
  valid_from timestamptz not null,
  attributes jsonb not null,
  constraint golden_version_key primary key (customer_id, change_number),
  constraint golden_version_customer foreign key (customer_id) references customer,
  constraint golden_version_change foreign key (change_number) references change
);
create index golden_version_by_change on golden_version (change_number, customer_id);
comment on table golden_version is
  'What a golden record was before it was replaced or its customer retired. In force until the next version, or until the customer''s redirect.';

create index golden_record_by_change on golden_record (change_number, customer_id);
create index redirect_by_change on redirect (change_number, from_customer);

-- A trigger, because several programs' paths write golden records and one that forgot would lose history
-- for good. It runs once a statement, and never when a customer gets its first golden record.
create function keep_golden_version() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    insert into kindred.golden_version (customer_id, change_number, valid_from, attributes)
    select o.customer_id, o.change_number, o.valid_from, o.attributes
    from replaced o join written n using (customer_id)
    where n.change_number <> o.change_number
    order by o.customer_id
    on conflict (customer_id, change_number) do update
      set valid_from = excluded.valid_from, attributes = excluded.attributes;
  else
    insert into kindred.golden_version (customer_id, change_number, valid_from, attributes)
    select o.customer_id, o.change_number, o.valid_from, o.attributes
    from replaced o
    order by o.customer_id
    on conflict (customer_id, change_number) do update
      set valid_from = excluded.valid_from, attributes = excluded.attributes;
  end if;
  return null;
end
$$;
comment on function keep_golden_version is 'Keeps what a golden record was.';
create trigger golden_record_replaced after update on golden_record
  referencing old table as replaced new table as written
  for each statement execute function keep_golden_version();
create trigger golden_record_removed after delete on golden_record
  referencing old table as replaced
  for each statement execute function keep_golden_version();
