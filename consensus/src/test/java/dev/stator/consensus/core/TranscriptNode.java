package dev.stator.consensus.core;

import dev.stator.consensus.Membership;
import dev.stator.consensus.RebuildPoint;
import dev.stator.consensus.liveness.Lease;
import dev.stator.storage.wal.HardState;
import dev.stator.storage.wal.LogEntry;
import java.util.ArrayList;
import java.util.List;

/** One member: its log as programs see it, what of it is durable, and its core. */
final class TranscriptNode {
  HardState hard = HardState.INITIAL;
  HardState durableHard = HardState.INITIAL;
  List<LogEntry> log = new ArrayList<>();
  List<LogEntry> durableLog = new ArrayList<>();
  long base;
  long baseTerm;
  final List<Effects.Append> unsynced = new ArrayList<>();
  final List<Effects> held = new ArrayList<>();
  long allowed;
  long applied;
  Membership stored;
  RebuildPoint rebuilding;
  GroupCore core;
  TranscriptPeers peers = new TranscriptPeers();
  final Lease lease = new Lease();
  long process = 1;
  long barriers;

  static void add(List<LogEntry> log, LogEntry entry) {
    log.removeIf(old -> old.index() >= entry.index());
    log.add(entry);
  }
}
