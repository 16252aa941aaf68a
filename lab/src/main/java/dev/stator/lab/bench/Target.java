package dev.stator.lab.bench;

import dev.stator.lab.wire.Endpoint;
import java.util.List;

/**
 * What is under measurement.
 *
 * @param label its name in reports
 * @param endpoints where it listens; connections are spread over them
 * @param storesItems false for the bare echo, which has no tables to prepare
 */
record Target(String label, List<Endpoint> endpoints, boolean storesItems) {
  Target {
    endpoints = List.copyOf(endpoints);
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException(label + " listens nowhere");
    }
  }

  Target(String label, Endpoint endpoint, boolean storesItems) {
    this(label, List.of(endpoint), storesItems);
  }

  /** The first of them. */
  Endpoint endpoint() {
    return endpoints.getFirst();
  }
}
