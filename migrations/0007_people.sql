-- How to reach a client, and which clients are one person.

-- Phones and e-mails. value_key is the value as it is compared, made by the program; '' until it was made.
create table client_contacts (
  id {pk},
  project bigint not null,
  client bigint not null,
  kind text not null,
  value text not null,
  value_key text not null,
  label text not null,
  -- The messenger told it, and no hand has touched it: its newer word takes its place.
  given boolean not null,
  created_at bigint not null
);
create unique index client_contacts__client__kind__value_key on client_contacts (client, kind, value_key);
create index client_contacts_by_value on client_contacts (project, kind, value_key, client);
create index client_contacts_unkeyed on client_contacts (id) where value_key = '';

insert into client_contacts (project, client, kind, value, value_key, label, given, created_at)
  select case when project < 0 then -project else project end, id, 'phone', phone, '', '', true, created_at from clients where phone <> '';
insert into client_contacts (project, client, kind, value, value_key, label, given, created_at)
  select case when project < 0 then -project else project end, id, 'email', email, '', '', true, created_at from clients where email <> '';

-- Linked dialogs (S08): clients who are one person, under the main one of them, which has a row of its own.
create table linked_clients (
  client bigint not null primary key,
  main_client bigint not null
);
create index linked_clients_by_main on linked_clients (main_client, client);

-- «Не она»: two clients who look like one person and are not. client is the smaller id.
create table distinct_clients (
  client bigint not null,
  other bigint not null,
  noted_at bigint not null,
  primary key (client, other)
);
create index distinct_clients_by_other on distinct_clients (other, client);

-- Personal links: who writes through one is the client it was made for, in another messenger. Good once.
create table link_tokens (
  token_hash text not null primary key,
  project bigint not null,
  client bigint not null,
  created_by bigint not null,
  expires_at bigint not null,
  -- Who came through it; to be linked.
  arrived bigint
);
create index link_tokens_by_client on link_tokens (client);
create index link_tokens_by_time on link_tokens (expires_at);
create index link_tokens_arrived on link_tokens (arrived) where arrived is not null;

-- Who has the same user name.
create index clients_by_username on clients (project, username) where username <> '';
