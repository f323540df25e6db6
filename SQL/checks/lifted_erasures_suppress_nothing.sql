-- An erasure that was lifted keeps nobody out.
select s.erasure_number
from kindred.suppression s
join kindred.erasure e using (erasure_number)
where e.lifted_at is not null
