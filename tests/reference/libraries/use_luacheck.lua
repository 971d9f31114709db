-- lua-check: its lexer, parser and analysis on a program with something to say about every line
local check = require "luacheck.check"
local lexer, parser, decoder = require "luacheck.lexer", require "luacheck.parser", require "luacheck.decoder"
local source = [===[
local unused = 1
local function f(a, b, ...)
  local a = b
  for i = 1, 10 do local x = i end
  if a then elseif b then end
  return ... or undefined_global
end
x = f(1) ; y = x.z["w"]:m "s" { 1, [2] = 3, k = 4; }
while true do break print "unreachable" end
repeat local z = 1 until z == 2
local s = "esc \n \065" .. [==[long ]] string]==] -- comment
goto_ = not -#s ^ 2 .. 3 <= 4 and 5 or nil
local t = {1, 2, a = 1, a = 2}
function t.g() return end
function t:h() self = nil end   
]===]
local state = lexer.new_state(decoder.decode(source))
local count = 0
while true do
  local token, value, line, offset = lexer.next_token(state)
  count = count + 1
  io.write(tostring(token), type(value) == "string" and "(" .. value .. ")" or "", " ")
  if token == "eof" or not token then break end
end
print(count)
local report = check(source)
for _, w in ipairs(report.warnings or report) do print(w.code, w.line, w.column, w.end_column, w.name, w.field, w.prev_line) end
for _, bad in ipairs { "x = = 1", "for do", "local x = 'abc", "return }", "a.b:c = 1", "x = 0x", "--[[ open" } do
  local r = check(bad)
  for _, w in ipairs(r.warnings or r) do print(bad, w.code, w.line, w.column, w.msg) end
end
