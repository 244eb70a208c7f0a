-- Search. What stands here can be made again from messages and clients; a backup leaves it out.

-- The words of each message, as the program has folded and stemmed them; rowid is the message's id. Words that begin with an
-- underscore say where it belongs: _p project, _d client, _h channel, _k who wrote, _y month; _f begins words of file names.
create virtual table message_search using fts5 (words, content = '', contentless_delete = 1, tokenize = "ascii tokenchars '_'");

-- Parts of what a client is found by: his project between two marks, then what he is called, then his id, which is also the rowid.
create virtual table client_search using fts5 (words, content = '', contentless_delete = 1, tokenize = "trigram case_sensitive 1");
create trigger client_search_added after insert on clients begin
  insert into client_search (rowid, words) values (new.id, char(1) || abs(new.project) || char(1) || new.search || char(10) || new.id);
end;
create trigger client_search_changed after update of search on clients when new.search <> old.search begin
  delete from client_search where rowid = old.id;
  insert into client_search (rowid, words) values (new.id, char(1) || abs(new.project) || char(1) || new.search || char(10) || new.id);
end;
create trigger client_search_removed after delete on clients begin
  delete from client_search where rowid = old.id;
end;
insert into client_search (rowid, words) select id, char(1) || abs(project) || char(1) || search || char(10) || id from clients;

-- Messages up to here are not in message_search yet: they are put there in the background, the newest first.
create table backlog_search (
  last_message bigint not null primary key
);
insert into backlog_search (last_message) select coalesce(max(id), 0) from messages;
