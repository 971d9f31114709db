-- getlocal, setlocal, getupvalue, setupvalue.
local function f(a, b) local c = a + b do local inner = "gone" end local t = {} local i = 1 while true do local n, v = debug.getlocal(1, i) if not n then break end t[#t + 1] = n .. "=" .. tostring(v):gsub("table: .*", "table") i = i + 1 end return table.concat(t, " ") end print(f(1, 2))
local function s() local x = 1 print(debug.setlocal(1, 1, "changed"), x) print(debug.setlocal(1, 50, 1)) end s()
local u1, u2 = "one", "two" local function up() return u1, u2 end print(debug.getupvalue(up, 1)) print(debug.getupvalue(up, 2)) print(debug.getupvalue(up, 3)) print(debug.setupvalue(up, 1, "ONE"), u1, up()) print(debug.setupvalue(up, 9, 1)) print(pcall(debug.getlocal, 100, 1)) print(pcall(debug.getupvalue, 1, 1))
