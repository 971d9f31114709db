-- Constants inside and/or chains, in every combination, as values and as conditions.
local t, f, n = 1, false, nil
print(((1 or false) and true) or false, n and 1 or true or g, (t or g) and false and g, (nil) and t or true or g)
print(f and 1 <= 2 or true or g, t and false or nil, n or false, n and true, (n or true) and "x")
local operands = {"nil", "false", "true", "1", "n", "f", "t"}
local count, log = 0, {}
for _, a in ipairs(operands) do for _, b in ipairs(operands) do for _, c in ipairs(operands) do
  for _, form in ipairs{"A and B or C", "A or B and C", "(A or B) and C", "A and (B or C)", "not A or B and not C", "not (A and B) or C"} do
    local e = form:gsub("%u", {A = a, B = b, C = c})
    local src = "local t, f, n = 1, false, nil local v = " .. e .. " if " .. e .. " then return v, true else return v, false end"
    local v, branch = assert(loadstring(src))()
    count = count + 1
    log[#log + 1] = (v == nil and "n" or v == false and "f" or v == true and "t" or v) .. (branch and "+" or "-")
  end
end end end
print(count)
local s = table.concat(log)
for i = 1, #s, 147 do print(s:sub(i, i + 146)) end
