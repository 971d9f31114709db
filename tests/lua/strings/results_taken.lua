-- Builtins of several results, where none to six of them are wanted, in loops that become hot.
local find, match, gsub = string.find, string.match, string.gsub
local patterns = {
  "b", "%d", "%d+", "(%a)(%d)", "()%d()", "(%a)(%d)(%a)", "(.)(.)(.)(.)", "(.)(.)(.)(.)(.)", "^x", "(%d*)$", "b2",
}
local subjects = { "a1b2c3", "", "zz", "99", "abcdefgh" }

local function show(...)
  local n = select("#", ...)
  local t = {}
  for i = 1, n do t[i] = tostring((select(i, ...))) end
  return n .. ":" .. table.concat(t, ",")
end

for round = 1, 40 do
  for _, s in ipairs(subjects) do
    for _, p in ipairs(patterns) do
      find(s, p)
      local a1 = find(s, p)
      local b1, b2 = find(s, p)
      local c1, c2, c3 = find(s, p, 2)
      local d1, d2, d3, d4 = find(s, p)
      local e1, e2, e3, e4, e5, e6 = s:find(p, 1)
      local m1 = match(s, p)
      local n1, n2 = match(s, p, -3)
      local o1, o2, o3, o4 = s:match(p)
      local q1, q2, q3, q4, q5, q6 = match(s, p)
      local g1 = gsub(s, p, "-")
      local h1, h2 = s:gsub(p, "<%0>", 2)
      local i1, i2, i3 = gsub(s, p, { ["1"] = "one", a = "A" })
      local j1, j2, j3 = gsub(s, p, function(x) return x ~= "" and x .. "!" end)
      if round == 1 or round == 40 then
        print(s, p, show(a1, b1, b2, c1, c2, c3, d1, d2, d3, d4), show(e1, e2, e3, e4, e5, e6))
        print(show(m1, n1, n2, o1, o2, o3, o4), show(q1, q2, q3, q4, q5, q6), (show(s:find(p))), show(match(s, p)))
        print(show(g1, h1, h2, i1, i2, i3, j1, j2, j3))
      end
      local count = 0
      for x in s:gmatch(p) do count = count + 1 end
      for x, y in s:gmatch(p) do count = count + (y and 10 or 20) end
      for x, y, z, u in s:gmatch(p) do count = count + (u and 100 or 200) end
      for x, y, z, u, v in s:gmatch(p) do count = count + (v and 1000 or 2000) end
      if round % 39 == 1 then print(count) end
    end
  end
end

-- what was expected is not what is called
local calls = { find, match, function(s, p) return p, s, 7 end, string.rep, string.byte, gsub, tostring }
for i = 1, 400 do
  local f = i > 300 and calls[i % 7 + 1] or find
  local ok, a, b, c = pcall(function()
    local x, y, z = f("abc1", i > 350 and 2 or "%d", 1)
    return x, y, z
  end)
  if i > 290 then print(i, ok, a, b, c) end
end

-- errors among results, and iterators that are called by hand
for i = 1, 60 do
  local ok, e = pcall(function()
    local a, b = find("abc", i < 55 and "b" or i % 2 == 0 and "(" or "[")
    return a + b
  end)
  if i > 50 then print(ok, e) end
  local step = ("k=v,x=y"):gmatch("(%w)=(%w)")
  local k, v = step()
  local k2, v2, none = step()
  if i > 58 then print(k, v, k2, v2, none, step()) end
end
