-- The records, customers, changes, jobs and sources that the history names are there.
select 'source_record' as of_table, record_number::text as row_key from kindred.source_record r
where not exists (select from kindred.source s where s.source_number = r.source_number)
union all
select 'record_version', record_number::text from kindred.record_version v
where not exists (select from kindred.source_record r where r.record_number = v.record_number)
  or v.job_number is not null and not exists (select from kindred.job j where j.job_number = v.job_number)
union all
select 'customer', customer_id::text from kindred.customer c
where not exists (select from kindred.change h where h.change_number = c.minted_change)
  or c.retired_change is not null and not exists (select from kindred.change h where h.change_number = c.retired_change)
union all
select 'membership', record_number::text from kindred.membership m
where not exists (select from kindred.source_record r where r.record_number = m.record_number)
  or not exists (select from kindred.customer c where c.customer_id = m.customer_id)
  or not exists (select from kindred.change h where h.change_number = m.change_number)
union all
select 'change_item', record_number::text from kindred.change_item i
where not exists (select from kindred.change h where h.change_number = i.change_number)
union all
select 'golden_record', customer_id::text from kindred.golden_record g
where not exists (select from kindred.customer c where c.customer_id = g.customer_id)
  or not exists (select from kindred.change h where h.change_number = g.change_number)
union all
select 'golden_version', customer_id::text from kindred.golden_version g
where not exists (select from kindred.customer c where c.customer_id = g.customer_id)
  or not exists (select from kindred.change h where h.change_number = g.change_number)
union all
select 'possible_match', left_customer::text from kindred.possible_match p
where not exists (select from kindred.customer c where c.customer_id = p.left_customer)
  or not exists (select from kindred.customer c where c.customer_id = p.right_customer)
  or not exists (select from kindred.change h where h.change_number = p.change_number)
union all
select 'household', customer_id::text from kindred.household h
where not exists (select from kindred.customer c where c.customer_id = h.customer_id)
  or not exists (select from kindred.customer c where c.customer_id = h.household_id)
