-- What was not sent is looked up by its project (S53: many of it once more); few messages are.
create index messages_failed on messages (project, id) where state = 'failed';
