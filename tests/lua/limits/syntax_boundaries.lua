-- nesting and sizes of sources: what compiles up to the boundary, and the message beyond it
local function check(name, make, sizes)
  for _, n in ipairs(sizes) do
    local f, message = loadstring(make(n), "=s")
    if message and #message > 90 then message = message:sub(1, 40) .. "..." .. message:sub(-40) end
    print(name, n, f and "compiles" or message)
  end
end
local function nested(open, middle, close)
  return function(n) return open:rep(n) .. middle .. close:rep(n) end
end
local around = { 1, 100, 150, 180, 190, 195, 196, 197, 198, 199, 200, 201, 250, 10000 }
check("parentheses", function(n) return "return " .. nested("(", "1", ")")(n) end, around)
check("tables", function(n) return "return " .. nested("{", "", "}")(n) end, around)
check("calls", function(n) return "return " .. nested("f(", "", ")")(n) end, around)
check("indexes", function(n) return "return " .. nested("a[", "1", "]")(n) end, around)
check("functions", function(n) return "return " .. nested("function() return ", "1", " end")(n) end, around)
check("function statements", nested("function f() ", "", " end "), around)
check("do", nested("do ", "", " end "), around)
check("if", nested("if a then ", "", " end "), around)
check("else if", nested("if a then else ", "", " end "), around)
check("elseif", function(n) return "if a then " .. ("elseif b then "):rep(n) .. "end" end, { 10, 1000 })
check("while", nested("while a do ", "", " end "), around)
check("repeat", nested("repeat ", "", " until a "), around)
check("numeric for", nested("for i = 1, 2 do ", "", " end "), { 1, 10, 40, 49, 50, 51, 66, 67, 200 })
check("generic for", nested("for k in a do ", "", " end "), { 1, 10, 40, 49, 50, 51, 66, 67, 200 })
check("not", function(n) return "return " .. ("not "):rep(n) .. "a" end, around)
check("minus", function(n) return "return " .. ("- "):rep(n) .. "a" end, around)
check("length", function(n) return "return " .. ("#"):rep(n) .. "a" end, around)
check("powers", function(n) return "return " .. ("a ^ "):rep(n) .. "a" end, around)
check("concats", function(n) return "return " .. ("a .. "):rep(n) .. "a" end, around)
check("sums", function(n) return "return " .. ("a + "):rep(n) .. "a" end, { 1000 })
check("sums to the right", function(n) return "return " .. ("a + ("):rep(n) .. "a" .. (")"):rep(n) end, around)
check("ands", function(n) return "return " .. ("a and "):rep(n) .. "a" end, { 1000 })
check("method calls", function(n) return "return a" .. (":b()"):rep(n) end, { 1000 })
check("fields", function(n) return "return a" .. (".b"):rep(n) end, { 1000 })
check("string calls", function(n) return "return a" .. ("''"):rep(n) end, { 1000 })

local function list(n, item, separator)
  local t = {}
  for i = 1, n do t[i] = item:gsub("%%", i) end
  return table.concat(t, separator or ", ")
end
check("locals", function(n) return "local " .. list(n, "v%") end, { 199, 200, 201, 300 })
check("locals one by one", function(n) return list(n, "local v% = 1", " ") end, { 199, 200, 201, 300 })
check("locals in a function", function(n) return "\nfunction f() local " .. list(n, "v%") .. " end" end, { 200, 201 })
check("parameters", function(n) return "function f(" .. list(n, "p%") .. ") end" end, { 200, 201, 300 })
check("upvalues", function(n)
  return "local " .. list(n, "v%") .. "\nreturn function() return " .. list(n, "v%", " + ") .. " end"
end, { 59, 60, 61, 100 })
check("arguments", function(n) return "f(" .. list(n, "a") .. ")" end, { 200, 247, 248, 249, 250, 251, 252, 253, 254, 255, 300 })
check("results", function(n) return "return " .. list(n, "a") end, { 200, 247, 248, 249, 250, 251, 252, 253, 254, 255, 300 })
check("targets", function(n) return list(n, "a") .. " = 1" end, { 100, 190, 195, 196, 197, 198, 199, 200, 201, 250 })
check("values", function(n) return "a = " .. list(n, "b") end, { 200, 248, 249, 250, 251, 252, 300 })
check("items", function(n) return "return {" .. list(n, "1") .. "}" end, { 50, 51, 255, 256, 1000, 30000 })
check("named items", function(n) return "return {" .. list(n, "k% = 1") .. "}" end, { 1000, 20000 })
check("constants", function(n) return "return {" .. list(n, "%.5") .. "}" end, { 255, 256, 257, 30000 })
check("breaks", function(n) return "while a do " .. ("if b then break end "):rep(n) .. "end" end, { 1000 })
check("long name", function(n) return ("n"):rep(n) .. " = 1" end, { 100, 100000 })
check("long string", function(n) return "return '" .. ("s"):rep(n) .. "'" end, { 100, 1000000 })
check("long bracket", function(n) local e = ("="):rep(n) return "return [" .. e .. "[x]" .. e .. "]" end, { 1, 1000, 100000 })
check("long number", function(n) return "return " .. ("1"):rep(n) end, { 100, 199, 200, 201, 1000 })
check("unfinished bracket", function(n) return "return [" .. ("="):rep(n) .. "[" end, { 1, 100, 100000 })
check("unfinished string", function(n) return "return '" .. ("s"):rep(n) end, { 1, 100, 100000 })
check("unfinished comment", function(n) return "--[[" .. ("s"):rep(n) end, { 1, 100000 })
check("near a long name", function(n) return "x " .. ("n"):rep(n) end, { 1, 50, 79, 80, 81, 100, 1000 })
check("many lines", function(n) return ("\n"):rep(n) .. "x x" end, { 1, 100000 })
