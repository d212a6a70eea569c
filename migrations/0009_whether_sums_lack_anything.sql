-- Mostly the sums lack nothing, and who reads them is to see so at a glance.
create table home_after (
    one integer primary key check (one = 1),
    device integer not null references device (number),
    place text not null,
    -- The last event of the device that the sums count; null where with the rows of `difference`
    -- they count all there are.
    summed integer
) strict;
insert into home_after (one, device, place, summed)
select one, device, place, summed
from home;
drop table home;
alter table home_after rename to home;
