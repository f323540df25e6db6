-- Of an erased record nothing is left but its number, and of a proposal about one no value.
select e.record_number
from kindred.erased_record e
join kindred.source_record r using (record_number)
where r.deleted_at is null
  or r.source_id not like 'erased:%'
  or exists (select from kindred.record_version v where v.record_number = e.record_number)
  or exists (select from kindred.record_feature f where f.record_number = e.record_number)
  or exists (select from kindred.pending p where p.record_number = e.record_number)
  or exists (select from kindred.membership m where m.record_number = e.record_number and m.valid_to is null)
union all
select k.record_number
from kindred.record_key k
join kindred.erased_record e using (record_number)
union all
select e.record_number
from kindred.possible_match p
join kindred.erased_record e on e.record_number in (p.left_record, p.right_record)
union all
select e.record_number
from kindred.golden_pin p
join kindred.source s on s.name = p.source
join kindred.source_record r on r.source_number = s.source_number and r.source_id = p.id
join kindred.erased_record e on e.record_number = r.record_number
where p.value is not null
union all
select e.record_number
from kindred.proposed_pin p
join kindred.source s on s.name = p.source
join kindred.source_record r on r.source_number = s.source_number and r.source_id = p.id
join kindred.erased_record e on e.record_number = r.record_number
where p.value is not null
union all
select p.proposal_number
from kindred.proposed_sharing_pin n
join kindred.proposal p using (proposal_number)
join kindred.proposal_answer a using (proposal_number)
where n.value is not null and p.because = 'erased' and (a.because = 'erased' or a.decision_number is not null)
