-- Every live record that is not waiting for a resolve belongs to a customer.
select r.record_number
from kindred.source_record r
left join kindred.membership m on m.record_number = r.record_number and m.valid_to is null
where r.deleted_at is null
  and m.record_number is null
  and not exists (select from kindred.pending p where p.record_number = r.record_number)
