-- No two records are judged the same and different at once, also not through others.
with recursive in_force as (
  select j.judgement_number, j.verdict, j.left_source, j.left_id, j.right_source, j.right_id
  from kindred.judgement j
  where j.verdict in ('same', 'different')
    and not exists (select from kindred.judgement w where w.withdraws = j.judgement_number)
), step (source, id, next_source, next_id) as (
  select left_source, left_id, right_source, right_id from in_force where verdict = 'same'
  union all
  select right_source, right_id, left_source, left_id from in_force where verdict = 'same'
), class (judgement_number, source, id) as (
  select judgement_number, left_source, left_id from in_force where verdict = 'different'
  union
  select c.judgement_number, s.next_source, s.next_id
  from class c
  join step s on s.source = c.source and s.id = c.id
)
select d.judgement_number
from in_force d
join class c on c.judgement_number = d.judgement_number and c.source = d.right_source and c.id = d.right_id
