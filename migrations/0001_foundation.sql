-- The way of a message: people, channels, what came in, clients, messages, what goes out, the log of events.
-- One text for both engines: {pk} is the identity key (ids never come back), {blob} bytes. Times are milliseconds since 1970.

create table installation (
  name text not null primary key,
  value text not null
);

create table projects (
  id {pk},
  name text not null,
  language text not null,
  timezone text not null,
  created_at bigint not null,
  last_seq bigint not null default 0,
  steps_hidden boolean not null default false
);

-- How many guests were numbered. Not in the project's own row: that one is locked last, this one first (guarantee 4).
create table guests (
  project bigint not null primary key references projects (id),
  last bigint not null
);

create table employees (
  id {pk},
  email text not null,
  email_key text not null,
  name text not null,
  client_name text not null default '',
  phone text not null default '',
  password_hash text not null,
  avatar_key text,
  language text not null,
  theme text not null default 'auto',
  timezone text,
  send_key text not null default 'ctrl_enter',
  letter_keys boolean not null default true,
  next_after_reply boolean not null default false,
  sound boolean not null default true,
  desktop_notifications boolean not null default false,
  created_at bigint not null,
  last_seen_at bigint
);
create unique index employees__email_key on employees (email_key);

create table members (
  project bigint not null references projects (id),
  employee bigint not null references employees (id),
  role text not null,
  status text not null,
  status_since bigint not null,
  joined_at bigint not null,
  primary key (project, employee)
);
create index members_by_employee on members (employee, project);

create table invitations (
  id {pk},
  project bigint not null references projects (id),
  email text not null,
  email_key text not null,
  role text not null,
  token_hash text not null,
  invited_by bigint not null,
  created_at bigint not null,
  expires_at bigint not null
);
create unique index invitations__token_hash on invitations (token_hash);
create unique index invitations__project__email_key on invitations (project, email_key);

create table sessions (
  id {pk},
  token_hash text not null,
  employee bigint not null references employees (id),
  created_at bigint not null,
  last_used_at bigint not null,
  expires_at bigint not null,
  user_agent text not null,
  address text not null
);
create unique index sessions__token_hash on sessions (token_hash);
create index sessions_by_employee on sessions (employee, id);

-- Failed sign-ins, by account and by address, so that a second node counts on.
create table login_attempts (
  subject text not null primary key,
  failures bigint not null,
  window_until bigint not null,
  locked_until bigint not null
);

create table audit (
  id {pk},
  project bigint not null,
  employee bigint,
  at bigint not null,
  action text not null,
  object_kind text not null,
  object_id bigint,
  details text not null
);
create index audit_by_project on audit (project, id);

-- Whatever happens writes one row here in the transaction that makes it happen. seq is gapless per project.
create table events (
  project bigint not null,
  seq bigint not null,
  at bigint not null,
  kind text not null,
  client bigint,
  message bigint,
  channel bigint,
  employee bigint,
  data text not null,
  primary key (project, seq)
);

create table channels (
  id {pk},
  project bigint not null references projects (id),
  kind text not null,
  name text not null,
  key text not null,
  state text not null,
  reason_code text,
  reason_text text,
  reason_since bigint,
  mode text not null,
  external_id text not null default '',
  username text not null default '',
  title text not null default '',
  secrets text not null,
  settings text not null,
  created_at bigint not null,
  paused_at bigint,
  removed_at bigint,
  installed_at bigint,
  last_event_at bigint,
  last_sent_at bigint,
  poll_cursor text,
  lease_until bigint not null default 0,
  lease_token bigint not null default 0,
  next_send_at bigint not null default 0,
  resume_at bigint not null default 0
);
create unique index channels__key on channels (key);
create unique index channels__kind__external_id on channels (kind, external_id) where removed_at is null and external_id <> '';
create index channels_by_project on channels (project, id);
create index channels_polled on channels (id) where mode = 'poll' and removed_at is null;
create index channels_in_trouble on channels (id) where reason_code is not null and removed_at is null;

