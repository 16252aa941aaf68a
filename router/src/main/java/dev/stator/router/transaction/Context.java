package dev.stator.router.transaction;

import dev.stator.base.Bytes;
import dev.stator.base.Clock;
import dev.stator.base.RandomSource;
import dev.stator.cluster.message.Action;
import dev.stator.cluster.transaction.TransactionId;
import dev.stator.cluster.transaction.TransactionResponse.Sizes;
import dev.stator.model.Binary;
import dev.stator.model.capacity.CapacityUnits;
import dev.stator.router.transaction.LedgerItem.State;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What all coordinators of a router share. */
record Context(
    Ledger ledger,
    Participants participants,
    Timestamps timestamps,
    Clock clock,
    RandomSource random,
    TransactionOptions options) {

  void mark(TransactionBranch branch) {
    options.marks().hit(branch);
  }

  /** A new attempt at what has this key in the ledger. */
  TransactionId attempt(Binary key) {
    return TransactionId.of(clock.wallMillis(), draw(), high(key), low(key));
  }

  /** The attempt that a ledger item is about. */
  static TransactionId attempt(LedgerItem item) {
    return new TransactionId(item.attempt(), high(item.key()), low(item.key()));
  }

  private static long high(Binary key) {
    return Bytes.getLong(key.bytes(), 0);
  }

  private static long low(Binary key) {
    return Bytes.getLong(key.bytes(), Long.BYTES);
  }

  /** Any thread. */
  private long draw() {
    synchronized (random) {
      return random.nextLong();
    }
  }

  /** A key for a transaction that has no token. */
  Binary randomKey() {
    byte[] key = new byte[2 * Long.BYTES];
    Bytes.putLong(key, 0, draw());
    Bytes.putLong(key, Long.BYTES, draw());
    return new Binary(key);
  }

  LedgerItem pending(TransactionId id, Binary digest, boolean alone, List<Long> partitions) {
    return new LedgerItem(
        new Binary(id.key()),
        id.attempt(),
        digest,
        State.PENDING,
        alone,
        partitions,
        clock.wallMillis(),
        new TreeMap<>());
  }

  /** What one partition is to do. */
  static List<Action> actions(TransactionWrite write, long partition) {
    List<Action> actions = new ArrayList<>();
    write.slots(partition).forEach(slot -> actions.add(write.parts().get(slot).action()));
    return actions;
  }

  /**
   * What a repetition will cost, by table: reading the items, each as large as it was before or
   * after, whichever is more (measured on the service by the authors of
   * github.com/nubo-db/dynoxide, pull request 188).
   */
  static SortedMap<String, Double> readUnits(TransactionWrite write, List<Sizes> sizes) {
    SortedMap<String, Double> units = new TreeMap<>();
    for (int i = 0; i < sizes.size(); i++) {
      TransactionWrite.Part part = write.parts().get(i);
      Sizes size = sizes.get(i);
      units.merge(
          part.table(),
          CapacityUnits.read(
              Math.max(size.oldBytes(), size.newBytes()), CapacityUnits.ReadMode.TRANSACTIONAL),
          Double::sum);
    }
    return units;
  }
}
