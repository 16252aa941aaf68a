package dev.stator.storage.wal;

import java.util.List;

/** The write-ahead log of a node, shared by all its replication groups. */
public interface SharedLog extends AutoCloseable {
  /** The group's part of the log; an empty one when the log does not know the group. */
  GroupLog group(long groupId);

  /** The groups that have an entry or a hard state here, in ascending order. */
  List<Long> groups();

  /** Bytes that segment files take up now. */
  long bytes();

  /**
   * The groups that must be trimmed so that the oldest segment can go, in ascending order of id.
   * Empty when the log is below its trimming threshold.
   */
  List<Long> groupsHoldingOldestSegment();

  /** Whether the log is nearer to the size at which it refuses than to its trimming threshold. */
  boolean nearlyFull();

  /**
   * Whether the log asks for less: it has more queued than it may, its files have reached their
   * hard limit, the disk is full, or it has failed. What is appended all the same is still taken,
   * up to a few times the limit, where the node stops; so whoever can refuse work or drop a message
   * that will be sent again asks here first. Cheap, from any thread.
   */
  boolean overloaded();

  /**
   * Whether a group that leads is to take no more: when the log asks for less. A vital group is
   * excepted where the size of the files is the only reason, as far as there is a reserve for such.
   * Cheap, from any thread.
   */
  boolean refusesNew(long groupId);

  /**
   * Whether entries of a group that another node sends are not to be taken: when the log asks for
   * less. A group that holds the oldest segment is excepted where the size of the files is the only
   * reason: it may have to go on before it can let go of anything. So is a vital one, as in {@link
   * #refusesNew}. Cheap, from any thread.
   */
  boolean refuses(long groupId);

  /**
   * Whether the disk has no room for the next segment. Appends wait until there is room again;
   * reads go on. {@link #overloaded} is true then, too.
   */
  boolean full();

  /** Syncs what is queued, then closes. Nothing may be appended afterwards. */
  @Override
  void close();
}
