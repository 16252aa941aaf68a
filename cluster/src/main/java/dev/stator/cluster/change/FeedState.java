package dev.stator.cluster.change;

/**
 * How far the feed of a global index has come at one partition of its table.
 *
 * @param cursor everything up to there is in the index
 * @param walked whether all items that were there when the index came have been touched
 * @param whole whether all those touches are in the index, which then lacks nothing of the
 *     partition
 */
public record FeedState(long indexId, ChangePlace cursor, boolean walked, boolean whole) {}
