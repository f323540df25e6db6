-- No change claims a transaction that this server has not begun, as after a dump was restored into another.
select change_number
from kindred.change
where transaction_id >= pg_snapshot_xmax(pg_current_snapshot())
