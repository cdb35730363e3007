-- Asks for /1024/<word>-<n>, never twice for the same. The argument is the word, another each run.
local word, number = "", 0

init = function(args) word = args[1] end

request = function()
  number = number + 1
  return wrk.format("GET", "/1024/" .. word .. "-" .. number)
end
