-- A deleted record belongs to nobody, once resolve has seen the deletion.
select r.record_number
from kindred.source_record r
join kindred.membership m on m.record_number = r.record_number and m.valid_to is null
where r.deleted_at is not null
  and not exists (select from kindred.pending p where p.record_number = r.record_number)
