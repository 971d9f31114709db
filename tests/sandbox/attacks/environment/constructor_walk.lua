-- expect: value true
-- J1, P2: no value has JS properties
local function none(v) for _, k in ipairs({ "constructor", "__proto__", "prototype", "then", "toString", "length", "call", "apply", "caller" }) do
  local ok, x = pcall(function() return v[k] end)
  if ok and x ~= nil then return false end
end return true end
return none({}) and none(print) and none("x") and none(1) and none(true) and none(nil) and none(coroutine.create(none)) and none(newproxy()) and none(none) and none(io.stdout) == none(io.stdout)
