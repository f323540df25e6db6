-- Customers who share a home. Derived from golden records by resolve and never a reason to merge anybody.

create table household (
  customer_id uuid not null,
  household_id uuid not null,
  constraint household_key primary key (customer_id),
  constraint household_customer foreign key (customer_id) references customer,
  constraint household_named_by foreign key (household_id) references customer
);
create index household_members on household (household_id);
comment on table household is 'The household of a customer; customers without a row have none.';
comment on column household.household_id is 'The id of its oldest customer.';
