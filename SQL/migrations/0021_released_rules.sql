-- Asking nobody for a second person any more takes a second person too: whoever asks for it leaves a row that changes
-- nothing, and the rule is released when somebody else asks for the same.
--
-- What was released before has no second name.

alter table approval_rule add column asks_release boolean not null default false;
alter table approval_rule alter column asks_release drop default;
alter table approval_rule add column approved_by text collate "C";
alter table approval_rule add constraint approval_rule_asked_while_required check (is_required or not asks_release);
comment on column approval_rule.asks_release is 'Whether the rule of the row before stays in force and is only asked to be released, by whom and why the row says.';
comment on column approval_rule.approved_by is 'Who asked for the release as well; who asked first is in who.';
