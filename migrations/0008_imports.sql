-- Clients from tables (S07): each import is one file for one channel, taken in line by line in the background.

-- state: ready, checking, checked, running, done, stopped, failed. settings: see `imports::ImportSettings`. place: bytes of the
-- file that are done; lines: its lines until there, the header being the first. lease_until: a node works on it until then
-- (clock of the database). header: the first line of the file, as JSON. blob_key is the file; it goes when all was taken in.
create table imports (
  id {pk},
  project bigint not null references projects (id),
  channel bigint not null,
  employee bigint not null,
  file_name text not null,
  size bigint not null,
  blob_key text not null,
  state text not null,
  settings text,
  header text,
  place bigint not null default 0,
  lines bigint not null default 0,
  created bigint not null default 0,
  changed bigint not null default 0,
  failed bigint not null default 0,
  problem text,
  created_at bigint not null,
  finished_at bigint,
  lease_until bigint not null default 0
);
create index imports_by_channel on imports (project, channel, id);
create index imports_open on imports (id) where state in ('checking', 'running');
create index imports_by_age on imports (created_at);

-- Lines that could not be taken in, with their cells as JSON.
create table import_errors (
  import bigint not null,
  line bigint not null,
  code text not null,
  cells text not null,
  primary key (import, line)
) {clustered};
