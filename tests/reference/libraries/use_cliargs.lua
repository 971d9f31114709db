-- lua-cliargs
for _, args in ipairs { { "in" }, { "in", "-o", "x", "-v" }, { "in", "--out=y", "a", "b" }, { "in", "--no-verbose" }, {}, { "in", "--nope" }, { "--help" } } do
  local cli = require "cliargs.core"()
  cli:set_name "tool"
  cli:argument("FILE", "the file")
  cli:option("-o, --out=PATH", "where", "out.txt")
  cli:flag("-v, --[no-]verbose", "talk", false)
  cli:splat("REST", "others", nil, 3)
  local result, message = cli:parse(args)
  print(result and table.concat({ result.FILE, result.out, tostring(result.verbose), type(result.REST) }, " "), message)
end
