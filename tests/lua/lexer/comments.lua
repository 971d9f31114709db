-- Comments of every form, none of which produces a token.
print(1) -- line comment
--[[ block
   comment ]] print(2)
--[==[ a ]] inside a level-2
comment ]=] still ]==] print(3)
--[ not a long bracket, a line comment
print(4)
--[=not long either
print(5)
print(--[[ in the middle ]] 6)
--
print(7)--[[]]print(8)
--[[ last ]]
