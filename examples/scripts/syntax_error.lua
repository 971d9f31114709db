local greeting = "hello"
if greeting = "hello" then
  return greeting
end
