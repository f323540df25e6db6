-- The government's matching of road and lot addresses in Korea, as an operator imported it.
--
-- The program reads the table as a whole. Its hash is part of what a source's records agree with, so
-- a new table reaches old records at the next resolve.

create table road_lot_table (
  only_one boolean not null,
  sha256 bytea not null,
  pair_count bigint not null,
  imported_at timestamptz not null,
  constraint road_lot_table_key primary key (only_one),
  constraint road_lot_table_only_one check (only_one),
  constraint road_lot_table_sha256_length check (octet_length(sha256) = 32)
);
comment on table road_lot_table is 'Which matching of road and lot addresses is in force; no row: none.';

create table road_lot_part (
  part integer not null,
  bytes bytea not null,
  constraint road_lot_part_key primary key (part)
);
comment on table road_lot_part is 'The table in force, packed, in parts of at most a megabyte.';
