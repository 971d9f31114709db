-- lua-uri
local URI = require "uri"
for _, text in ipairs {
  "http://user:pass@Example.COM:80/a/../b/./c?x=1&y=2#frag", "https://h/%7Efoo/%2f?q", "ftp://host/file;type=i", "mailto:a@b.c", "urn:isbn:0-395-36341-1",
  "file:///etc/passwd", "data:text/plain;base64,SGVsbG8=", "relative/path?x", "http://[::1]:8080/", "telnet://h:23/", "http://bad host/", "urn:lsid:x.org:a:b", "",
} do
  local ok, u, e = pcall(URI.new, URI, text)
  if ok and u then print(text, tostring(u), u:scheme(), u:host(), u:port(), u:path(), u:query(), u:fragment(), u:userinfo()) else print(text, ok, u, e) end
end
for _, rel in ipairs { "g", "./g", "g/", "/g", "//g", "?y", "g?y", "#s", "../g", "../../../g", "g;x=1/../y", "" } do
  print(rel, tostring(URI:new(rel, "http://a/b/c/d;p?q")))
end
local u = URI:new "http://x.org/p"
print(u:path "/new path", u, u:query "k=v", u:host "Y.ORG", u) print(pcall(u.port, u, "x"))
print(require "uri._util".uri_encode "a b/c?d", require "uri._util".uri_decode "a%20b%2Fc")
