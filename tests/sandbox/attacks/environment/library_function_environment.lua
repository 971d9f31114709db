-- expect: value true, false, "'setfenv' cannot change environment of given object"
return getfenv(print) == _G, pcall(setfenv, print, {})
