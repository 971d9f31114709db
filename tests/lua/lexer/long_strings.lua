-- Long brackets of several levels, the skipped first newline, and brackets inside.
print([[one]])
print([[
skipped first newline]])
print([[

kept second newline]])
print([==[with ]] and ]=] inside]==])
print([=[]]]=])
print(#[[]], #[=[]=], #[[

]])
print([[no \n escape \\ here]])
print([[a
b
c]])
print([==========[deep]==========])
local t = {[ [[key]] ] = [=[value]=]}
print(t.key)
print(#[[x]] + 1)
