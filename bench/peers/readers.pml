/* One writer, N readers of one variable, each once. */
byte x
#ifdef ENDINGS
byte seen[N]
#endif
active [N] proctype reader() {
  byte value
  value = x
#ifdef ENDINGS
  seen[_pid] = value
#endif
}
active proctype writer() { x = 42 }
#ifdef ENDINGS
active proctype ending() {
  timeout -> c_code {
    int k;
    printf("ending");
    for (k = 0; k < N; k++) printf(" %d", now.seen[k]);
    printf("\n");
  }
}
#endif
