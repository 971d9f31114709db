-- Week numbers and weekdays around year ends.
for y, t in ipairs{1230768000, 1262304000, 1293840000, 1325376000, 1356998400, 1388534400, 1420070400} do print(os.date("!%Y %a %U %W %V %G %j %w %u", t), os.date("!%Y %a %U %W %V %G %j", t - 86400)) end
for h = 0, 23, 3 do io.write(os.date("!%H %I %p|", h * 3600)) end print()
