-- expect: value ""
local found = {}
for _, name in ipairs({ "debug", "package", "require", "module", "dofile", "loadfile", "loadlib", "Deno", "process", "globalThis", "Function", "eval", "fetch", "console" }) do
  if _G[name] ~= nil then found[#found + 1] = name end
end
for _, name in ipairs({ "execute", "remove", "rename", "tmpname", "exit", "getenv", "setlocale" }) do
  if os[name] ~= nil and pcall(os[name], "true") and os[name]("true") then found[#found + 1] = "os." .. name end
end
for _, name in ipairs({ "open", "popen", "lines", "tmpfile", "input", "output" }) do
  if io[name] ~= nil and pcall(io[name], "x") and io[name]("x") then found[#found + 1] = "io." .. name end
end
return table.concat(found, " ")
