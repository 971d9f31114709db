-- NaN is unequal to everything including itself and cannot be a key.
local nan = 0/0
print(nan == nan, nan ~= nan, nan < 1, nan > 1, nan <= nan, nan >= nan, not (nan < 1))
print(pcall(function() local t = {} t[nan] = 1 end))
print(pcall(rawset, {}, nan, 1))
local t = {1, 2}
print(t[nan], rawget(t, nan))
print(nan and "truthy")
print((nan + 1 ~= nan + 1), (math.huge - math.huge) ~= (math.huge - math.huge))
