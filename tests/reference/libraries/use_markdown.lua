-- lua-markdown: a document that uses all of the syntax
require "markdown"
local text = [[
Title
=====

Sub *title*
-----------

A paragraph with **bold**, _emphasis_, `code <b>`, a [link](http://x.org/?a=1&b=2 "Title") and ![image](/i.png).
Two spaces end a line.  
Next line. 4 < 5 & 6 > 3; &copy; AT&T <http://auto.link> <mail@example.org>

* item one
* item two
    * nested
    * more

1. first
2. second

    second paragraph of it

> a quote
> that goes on
>
> > nested quote

    code block
      with <tags> & entities

***

[ref]: http://example.com/ "Reference"
See [the ref][ref] and [ref][]. Escapes: \*not emphasis\* \\ \`.

<div>
inline *html* block
</div>

### Closed ###
###### Six

+ a

+ b
]]
local html = markdown(text)
-- mail addresses are encoded at random
print((html:gsub("&#x?%x+;", "@")))
local long = {}
for i = 1, 40 do long[i] = ("## Section %d\n\n- a *%d*\n- b `%d`\n\nText **%d**.\n"):format(i, i, i, i) end
local result = markdown(table.concat(long, "\n"))
print(#result, result:sub(1, 200), result:sub(-120))
