-- Text templates compiled to Lua functions.
local function compile(tpl)
  local src, pos = {"local _o, _e = {}, ... setfenv(1, _e) "}, 1
  while true do
    local a, b, kind, code = tpl:find("{([{%%])%s*(.-)%s*[%%}]}", pos)
    if not a then break end
    if a > pos then src[#src + 1] = ("_o[#_o+1] = %q "):format(tpl:sub(pos, a - 1)) end
    src[#src + 1] = kind == "{" and "_o[#_o+1] = tostring(" .. code .. ") " or code .. " "
    pos = b + 1
  end
  src[#src + 1] = ("_o[#_o+1] = %q return table.concat(_o)"):format(tpl:sub(pos))
  local f = assert(loadstring(table.concat(src), "=template"))
  return function(env) return f(setmetatable(env, {__index = _G})) end
end
local page = compile([[
Hello {{ name }}!
{% for i, item in ipairs(items) do %}  {{ i }}. {{ item.title:upper() }} - {{ ("%.2f"):format(item.price) }}{% if item.sale then %} SALE{% end %}

{% end %}Total: {{ total }}
]])
print(page{name = "World", items = {{title = "tea", price = 3.5}, {title = "cake", price = 4.25, sale = true}}, total = 7.75})
print(page{name = "nobody", items = {}, total = 0})
print(pcall(compile, "{% if %}"))
print(pcall(compile("{{ missing.field }}"), {}))
