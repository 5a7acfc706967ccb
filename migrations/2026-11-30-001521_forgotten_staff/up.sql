-- When the name and the login of somebody who left were forgotten: what they did stays under their id.
alter table staff add column forgotten_at timestamptz;
