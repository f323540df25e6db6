-- Every row of an imported file was loaded, rejected, or suppressed as an erased person's.
select job_number
from kindred.job
where kind = 'import'
  and stage = 'done'
  and rows_in is distinct from rows_loaded + rows_rejected + coalesce(rows_suppressed, 0)
