-- load takes the source in pieces from a function.
local function reader(t) local i = 0; return function() i = i + 1; return t[i] end end
print(load(reader{"return ", "1 ", "+ 2"})())
print(load(reader{"re", "turn 'sp", "lit tok", "ens'"})())
print(load(reader{"return 5", "", " + 5"})())
print(load(reader{}) ~= nil, load(reader{})())
print(load(reader{"x ="}, "=chunkname")) print(load(reader{"x ="}))
print(pcall(load, function() return {} end)) print(pcall(function() return load(function() error("reader failed") end) end))
print(pcall(load)) print(pcall(load, 1)) print(pcall(load, "return 1")) print(pcall(load, nil))
local n = 0
print(load(function() n = n + 1; if n <= 100 then return "local a" .. n .. " = " .. n .. "; " elseif n == 101 then return "return a1 + a100" end end)(), n)
print(pcall(load(reader{"error('x')"}, "=(load)"))) print(pcall(load(reader{"error('x')"})))
print(load(coroutine.wrap(function() coroutine.yield("return ") coroutine.yield("'from coroutine'") end))())
