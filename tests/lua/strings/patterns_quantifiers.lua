-- Greedy, lazy, optional and their backtracking.
local function m(s, p) print(p, s:match(p)) end
m("aaab", "a*") m("aaab", "a+") m("aaab", "a-") m("aaab", "a-b") m("aaab", "a?") m("baaa", "a*") m("baaa", "a+") m("", "a*") m("", "a+") m("", "a-") m("", "a?")
m("aXbXc", "(.*)X(.*)") m("aXbXc", "(.-)X(.*)") m("<<a>>", "<(.-)>") m("<<a>>", "<(.*)>") m("key = value", "^(%w+)%s*=%s*(%w+)$") m("abc123", "%a+%d+") m("abc123", "(%a+)(%d-)$") m("abc", ".-") m("abc", ".-$") m("abc", "^.-$")
m("colour color", "colou?r") m("aab", "a?a?a?b") m("aaaa", "a?a?a?a?aaaa") m("[[x]]", "%[%[(.-)%]%]") m("x*y", "x*y") m("x*y", "x%*y") m("a+b", "a%+b") m("a-b", "a-b") m("a-b", "a%-b") m("*", "*") m("+a", "+a") m("a**", "a**") m("?", "?")
