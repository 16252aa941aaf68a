package dev.stator.lab.bench;

import dev.stator.lab.wire.Endpoint;

/**
 * An endpoint under measurement.
 *
 * @param label its name in reports
 * @param endpoint where it listens
 * @param storesItems false for the bare echo, which has no tables to prepare
 */
record Target(String label, Endpoint endpoint, boolean storesItems) {}
