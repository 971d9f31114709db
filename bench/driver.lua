-- Runner for Lua interpreters that are programs: speaks the protocol of protocol.ts on standard input and
-- output. Works in Lua 5.1 and LuaJIT.

local loaded, known = {}, {}
for name in pairs(_G) do known[name] = true end

local commands = {}

function commands.version()
  return jit and jit.version or _VERSION
end

function commands.load(path)
  loaded[path] = assert(loadfile(path))
  return ""
end

function commands.run(path, size)
  local program, number = loaded[path], tonumber(size)
  local start = os.clock()
  local result = program(number)
  local time = os.clock() - start
  return string.format("%.3f\t%s\t", time * 1000, result)
end

function commands.unload(path)
  loaded[path] = nil
  for name in pairs(_G) do
    if not known[name] then _G[name] = nil end
  end
  collectgarbage()
  return ""
end

for line in io.lines() do
  local fields = {}
  for text in line:gmatch("[^\t]+") do fields[#fields + 1] = text end
  local ok, answer = pcall(commands[fields[1]], fields[2], fields[3])
  if not ok then answer = tostring(answer):gsub("%s+", " ") end
  io.write(ok and "ok" or "error", "\t", answer, "\n")
  io.flush()
end
