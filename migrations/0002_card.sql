-- The client card and the dialog window: labels and lists, comments, pins, marks, deletions, saved filters.

-- kind: label, list. Names are compared folded. A deleted one disappears at once; its rows of client_keys go in batches.
create table labels (
  id {pk},
  project bigint not null references projects (id),
  kind text not null,
  name text not null,
  name_key text not null,
  color smallint,
  created_at bigint not null,
  deleted_at bigint
);
create unique index labels__project__kind__name_key on labels (project, kind, name_key) where deleted_at is null;
create index labels_deleted on labels (id) where deleted_at is not null;

-- What the list of dialogs is filtered by, in the order of the list (guarantee 17): the order stands in the key, so a rare and a
-- common one are both one index range. kind: 1 label, 2 list. active_at is the client's own, moved with it.
create table client_keys (
  kind smallint not null,
  key bigint not null,
  active_at bigint not null,
  client bigint not null,
  primary key (kind, key, active_at, client)
) {clustered};
create unique index client_keys__client__kind__key on client_keys (client, kind, key);

-- "Newest clients first".
create index clients_created on clients (project, id);

-- How many rows of client_keys a client has: who has none costs his messages nothing.
alter table clients add column keys integer not null default 0;

-- "Отметить диалог непрочитанным" (S44): until the one who marked it opens it again.
create table marked_unread (
  employee bigint not null,
  client bigint not null,
  marked_at bigint not null,
  primary key (employee, client)
);
create index marked_unread_by_client on marked_unread (client);

-- Comments are messages of their own kind (S20), read by themselves in the card.
create index messages_comments on messages (client, sent_at, n) where kind = 'comment';

-- Pinned messages of a dialog (S52).
alter table messages add column pinned_at bigint;
create index messages_pinned on messages (client, pinned_at, id) where pinned_at is not null;

-- Who was named in a comment and shall hear of it.
create table mentions (
  message bigint not null,
  employee bigint not null,
  primary key (message, employee)
);

-- Deleted comments whose words are still there, for a minute of undo.
create index messages_comments_deleted on messages (deleted_at) where kind = 'comment' and deleted_at is not null and text <> '';

-- string, number, date, boolean, list: how the page edits it; the value is kept as text.
alter table client_variables add column type text not null default 'string';

-- Clients who are deleted and can still be brought back, or are being purged (S47). Their project is negative meanwhile.
create table client_deletions (
  client bigint not null primary key,
  project bigint not null,
  deleted_at bigint not null,
  purge_at bigint not null,
  purging boolean not null default false
);
create index client_deletions_due on client_deletions (purge_at, client);

-- Filters under a name: one's own, or shared with the team.
create table saved_filters (
  id {pk},
  project bigint not null references projects (id),
  author bigint not null,
  shared boolean not null,
  name text not null,
  filter text not null,
  created_at bigint not null
);
create index saved_filters_by_project on saved_filters (project, name, id);
