-- What comparing records came to, kept by record.
--
-- A record that comes later meets people who were compared with each other long ago. Kept edges tell their
-- components without reading, and comparing, everybody whom any of them shares a key with.
-- All of it is derived: a resolve of everything makes it anew.

create table record_edge (
  record_number bigint not null,
  others bigint[] not null,
  weights integer[] not null,
  constraint record_edge_key primary key (record_number),
  constraint record_edge_weighed check (cardinality(others) > 0 and cardinality(weights) = cardinality(others))
);
comment on table record_edge is
  'The records that a record was compared with to at least the review threshold, ascending, and the weight of each in millibits. Each edge stands with both of its records.';
