-- lua-basexx
local basexx = require "basexx"
for _, s in ipairs { "", "f", "fo", "foo", "foob", "fooba", "foobar", "\0\1\254\255", ("long text "):rep(20) } do
  for _, name in ipairs { "bit", "hex", "base32", "crockford", "base64", "url64", "z85" } do
    local to, from = basexx["to_" .. name], basexx["from_" .. name]
    local ok, encoded = pcall(to, s)
    print(name, ok, ok and encoded, ok and encoded and from(encoded) == s)
  end
end
print(basexx.from_hex "4g", basexx.from_base64 "Zm9v!", basexx.from_base64("Zm 9v\n", " \n"), basexx.from_base32 "MZXW6===")
