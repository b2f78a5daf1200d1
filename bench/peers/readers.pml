/* One writer, N readers of one variable, each once. */
byte x
active [N] proctype reader() { byte value; value = x }
active proctype writer() { x = 42 }
