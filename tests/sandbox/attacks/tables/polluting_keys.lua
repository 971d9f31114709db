-- expect: value true
-- J2, P3, P5: keys that mean something in JS are data
local t = {}
local before = t.constructor == nil and t.__proto__ == nil and t.toString == nil and t.hasOwnProperty == nil
t.__proto__ = { polluted = true }
t.constructor = 1
return before and ({}).polluted == nil
