package dev.stator.server.assembly;

import dev.stator.node.NodeOptions;
import dev.stator.node.ttl.TtlOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a node is made of.
 *
 * @param data the data folder; null keeps everything in memory
 * @param region as shown in ARNs
 * @param address host and port at which clients reach the node
 * @param cacheBytes the store's block cache with its write buffers
 * @param memtableBytes the store's write buffers
 * @param memoryBytesMax what an in-memory node may hold
 * @param loops threads that replicas share
 * @param ttlIntervalNanos pause between two looks for expired items
 * @param indexBacklogBytes changes of one partition that may wait for a global index
 * @param cluster null for a node on its own
 */
public record NodeSettings(
    @Nullable Path data,
    String region,
    String address,
    long cacheBytes,
    long memtableBytes,
    long memoryBytesMax,
    int loops,
    long ttlIntervalNanos,
    long indexBacklogBytes,
    @Nullable ClusterSettings cluster) {
  /** The account id that ARNs show; all callers see the same tables. */
  public static final String ACCOUNT = "000000000000";

  /** Holds a small table whole. */
  public static final long DEFAULT_CACHE_BYTES = 192L << 20;

  /** As many changes as an index takes in some seconds. */
  public static final long DEFAULT_INDEX_BACKLOG_BYTES = NodeOptions.CHANGES_WAITING_BYTES_MAX;

  /** With another size of cache; a sixth of it may be write buffers. */
  public NodeSettings withCache(long newCacheBytes) {
    long cache = Math.max(newCacheBytes, 4L << 20);
    return new NodeSettings(
        data,
        region,
        address,
        cache,
        memtableBytes(cache),
        memoryBytesMax,
        loops,
        ttlIntervalNanos,
        indexBacklogBytes,
        cluster);
  }

  /** With another pause between two looks for expired items. */
  public NodeSettings withTtlInterval(long nanos) {
    return new NodeSettings(
        data,
        region,
        address,
        cacheBytes,
        memtableBytes,
        memoryBytesMax,
        loops,
        nanos,
        indexBacklogBytes,
        cluster);
  }

  /** With another limit for the changes that may wait for a global index. */
  public NodeSettings withIndexBacklog(long bytes) {
    return new NodeSettings(
        data,
        region,
        address,
        cacheBytes,
        memtableBytes,
        memoryBytesMax,
        loops,
        ttlIntervalNanos,
        bytes,
        cluster);
  }

  /** As a member of a cluster. */
  public NodeSettings in(@Nullable ClusterSettings place) {
    return new NodeSettings(
        data,
        region,
        address,
        cacheBytes,
        memtableBytes,
        memoryBytesMax,
        loops,
        ttlIntervalNanos,
        indexBacklogBytes,
        place);
  }

  private static long memtableBytes(long cacheBytes) {
    return Math.min(128L << 20, Math.max(2L << 20, cacheBytes / 3));
  }

  /** For a laptop. */
  public static NodeSettings of(@Nullable Path data, String region, String address) {
    return new NodeSettings(
        data,
        region,
        address,
        DEFAULT_CACHE_BYTES,
        memtableBytes(DEFAULT_CACHE_BYTES),
        Runtime.getRuntime().maxMemory() / 2,
        Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2)),
        TtlOptions.DEFAULT.intervalNanos(),
        DEFAULT_INDEX_BACKLOG_BYTES,
        null);
  }
}
