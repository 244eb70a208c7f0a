-- Search. What stands here can be made again from messages and clients; a backup leaves it out.

-- The words of each message, as the program has folded and stemmed them; rowid is the message's id. Words that begin with an
-- underscore say where it belongs: _p project, _d client, _h channel, _k who wrote, _y month; _f begins words of file names.
-- Here also _r0-, _r1-, _r2-: the stretch of ids, since this index knows no order.
create table message_search (
  rowid bigint not null primary key,
  words tsvector not null
);
create index message_search_words on message_search using gin (words) with (fastupdate = off);

-- Parts of what a client is found by, and his id.
create extension if not exists pg_trgm;
create index client_search on clients using gin ((search || chr(10) || cast(id as text)) gin_trgm_ops);

-- Messages up to here are not in message_search yet: they are put there in the background, the newest first.
create table backlog_search (
  last_message bigint not null primary key
);
insert into backlog_search (last_message) select coalesce(max(id), 0) from messages;
