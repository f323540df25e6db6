-- What was decided while a second person was required for it has one, who is another and who approved it, models too.
select d.decision_number
from kindred.decision d
join lateral (
  select r.is_required, r.is_for_all from kindred.approval_rule r
  where r.after_decision < d.decision_number
  order by r.rule_number desc
  limit 1
) rule on rule.is_required
where (
    rule.is_for_all
    or exists (select from kindred.judgement j where j.decision_number = d.decision_number))
  and (d.approved_by is null or lower(btrim(d.approved_by)) = lower(btrim(d.who)))
union all
select d.decision_number
from kindred.decision d
left join kindred.proposal_answer a using (decision_number)
where (d.approved_by is null) <> (a.decision_number is null) or d.approved_by <> a.who
union all
-- Only the first model is nobody's decision: it holds where nothing was decided.
select m.model_number
from kindred.model m
join lateral (
  select r.is_required, r.is_for_all from kindred.approval_rule r
  where r.at <= m.published_at
  order by r.rule_number desc
  limit 1
) rule on rule.is_required and rule.is_for_all
where m.model_number > (select min(model_number) from kindred.model)
  and not exists (select from kindred.decision d where d.model_number = m.model_number)
