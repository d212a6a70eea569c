-- Sums may lack the latest events of the device that writes here: whoever reads sums counts those.
-- Rows of `difference`, which are numbered by the last event that they count from now on, count for
-- them; those that are there are added to the sums when this has run.

-- The last event of the device up to which the sums count everything.
alter table home add column summed integer not null default 0;

update home
set summed = coalesce(
    (
        select id
        from event
        where id >= device << 40 and id < (device + 1) << 40
        order by id desc
        limit 1
    ),
    device << 40
);

-- A search that finds few texts asks whose they are.
create index note_text on note (text) where text is not null;
