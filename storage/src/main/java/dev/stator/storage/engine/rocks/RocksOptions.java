package dev.stator.storage.engine.rocks;

import dev.stator.base.Check;

/**
 * What RocksDB may use. Its native memory is bounded by {@code cacheBytes}, which holds data, index
 * and filter blocks and is charged for the memtables, plus what open cursors pin, about 2 MiB a
 * running compaction or flush, and some 10 KiB an open file.
 *
 * @param cacheBytes block cache, memtables included
 * @param memtableBytes rows not flushed yet; a flush starts as it fills
 * @param compactionBytesPerSecond limit for what flushes and compactions write together, so that
 *     they leave the disk to the log
 * @param backgroundJobs threads for flushes and compactions
 * @param openFilesMax open table files
 */
public record RocksOptions(
    long cacheBytes,
    long memtableBytes,
    long compactionBytesPerSecond,
    int backgroundJobs,
    int openFilesMax) {

  public RocksOptions {
    Check.that(memtableBytes >= 1 << 20, "memtables have at least 1 MiB");
    Check.that(cacheBytes >= 2 * memtableBytes, "memtables take at most half of the cache");
    Check.that(compactionBytesPerSecond >= 1 << 20, "compaction may write at least 1 MiB/s");
    Check.that(backgroundJobs >= 2, "a flush does not wait for a compaction");
    Check.that(openFilesMax >= 64, "some files may be open");
  }

  /**
   * For a laptop: 256 MiB of native memory. A row is rewritten some five times by compactions, so
   * 160 MiB/s carry about 30 MiB/s of new rows for as long as one likes, and more for a while.
   */
  public static RocksOptions defaults() {
    return new RocksOptions(256L << 20, 64L << 20, 160L << 20, 2, 1000);
  }

  /** Other sizes of cache and memtables. */
  public RocksOptions withMemory(long newCacheBytes, long newMemtableBytes) {
    return new RocksOptions(
        newCacheBytes, newMemtableBytes, compactionBytesPerSecond, backgroundJobs, openFilesMax);
  }
}
