-- lua-logging and lua-coxpcall
local logging = require "logging"
local lines = {}
local logger = logging.new(function(self, level, message) lines[#lines + 1] = level .. ": " .. tostring(message) return true end)
logger:setLevel(logging.INFO)
logger:debug "hidden" logger:info "shown" logger:warn("formatted %d %s", 5, "x") logger:error { 1, 2, key = "v" } logger:log(logging.FATAL, function(a) return "from function " .. a end, "arg")
print(table.concat(lines, "\n"), pcall(logger.setLevel, logger, "NOPE"))
print(logging.tostring { "a", { b = 1 } }, logging.tostring "text", logging.tostring(nil))
print((logging.prepareLogMsg("%level %message|", "DATE", "WARN", "msg")))
local cox = require "coxpcall"
local copcall, coxpcall = cox.pcall, cox.xpcall
local co = coroutine.wrap(function()
  print(copcall(function(a) local b = coroutine.yield(a .. "!") error("failed " .. b, 0) end, "start"))
  print(coxpcall(function() coroutine.yield "two" local x = nil return x.y end, function(m) return "handled " .. m:match "attempt.*" end))
  return "done"
end)
print(co()) print(co "with this") print(co())
