-- Variables that are declared before anybody has them (facts §2): a name, its type and, of a list, the values there are (JSON).
create table variable_templates (
  id {pk},
  project bigint not null references projects (id),
  name text not null,
  type text not null,
  options text not null,
  created_at bigint not null
);
create unique index variable_templates__project__name on variable_templates (project, name);
