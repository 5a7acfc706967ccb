-- Paper is awaited to the end of a day in China: of what waits now too.
update filings
set until = date_trunc('day', until, 'Asia/Shanghai') + interval '1 day' - interval '1 second'
where state = 'awaiting_mail';
