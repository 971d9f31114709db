-- break leaves the innermost loop only.
local out = {}
for i = 1, 3 do
  for j = 1, 3 do
    if j == 2 then break end
    for k = 1, 3 do if k == i then break end; out[#out + 1] = i .. j .. k end
  end
  out[#out + 1] = "i" .. i
end
print(table.concat(out, " "))
local n = 0
repeat while true do n = n + 1; if n % 3 == 0 then break end end until n > 8
print(n)
for k, v in pairs{1} do do break end end
print(loadstring("break", "=b")) print(loadstring("for i = 1, 2 do end break", "=b"))
print(loadstring("while true do local function f() break end end", "=b"))
print(loadstring("while true do break; print(1) end", "=b"))
print(loadstring("do return 1; print(1) end", "=b"))
