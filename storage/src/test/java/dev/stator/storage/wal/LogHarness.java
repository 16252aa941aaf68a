package dev.stator.storage.wal;

import dev.stator.base.RandomSource;
import dev.stator.base.SeededRandom;
import dev.stator.base.sim.SimDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A log on a simulated disk, whose tasks run when the test says so. */
final class LogHarness {
  static final String FOLDER = "wal";

  final SimDisk disk = new SimDisk(new SeededRandom(1));
  final List<Throwable> failures = new ArrayList<>();

  /** What was acknowledged, in order, by the names given to {@link #append}. */
  final List<String> synced = new ArrayList<>();

  LogOptions options = LogOptions.small(4096);
  ManualExecutor writer = new ManualExecutor();
  ManualExecutor janitor = new ManualExecutor();
  ManualExecutor caller = new ManualExecutor();
  FileLog log;

  LogHarness open() throws IOException {
    writer = new ManualExecutor();
    janitor = new ManualExecutor();
    caller = new ManualExecutor();
    RandomSource random = new SeededRandom(7);
    log = FileLog.open(disk, FOLDER, options, writer, janitor, random, failures::add);
    return this;
  }

  LogHarness reopen() throws IOException {
    disk.crash();
    return open();
  }

  GroupLog group(long id) {
    return log.group(id);
  }

  void append(long group, @Nullable HardState state, String name, LogEntry... entries) {
    log.group(group).append(state, List.of(entries), caller, () -> synced.add(name));
  }

  /** Appends one entry behind the last and waits until it is durable. */
  void add(long group, String payload) {
    GroupLog to = log.group(group);
    append(group, null, payload, entry(to.lastIndex() + 1, 1, payload));
    settle();
  }

  /** Runs everything that is due. */
  void settle() {
    boolean ran = true;
    while (ran) {
      ran = writer.runOne() | janitor.runOne() | caller.runOne();
    }
  }

  List<String> payloads(long group) {
    return GroupModel.of(log.group(group), 1 << 20).entries.stream()
        .map(entry -> new String(entry.payload(), StandardCharsets.UTF_8))
        .toList();
  }

  List<String> segments() {
    return disk.list(FOLDER);
  }

  static LogEntry entry(long index, long term, String payload) {
    return new LogEntry(index, term, (byte) 0, payload.getBytes(StandardCharsets.UTF_8));
  }
}
