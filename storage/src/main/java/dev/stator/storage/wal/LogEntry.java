package dev.stator.storage.wal;

/**
 * One entry of a group's log.
 *
 * @param index position in the group's log, from 1, without holes
 * @param term the term of the leader that proposed it
 * @param kind what the payload is; its meaning belongs to {@code consensus}
 * @param payload not changed by anyone
 */
public record LogEntry(long index, long term, byte kind, byte[] payload) {}
