-- expect: value "too many results to unpack", "too many results to unpack", "too many results to unpack", "bad argument #1 to '?' (index out of range)", 0, "invalid value (nil) at index -2147483648 in table for 'concat'"
-- CVE-2025-46817: ranges as wide as an int
local least, most = -2147483648, 2147483647
local function message(f, ...) return (select(2, pcall(f, ...))) end
return message(unpack, {}, least, most), message(unpack, {}, 0, most), message(unpack, {}, 1, 1e9),
  message(select, least), select("#", ("x"):byte(least, least + 1)), message(table.concat, {}, "", least, most)
