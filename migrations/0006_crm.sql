-- Deals of clients (S25–S28). Their rows go with the client's, whoever takes him away.
create table deals (
  id {pk},
  project bigint not null references projects (id),
  client bigint not null references clients (id) on delete cascade,
  name text not null,
  description text not null,
  -- Ten-thousandths of the currency's unit: exact in every currency, and sums need no rounding. Both or none.
  budget bigint,
  currency text,
  -- open, won, lost, archived; the last two with a reason.
  state text not null,
  reason text,
  -- The deal that variables of a deal are meant for: at most one of a client, and only while it is open.
  is_current boolean not null default false,
  responsible bigint,
  created_at bigint not null,
  created_by bigint,
  closed_at bigint,
  closed_by bigint
);
create index deals_by_client on deals (client, id);
create unique index deals__client on deals (client) where is_current;

create table deal_variables (
  deal bigint not null references deals (id) on delete cascade,
  name text not null,
  value text not null,
  type text not null,
  updated_at bigint not null,
  primary key (deal, name)
);
