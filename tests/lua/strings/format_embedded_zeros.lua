-- %s and zero bytes.
print(#("%s"):format("a\0b"), #("%5s"):format("a\0b"), #("a\0%s"):format("b"), #("%q"):format("a\0b")) print(("a\0b%d"):format(5):byte(1, -1)) print(#("%s"):format(("x\0"):rep(100)), #("%c%c"):format(0, 0))
