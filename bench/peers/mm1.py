"""M/M/1 in SimPy 2.3 (Debian: python3-simpy), for bench/events.ts: prints the CPU seconds of its best of five rounds."""
import random
import sys
import time

from SimPy.Simulation import Process, Resource, Simulation, hold, release, request

customers = int(sys.argv[1])


class Customer(Process):
    def served(self, server):
        yield request, self, server
        yield hold, self, random.expovariate(1.0)
        yield release, self, server


class Arrivals(Process):
    def come(self, server):
        for _ in range(customers):
            customer = Customer(sim=self.sim)
            self.sim.activate(customer, customer.served(server))
            yield hold, self, random.expovariate(0.7)


def run():
    random.seed(1)
    sim = Simulation()
    sim.initialize()
    arrivals = Arrivals(sim=sim)
    sim.activate(arrivals, arrivals.come(Resource(capacity=1, sim=sim)))
    begin = time.process_time()
    sim.simulate(until=float("inf"))
    return time.process_time() - begin


print(min(run() for _ in range(5)))
