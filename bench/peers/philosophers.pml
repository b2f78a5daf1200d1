/* Philosopher i takes fork i, then its neighbour's, and puts them back. */
bit taken[N]
active [N] proctype philosopher() {
  byte next
  next = (_pid + 1) % N
  atomic { !taken[_pid] -> taken[_pid] = 1 }
  atomic { !taken[next] -> taken[next] = 1 }
  taken[next] = 0
  taken[_pid] = 0
}
#ifdef ENDINGS
active proctype ending() {
  timeout -> c_code {
    int k;
    printf("ending");
    for (k = 0; k < N; k++) printf(" %d", now.taken[k]);
    printf("\n");
  }
}
#endif