-- Half-hour figures of a channel for its health page.
create table channel_hours (
  channel bigint not null,
  at bigint not null,
  events bigint not null default 0,
  event_errors bigint not null default 0,
  sends bigint not null default 0,
  send_errors bigint not null default 0,
  send_ms bigint not null default 0,
  -- Sends by how long they took: at most 100 ms, 200 ms, … 6.4 s, longer. The median is read from these.
  ms_100 bigint not null default 0,
  ms_200 bigint not null default 0,
  ms_400 bigint not null default 0,
  ms_800 bigint not null default 0,
  ms_1600 bigint not null default 0,
  ms_3200 bigint not null default 0,
  ms_6400 bigint not null default 0,
  ms_more bigint not null default 0,
  primary key (channel, at)
);

-- Everything that came in, kept before it is answered; also the work list of the intake and the dead letters.
-- state: 0 waiting, 1 done, 2 dead, 3 stored and counted but not supported yet.
create table raw_events (
  id {pk},
  channel bigint not null,
  thread_key text not null,
  delivery_id text not null,
  body {blob} not null,
  received_at bigint not null,
  state smallint not null default 0,
  attempts integer not null default 0,
  retry_at bigint not null default 0,
  kind text not null default '',
  error text
);
create unique index raw_events__channel__delivery_id on raw_events (channel, delivery_id);
create index raw_events_waiting on raw_events (id) where state = 0;
create index raw_events_retrying on raw_events (channel, thread_key) where state = 0 and retry_at > 0;
create index raw_events_dead on raw_events (channel, id) where state = 2;
-- What came in a chat: for taking the words of a deleted message away.
create index raw_events_by_thread on raw_events (channel, thread_key);

-- Chats whose done deliveries still hold the words of a deleted message, because they were too many for one transaction.
create table raw_scrubs (
  channel bigint not null,
  thread_key text not null,
  primary key (channel, thread_key)
);

create table clients (
  id {pk},
  project bigint not null,
  channel bigint not null references channels (id),
  external_id text not null,
  name text not null,
  name_manual boolean not null default false,
  username text not null default '',
  phone text not null default '',
  email text not null default '',
  language text not null default '',
  tag text,
  search text not null,
  avatar_key text,
  avatar_checked_at bigint not null default 0,
  created_at bigint not null,
  last_action_at bigint,
  active_at bigint not null,
  last_n bigint not null default 0,
  preview_n bigint not null default 0,
  last_in_n bigint not null default 0,
  last_thread bigint,
  in_count bigint not null default 0,
  responsible_seen_in bigint not null default 0,
  answered_in bigint not null default 0,
  unanswered_since bigint,
  responsible bigint,
  pinned_at bigint,
  blocked boolean not null default false,
  paused_until bigint,
  unreachable text,
  staff_seen_n bigint not null default 0,
  visitor_seen_n bigint not null default 0,
  visitor_received_n bigint not null default 0,
  last_page text
);
create unique index clients__channel__external_id on clients (channel, external_id);
create index clients_list on clients (project, active_at, id);
create index clients_list_responsible on clients (project, responsible, active_at, id);
create index clients_list_taken on clients (project, active_at, id) where responsible is not null;
create index clients_list_unanswered on clients (project, active_at, id) where unanswered_since is not null;
create index clients_list_responsible_unanswered on clients (project, responsible, active_at, id) where unanswered_since is not null;
create index clients_list_pinned on clients (project, active_at, id) where pinned_at is not null;

create table client_variables (
  client bigint not null,
  name text not null,
  value text not null,
  updated_at bigint not null,
  primary key (client, name)
);

-- Which unanswered free dialog an employee has already looked at. Rows go when the dialog is answered or taken.
create table free_seen (
  client bigint not null,
  employee bigint not null,
  in_count bigint not null,
  primary key (client, employee)
);

-- An external chat or mail thread inside the one dialog of a client.
create table threads (
  id {pk},
  channel bigint not null,
  chat text not null,
  client bigint not null,
  title text,
  context text,
  next_send_at bigint not null default 0
);
create unique index threads__channel__chat on threads (channel, chat);
create index threads_by_client on threads (client, id);

