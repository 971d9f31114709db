-- expect: value nil, "[string \"end function evil() return 1\"]:1: '<eof>' expected near 'end'", "nil"
-- CVE-2022-24735: source that closes a wrapper function around it; there is none
local f, message = loadstring("end function evil() return 1")
return f, message, type(evil)
