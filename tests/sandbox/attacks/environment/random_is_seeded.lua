-- expect: value 0.8401877171547095
return math.random()
