-- lua-argparse
local argparse = require "argparse"
local function make()
  local parser = argparse("prog", "Does things.", "The end.")
  parser:argument("input", "Input file.")
  parser:argument("rest"):args "*"
  parser:option("-o --output", "Output file.", "a.out")
  parser:option("-I --include"):count "*":argname "<dir>"
  parser:option("-l --level"):convert(tonumber):choices { "1", "2", "3" }
  parser:option("--pair"):args(2)
  parser:flag("-v --verbose"):count "0-2":target "verbosity"
  parser:flag "-q --quiet"
  parser:mutex(parser:flag "--left", parser:flag "--right")
  return parser
end
local function show(t)
  local keys = {}
  for k in pairs(t) do keys[#keys + 1] = tostring(k) end
  table.sort(keys)
  for i, k in ipairs(keys) do
    local v = t[k]
    if type(v) == "table" then
      local parts = {}
      for j, x in ipairs(v) do parts[j] = type(x) == "table" and "{" .. table.concat(x, ",") .. "}" or tostring(x) end
      v = "{" .. table.concat(parts, " ") .. "}"
    end
    keys[i] = k .. "=" .. tostring(v)
  end
  return table.concat(keys, "; ")
end
for _, line in ipairs {
  "in", "in a b c -o out", "in -vv -I x -Iy --include=z", "in -l 2 --pair 1 2", "", "in -l 9", "in -vvv", "in --left --right",
  "in --nope", "in -o", "in --pair 1", "in -- -q", "in -q -q", "in --verb",
} do
  local args = {}
  for word in line:gmatch "%S+" do args[#args + 1] = word end
  local ok, result = make():pparse(args)
  print(line, ok, ok and show(result) or result)
end
print(make():get_usage())
print(make():get_help())
local parser = argparse "git":require_command(true):command_target "command"
parser:command("add", "Add."):argument "paths":args "+"
parser:command "commit":option "-m --message":count(1)
for _, args in ipairs { { "add", "x", "y" }, { "commit", "-m", "msg" }, { "commit" }, { "adt" }, {} } do
  local ok, result = parser:pparse(args)
  print(ok, ok and show(result) or result)
end
print(parser:get_help())
