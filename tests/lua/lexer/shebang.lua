#!/usr/bin/env lua
-- A first line that starts with # is skipped, and lines are still counted.
print("ran")
print(pcall(error, "x"))
print(select(2, pcall(function() error("line five") end)))
