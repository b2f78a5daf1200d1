/* Writer j: array[j] = array[j - 1] + 1. The reader goes down from the end until it finds a zero. */
byte array[N + 1]
active [N] proctype writer() { byte value; value = array[_pid]; array[_pid + 1] = value + 1 }
active proctype reader() {
  byte i = N
  do
  :: d_step { array[i] != 0 -> i-- }
  :: else -> break
  od
}
