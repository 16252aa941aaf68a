package dev.stator.lab.bench;

import dev.stator.lab.wire.Endpoint;
import java.util.List;

/**
 * What is under measurement.
 *
 * @param label its name in reports
 * @param endpoints where it listens; connections are spread over them
 * @param storesItems false for the bare echo, which has no tables to prepare
 * @param processes the servers' processes, where they are known and of this machine
 */
record Target(String label, List<Endpoint> endpoints, boolean storesItems, List<Long> processes) {
  Target {
    endpoints = List.copyOf(endpoints);
    processes = List.copyOf(processes);
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException(label + " listens nowhere");
    }
  }

  Target(String label, List<Endpoint> endpoints, boolean storesItems) {
    this(label, endpoints, storesItems, List.of());
  }

  Target(String label, Endpoint endpoint, boolean storesItems) {
    this(label, List.of(endpoint), storesItems);
  }

  /** The first of them. */
  Endpoint endpoint() {
    return endpoints.getFirst();
  }

  Target named(String other) {
    return new Target(other, endpoints, storesItems, processes);
  }

  Target ofProcesses(List<Long> pids) {
    return new Target(label, endpoints, storesItems, pids);
  }

  /** Processor time that its processes have taken so far, in seconds; NaN when that is unknown. */
  double processorSeconds() {
    return processes.isEmpty()
        ? Double.NaN
        : processes.stream().mapToDouble(NodeMemory::processorSeconds).sum();
  }
}
