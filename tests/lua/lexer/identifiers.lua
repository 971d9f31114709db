-- Names may hold letters, digits and underscores; keywords are case sensitive.
local _, _a, a1, A, And, END, __ = 1, 2, 3, 4, 5, 6, 7
print(_, _a, a1, A, And, END, __)
local very_long_name_that_goes_on_and_on_for_quite_a_while_without_any_end_in_sight_at_all = "long"
print(very_long_name_that_goes_on_and_on_for_quite_a_while_without_any_end_in_sight_at_all)
goto_, self, nil_, Nil = 1, 2, 3, 4
print(goto_, self, nil_, Nil)
goto = "goto is a name in 5.1"
print(goto)
continue = 1
print(continue)
for _, w in ipairs{"and","break","do","else","elseif","end","false","for","function","if","in","local","nil","not","or","repeat","return","then","true","until","while"} do
  local ok, msg = loadstring("local " .. w .. " = 1", "=kw")
  print(w, ok, msg)
end
