-- Messages that an employee has written and that go out at their time (S18, S66).

-- How many of them wait, moved together with them: at most 32 for a client (facts §3), and the card's line needs no count.
alter table clients add column scheduled_count integer not null default 0;

-- state: waiting, sent, cancelled. reason: why a cancelled one was, see `scheduled::CancelReason`. condition: always,
-- unanswered_only. in_count: how many messages the client had written when somebody last decided on it. The text of a sent one
-- is empty: its message has it. lease_until: a node sends it until then (clock of the database).
create table scheduled_messages (
  id {pk},
  project bigint not null references projects (id),
  client bigint not null,
  author bigint not null,
  due_at bigint not null,
  condition text not null,
  in_count bigint not null,
  text text not null,
  reply_to bigint,
  silent boolean not null,
  client_ref text not null,
  ref_hash text not null,
  state text not null,
  reason text,
  message bigint,
  lease_until bigint not null default 0,
  lease_token bigint not null default 0,
  created_at bigint not null,
  changed_at bigint not null
);
create unique index scheduled_messages__client__client_ref on scheduled_messages (client, client_ref);
-- Of waiting ones only: what was sent or cancelled costs the search for the next nothing.
create index scheduled_messages_due on scheduled_messages (due_at, id) where state = 'waiting';
create index scheduled_messages_of_client on scheduled_messages (project, client, due_at, id) where state = 'waiting';
create index scheduled_messages_ended on scheduled_messages (changed_at) where state <> 'waiting';

-- Files that go with them, while they wait.
create table scheduled_files (
  scheduled bigint not null,
  position integer not null,
  file bigint not null,
  primary key (scheduled, position)
);
create index scheduled_files_by_file on scheduled_files (file);