create table messages (
  id {pk},
  project bigint not null,
  client bigint not null references clients (id),
  n bigint not null,
  thread bigint,
  kind text not null,
  author_kind text not null,
  author bigint,
  text text not null,
  body text,
  files smallint not null default 0,
  reply_to bigint,
  album text,
  state text,
  error_code text,
  error_text text,
  client_ref text,
  ref_hash text,
  sent_at bigint not null,
  received_at bigint not null,
  edited_at bigint,
  deleted_at bigint
);
create unique index messages__client__n on messages (client, n);
-- A visitor makes references, too: his share no key with those of employees, or he could take or guess theirs.
create unique index messages__client__kind__client_ref on messages (client, kind, client_ref) where client_ref is not null;
create index messages_by_time on messages (client, sent_at, n);
create index messages_unknown on messages (project, id) where state = 'unknown';

-- Every id the messenger knows a message of ours by, in both directions. One message may be several of the provider's.
create table message_parts (
  channel bigint not null,
  chat text not null,
  external_id text not null,
  message bigint not null,
  client bigint not null,
  part integer not null,
  primary key (channel, chat, external_id)
);
create index message_parts_by_message on message_parts (message, part);

-- What a message said before it was edited.
create table message_versions (
  message bigint not null,
  version integer not null,
  text text not null,
  body text,
  replaced_at bigint not null,
  primary key (message, version)
);

create table files (
  id {pk},
  project bigint not null,
  channel bigint,
  client bigint,
  kind text not null,
  name text not null,
  mime text not null,
  size bigint not null,
  width integer,
  height integer,
  duration_s integer,
  state text not null,
  blob_key text not null,
  thumb_key text,
  source text,
  error text,
  attempts integer not null default 0,
  next_at bigint not null default 0,
  lease_until bigint not null default 0,
  lease_token bigint not null default 0,
  created_at bigint not null,
  created_by bigint
);
-- Work on files: to be fetched from the messenger, or a small picture to be made. 0 = nothing to do.
create index files_work on files (next_at, id) where next_at > 0;
-- Uploads that no message has taken yet; old ones are deleted.
create index files_unclaimed on files (created_at) where client is null;
create index files_by_blob on files (blob_key);

-- Stored bytes that no row needs any more, written down with the row's end and removed after the commit.
create table spare_blobs (
  blob_key text not null primary key,
  next_at bigint not null
);
create index spare_blobs_by_time on spare_blobs (next_at, blob_key);

-- Clients whose picture shall be asked for.
create table avatar_checks (
  client bigint not null primary key,
  next_at bigint not null,
  attempts integer not null default 0,
  lease_until bigint not null default 0,
  lease_token bigint not null default 0
);
create index avatar_checks_by_time on avatar_checks (next_at, client);

create table message_files (
  message bigint not null,
  position integer not null,
  file bigint not null,
  primary key (message, position)
);
create index message_files_by_file on message_files (file);

-- What shall go out. States: queued, claimed, sending, sent, failed, unknown, cancelled.
create table outbox (
  id {pk},
  project bigint not null,
  channel bigint not null,
  client bigint not null,
  message bigint,
  part integer not null,
  attempt integer not null,
  thread bigint not null,
  chat text not null,
  kind text not null,
  payload text not null,
  state text not null,
  tries integer not null default 0,
  next_at bigint not null,
  lease_until bigint not null default 0,
  lease_token bigint not null default 0,
  error_code text,
  error_text text,
  created_at bigint not null,
  finished_at bigint
);
create index outbox_queued on outbox (channel, next_at, id) where state = 'queued';
create index outbox_open_by_client on outbox (client, id) where state in ('queued', 'claimed', 'sending');
create index outbox_leased on outbox (lease_until) where state in ('claimed', 'sending');
create index outbox_by_message on outbox (message, part, attempt);

-- Edits, deletions, statuses and reactions for a message that is not here yet.
create table parked (
  id {pk},
  channel bigint not null,
  chat text not null,
  external_id text not null,
  raw_event bigint,
  change text not null,
  parked_at bigint not null
);
create index parked_by_message on parked (channel, chat, external_id);
create index parked_by_age on parked (parked_at);

-- Signed identities of website visitors are good once.
create table used_identities (
  channel bigint not null,
  jti text not null,
  expires_at bigint not null,
  primary key (channel, jti)
);
create index used_identities_by_age on used_identities (expires_at);
create index clients_unread_own on clients (project, responsible, id) where in_count > responsible_seen_in and responsible is not null;
