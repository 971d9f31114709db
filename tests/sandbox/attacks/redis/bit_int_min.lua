-- expect: value "80000000", "", -2147483648, -2147483648
-- libs: bit
-- CVE-2024-31449: tohex with the least width, shifts by anything
local least = -2147483648
return bit.tohex(least), bit.tohex(0, 0), bit.tobit(least), bit.lshift(1, 31 + 32)
