-- Long bodies: jumps across thousands of instructions.
local src = {"local n, x = 0, ... for i = 1, 3 do if x then"}
for i = 1, 3000 do src[#src + 1] = "n = n + " .. i end
src[#src + 1] = "else n = n - 1 end if i == 2 then break end end return n"
local f = assert(loadstring(table.concat(src, "\n"), "=big"))
print(f(true), f(false))
local w = {"local i = 0 while i < 2 do i = i + 1"}
for i = 1, 2000 do w[#w + 1] = "do local a" .. i .. " = i do local b = a" .. i .. " if b > 5 then break end end end" end
w[#w + 1] = "end return i"
print(loadstring(table.concat(w, "\n"), "=locals")())
local consts = {"local t = {}"}
for i = 1, 3000 do consts[#consts + 1] = "t[" .. i .. "] = '" .. i .. "' .. 'c" .. i .. "'" end
consts[#consts + 1] = "return t"
local t = assert(loadstring(table.concat(consts, "\n"), "=consts"))()
print(#t, t[1], t[3000], t[256], t[257])
