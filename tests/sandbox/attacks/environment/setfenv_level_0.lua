-- expect: value nil, "number"
-- a thread without globals still has the functions it already holds
local setfenv, type = setfenv, type
setfenv(0, {})
local f = loadstring and loadstring("return print")
return f and f(), type(1)
