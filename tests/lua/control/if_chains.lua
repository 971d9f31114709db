-- if, elseif, else with every branch taken.
local function kind(n)
  if n < 0 then return "neg" elseif n == 0 then return "zero" elseif n < 10 then return "small" elseif n < 100 then return "medium" else return "large" end
end
for _, n in ipairs{-5, 0, 5, 50, 500} do io.write(kind(n), " ") end print()
local function empty(x) if x then elseif not x then end return "ok" end
print(empty(true), empty(false))
if nil then print("no") end
if false then print("no") else print("else") end
if 0 then print("0 is true") end
if "" then print("'' is true") end
local x = 5
if x > 3 then if x > 4 then print("nested") end else print("no") end
