-- os.date("!*t") of fixed times.
for _, t in ipairs{0, 86399, 951782400, 951868800, 1000000000, 1234567890, 1709164800, 1735689599, 2147483647, -1, -86400} do local d = os.date("!*t", t) print(t, d.year, d.month, d.day, d.hour, d.min, d.sec, d.wday, d.yday, d.isdst) end
