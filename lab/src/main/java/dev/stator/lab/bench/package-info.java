/**
 * The load generator behind {@code stator bench}, and the peers that it measures beside Stator.
 *
 * <p>It shares two cores with the server that it measures, so it is as cheap as a client can be:
 * requests are built before the run and only patched (key, payload), answers are scanned for their
 * status and length and not parsed, each connection has one request in flight. In an open loop, a
 * latency counts from the moment at which the request was meant to start, so that a stalled server
 * cannot hide the requests that it kept from being sent (coordinated omission).
 *
 * <p>Entry: {@link dev.stator.lab.bench.BenchMain}. A {@link dev.stator.lab.bench.LoadRun} is one
 * measurement of one endpoint; {@link dev.stator.lab.bench.Comparison} interleaves several
 * endpoints; {@link dev.stator.lab.bench.SuiteCommand} is the whole table of {@code
 * docs/benchmarks.md}.
 *
 * <p>Invariant: only answers with status 200 enter a histogram; everything else is counted by its
 * name and shown.
 */
@NullMarked
package dev.stator.lab.bench;

import org.jspecify.annotations.NullMarked;
