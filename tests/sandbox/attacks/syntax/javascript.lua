-- expect: value nil, nil, "*/ ${x} `\\u2028", "a b"
-- J17: names and strings that mean something in JS are names and strings
local constructor, prototype, await, class, this = nil, nil, 1, 2, 3
local s = "*/ ${x} `\\u2028"
return constructor, prototype, s, "a\226\128\168b"
