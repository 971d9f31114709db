-- expect: value false, false, false, false
-- libs: struct
-- CVE-2018-11219: positions past the data
local unpack = struct.unpack
return (pcall(unpack, "i4", "12345678", 2147483647)), (pcall(unpack, "i4", "12345678", -2147483648)),
  (pcall(unpack, "c2147483647", "x")), (pcall(unpack, "i4", "12345678", 1e300))
