-- A number as error value is shown as a string.
error(42)
