-- Asks for /1024/u<n>, n as drawn beforehand: the argument names a file with a number on each line.
local requests, draws, at = {}, {}, 0

init = function(args)
  for line in io.lines(args[1]) do
    local number = tonumber(line)
    draws[#draws + 1] = number
    requests[number] = requests[number] or wrk.format("GET", "/1024/u" .. number)
  end
  math.randomseed(os.time())
  at = math.random(#draws)
end

request = function()
  at = at + 1
  if at > #draws then at = 1 end
  return requests[draws[at]]
end
