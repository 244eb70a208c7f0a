-- Long work on many clients: done in the background, one client after the other, stopped and undone by who began it.

-- action: see `jobs::Action`. state: gathering, running, done, stopped. params: what the action needs, as JSON.
-- lease_until: a node works on it until then (clock of the database).
create table jobs (
  id {pk},
  project bigint not null references projects (id),
  employee bigint not null,
  action text not null,
  params text not null,
  state text not null,
  place text,
  total bigint not null default 0,
  done bigint not null default 0,
  skipped bigint not null default 0,
  undone_by bigint,
  created_at bigint not null,
  finished_at bigint,
  lease_until bigint not null default 0
);
create index jobs_by_employee on jobs (project, employee, id);
create index jobs_open on jobs (id) where state in ('gathering', 'running');
create index jobs_finished on jobs (finished_at) where finished_at is not null;

-- state: 0 waits, 1 done, 2 skipped for a reason. former: what undoing needs to know.
create table job_clients (
  job bigint not null,
  client bigint not null,
  state smallint not null default 0,
  reason text,
  former text,
  primary key (job, client)
) {clustered};
create index job_clients_waiting on job_clients (job, client) where state = 0;
create index job_clients_skipped on job_clients (job, client) where state = 2;
create index job_clients_by_client on job_clients (client);
