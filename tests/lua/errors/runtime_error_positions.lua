-- Each kind of run-time error carries chunk and line.
local function e(f, ...) print((select(2, pcall(f, ...)))) end
e(function()
  local a = 1
  local b = a + nil
end)
e(function()
  return 1 ..
    {}
end)
e(function()
  local t = {
    a = 1,
    b = nil + 1,
  }
end)
e(function()
  print(
    nil .. "x"
  )
end)
e(function()
  local x = nil
  x
  .y
  = 1
end)
e(function()
  undefinedfn(
    1,
    2
  )
end)
e(function() for i = 1, 3 do
  if i == 3 then
    error("loop " .. i) end
  end
end)
e(function(a,
  b)
  return a
    + b
end, 1)
