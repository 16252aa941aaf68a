package dev.stator.storage.engine.rocks;

import dev.stator.storage.engine.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ChecksumType;
import org.rocksdb.CompressionType;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.EnvOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RateLimiter;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;

/** The native objects of one open database: made together, closed together, the last one first. */
final class RocksNative implements AutoCloseable {
  /**
   * Small blocks keep a point read short: a 900 B item needs one block of this size, not one of 4
   * times as much, out of the cache and through its checksum.
   */
  private static final int BLOCK_BYTES = 8 << 10;

  private static final int BLOOM_BITS_PER_KEY = 10;

  /** The newest that this version of RocksDB writes by default, spelled out so that it is known. */
  private static final int TABLE_FORMAT_VERSION = 6;

  private static final int REFILL_MICROS = 50_000;

  private static final String RUNS_FOLDER = "runs";

  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  final RocksDB db;
  final ReadOptions reads;
  final WriteOptions writes;
  final FlushOptions flushes;
  final IngestExternalFileOptions ingests;
  final EnvOptions files;

  /** What files are written by, inside and outside of the database. */
  final Options options;

  /** Where files are written that the database does not have yet. On its own file system. */
  final Path runs;

  private final AtomicLong lastRun = new AtomicLong();

  RocksNative(Path folder, RocksOptions limits) {
    RocksDB.loadLibrary();
    try {
      runs = folder.resolve(RUNS_FOLDER);
      Files.createDirectories(runs);
      reads = own(new ReadOptions().setVerifyChecksums(true));
      writes = own(new WriteOptions().setDisableWAL(true));
      flushes = own(new FlushOptions().setWaitForFlush(true).setAllowWriteStall(true));
      // A file is linked, not copied. Rows it hides from open cursors stay hidden, since it gets a
      // sequence number; batches that touch its range are flushed first.
      ingests =
          own(
              new IngestExternalFileOptions()
                  .setMoveFiles(true)
                  .setSnapshotConsistency(true)
                  .setAllowGlobalSeqNo(true)
                  .setAllowBlockingFlush(true)
                  .setWriteGlobalSeqno(false));
      files = own(new EnvOptions());
      options = options(limits);
      db = own(RocksDB.open(options, folder.toString()));
      removeOldRuns();
    } catch (RocksDBException e) {
      close();
      throw openFailure(folder, e);
    } catch (IOException e) {
      close();
      throw new EngineException(
          "The store's folder " + folder + " cannot be made: " + e.getMessage(), e);
    }
  }

  /**
   * How often flushes and compactions have failed since the database was opened. (A listener would
   * say more, but the library's own code does not know the reason that a failed flush has in a
   * database without a log, and throws.)
   */
  long backgroundErrors() {
    try {
      return db.getLongProperty("rocksdb.background-errors");
    } catch (RocksDBException e) {
      throw RocksErrors.translate("asking for its state", e);
    }
  }

  @Override
  public void close() {
    while (!owned.isEmpty()) {
      try {
        owned.pop().close();
      } catch (Exception e) {
        throw new EngineException("The store could not be closed: " + e.getMessage(), e);
      }
    }
  }

  /** A name for a file outside of the database, not used before. */
  Path newRunFile() {
    return runs.resolve(lastRun.incrementAndGet() + ".run");
  }

  /** What a crash left behind: the database is ours alone by now. */
  private void removeOldRuns() throws IOException {
    try (Stream<Path> left = Files.list(runs)) {
      for (Path file : left.toList()) {
        Files.delete(file);
      }
    }
  }

  private Options options(RocksOptions limits) {
    Cache cache = own(new LRUCache(limits.cacheBytes(), -1, false, 0.5));
    Options made = own(new Options());
    made.setTableFormatConfig(tables(cache));
    made.setCreateIfMissing(true)
        .setParanoidChecks(true)
        .setForceConsistencyChecks(true)
        .setAtomicFlush(true)
        .setMaxBackgroundJobs(limits.backgroundJobs())
        .setMaxOpenFiles(limits.openFilesMax())
        .setRateLimiter(own(new RateLimiter(limits.compactionBytesPerSecond(), REFILL_MICROS)))
        .setBytesPerSync(1 << 20)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(4)
        .setMaxLogFileSize(4 << 20)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0);
    // Three memtables share the budget: one that is written, two that are being flushed.
    made.setWriteBufferManager(own(new WriteBufferManager(limits.memtableBytes(), cache)))
        .setWriteBufferSize(limits.memtableBytes() / 3)
        .setMaxWriteBufferNumber(3)
        .setMemtablePrefixBloomSizeRatio(0.02)
        .setMemtableWholeKeyFiltering(true)
        // LZ4 is part of the native library and costs a tenth of what zstd does; two cores are
        // better spent on requests than on a fifth of the disk.
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setTargetFileSizeBase(32L << 20)
        .setMaxBytesForLevelBase(256L << 20);
    return made;
  }

  private BlockBasedTableConfig tables(Cache cache) {
    return new BlockBasedTableConfig()
        .setBlockCache(cache)
        .setCacheIndexAndFilterBlocks(true)
        .setCacheIndexAndFilterBlocksWithHighPriority(true)
        .setPinL0FilterAndIndexBlocksInCache(true)
        .setFilterPolicy(own(new BloomFilter(BLOOM_BITS_PER_KEY, false)))
        .setWholeKeyFiltering(true)
        .setOptimizeFiltersForMemory(true)
        .setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash)
        .setBlockSize(BLOCK_BYTES)
        .setChecksumType(ChecksumType.kXXH3)
        .setFormatVersion(TABLE_FORMAT_VERSION);
  }

  private <T extends AutoCloseable> T own(T object) {
    owned.push(object);
    return object;
  }

  private static EngineException openFailure(Path folder, RocksDBException cause) {
    String message = String.valueOf(cause.getMessage());
    if (message.contains("LOCK") || message.contains("lock hold")) {
      return new EngineException(
          "The store in "
              + folder
              + " is in use by another process: stop it, or use another --data folder.",
          cause);
    }
    return RocksErrors.translate("opening " + folder, cause);
  }
}
