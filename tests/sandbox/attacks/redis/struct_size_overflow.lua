-- expect: value false, false, false, false
-- libs: struct
-- CVE-2015-8080 and CVE-2020-14147: sizes in struct formats
local pack, unpack = struct.pack, struct.unpack
return (pcall(pack, "i99999999999", 1)), (pcall(pack, ">I2147483648", 1)), (pcall(unpack, "c0", "")),
  (pcall(pack, "!4294967297i", 1))
