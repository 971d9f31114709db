-- expect: value true, true
return getfenv(0) == _G, getfenv(1) == _G
