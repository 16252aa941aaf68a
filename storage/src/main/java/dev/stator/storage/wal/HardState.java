package dev.stator.storage.wal;

/**
 * What a member of a group must remember across restarts besides its log.
 *
 * @param term the latest term it has seen
 * @param votedFor the node it voted for in that term, or the empty string
 * @param commitIndex an index known to be committed when this was written; a hint, may be old
 */
public record HardState(long term, String votedFor, long commitIndex) {
  public static final HardState INITIAL = new HardState(0, "", 0);
}
