-- How a team and a person want to see things, drafts, and long work on many clients.

-- Clients who wait for an answer stand above all others but the pinned ones.
alter table projects add column waiting_first boolean not null default false;
-- Who answers a free client takes him.
alter table projects add column take_on_answer boolean not null default false;

-- Kinds of notes that an employee does not want to see, and parts of a row of the list: words joined by commas.
alter table employees add column hidden_notes text not null default '';
alter table employees add column hidden_row_parts text not null default '';

-- Unsent words, one draft per employee and dialog.
create table drafts (
  employee bigint not null,
  client bigint not null,
  project bigint not null,
  text text not null,
  comment boolean not null,
  reply_to bigint,
  file_ids text not null,
  updated_at bigint not null,
  primary key (employee, client)
);
create index drafts_by_employee on drafts (project, employee, updated_at);
create index drafts_by_client on drafts (client);
create index drafts_by_age on drafts (updated_at);
