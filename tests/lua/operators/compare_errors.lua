-- Ordering of unlike or unordered types is an error that names them.
local function e(f, ...) return (select(2, pcall(f, ...))) end
local function lt(a, b) return a < b end
local function le(a, b) return a <= b end
print(e(lt, 1, "2"))
print(e(lt, "1", 2))
print(e(lt, {}, {}))
print(e(lt, nil, nil))
print(e(lt, true, false))
print(e(le, nil, 1))
print(e(le, print, print))
print(e(le, {}, 1))
print(e(lt, 1, nil))
print(e(function() return 1 > "x" end))
print(e(function() return {} >= "x" end))
print(1 == "1", {} == {}, print == print, nil == false)
