-- Lines are counted through comments, long strings and escapes.
local src = [==[--[[
comment
]] local s = [[
long
]] local q = "a\
b"

error("here")]==]
print(pcall(loadstring(src, "=lines")))
print(pcall(loadstring("\r\n\r\n\r\nerror('crlf')", "=lines")))
print(pcall(loadstring("\r\r\rerror('cr')", "=lines")))
print(pcall(loadstring("\n\r\n\rerror('lfcr')", "=lines")))
