package dev.stator.base.sim;

import dev.stator.base.RandomSource;
import dev.stator.base.SparseBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The bytes of one file, twice: as running programs see them, and as the platter has them; between
 * the two, the changes that were not synced, in order.
 */
final class SimFile {
  static final int SECTOR_BYTES = 512;
  private static final int PAGE_BYTES = 4096;

  private final List<Change> unsynced = new ArrayList<>();
  private SparseBytes current = new SparseBytes(PAGE_BYTES);
  private SparseBytes durable = new SparseBytes(PAGE_BYTES);
  private int handles;
  private int names;

  long size() {
    return current.size();
  }

  int read(ByteBuffer target, long position) {
    return current.read(target, position);
  }

  void write(byte[] bytes, long position) {
    current.write(ByteBuffer.wrap(bytes), position);
    unsynced.add(new Change.Write(position, bytes));
  }

  void resize(long bytes) {
    current.resize(bytes);
    unsynced.add(new Change.Resize(bytes));
  }

  void sync() {
    for (Change change : unsynced) {
      switch (change) {
        case Change.Write write -> durable.write(ByteBuffer.wrap(write.bytes), write.position);
        case Change.Resize resize -> durable.resize(resize.bytes);
      }
    }
    unsynced.clear();
  }

  /** What reached the platter did, the rest never will; programs see what the platter has. */
  void powerLoss(RandomSource random) {
    keepSome(random);
    current = durable.copy();
  }

  /**
   * As after an error of the device: some changes are on the platter, the rest are forgotten and no
   * later sync brings them. Programs may go on seeing them, as long as memory holds them.
   */
  void failedSync(RandomSource random) {
    keepSome(random);
    if (random.chance(0.5)) {
      current = durable.copy();
    }
  }

  void flipBit(long position, int bit) {
    flip(current, position, bit);
    if (position < durable.size()) {
      flip(durable, position, bit);
    }
  }

  void opened() {
    handles++;
  }

  void closed() {
    handles--;
  }

  void forgetHandles() {
    handles = 0;
  }

  void named() {
    names++;
  }

  void unnamed() {
    names--;
  }

  void forgetNames() {
    names = 0;
  }

  /** Whether the file takes room on the disk: it has a name, or someone holds it open. */
  boolean exists() {
    return names > 0 || handles > 0;
  }

  /**
   * Lets a random part of the unsynced changes reach the platter. Within one sector that is always
   * a prefix of the changes, since a sector is written whole from memory; between sectors there is
   * no order.
   */
  private void keepSome(RandomSource random) {
    int all = unsynced.size();
    int common = random.nextInt(all + 1);
    int style = random.nextInt(4);
    Map<Long, Integer> cutoffs = new HashMap<>();
    int sizeCutoff =
        switch (style) {
          case 0 -> 0;
          case 1 -> all;
          case 2 -> common;
          default -> random.nextInt(all + 1);
        };
    for (int i = 0; i < all; i++) {
      switch (unsynced.get(i)) {
        case Change.Write write -> {
          int index = i;
          keepSectors(
              write,
              index,
              sector ->
                  switch (style) {
                    case 0 -> 0;
                    case 1 -> all;
                    // The write at the cutoff itself is torn.
                    case 2 -> index == common ? torn(cutoffs, sector, index, random) : common;
                    default -> cutoffs.computeIfAbsent(sector, any -> independent(all, random));
                  });
          if (i < sizeCutoff && durable.size() < write.end()) {
            durable.resize(write.end());
          }
        }
        case Change.Resize resize -> {
          if (i < sizeCutoff) {
            durable.resize(resize.bytes);
          }
        }
      }
    }
    unsynced.clear();
  }

  private static int torn(Map<Long, Integer> cutoffs, long sector, int index, RandomSource random) {
    return cutoffs.computeIfAbsent(sector, any -> random.chance(0.5) ? index + 1 : index);
  }

  private static int independent(int all, RandomSource random) {
    return random.chance(0.3) ? all : random.nextInt(all + 1);
  }

  private void keepSectors(Change.Write write, int index, Cutoffs cutoffs) {
    long at = write.position;
    while (at < write.end()) {
      long sector = at / SECTOR_BYTES;
      long end = Math.min(write.end(), (sector + 1) * SECTOR_BYTES);
      if (index < cutoffs.of(sector)) {
        int offset = (int) (at - write.position);
        durable.write(ByteBuffer.wrap(write.bytes, offset, (int) (end - at)), at);
      }
      at = end;
    }
  }

  private static void flip(SparseBytes bytes, long position, int bit) {
    byte[] one = new byte[1];
    bytes.read(ByteBuffer.wrap(one), position);
    one[0] ^= (byte) (1 << bit);
    bytes.write(ByteBuffer.wrap(one), position);
  }

  /** Up to which change (exclusive) a sector reached the platter. */
  @FunctionalInterface
  private interface Cutoffs {
    int of(long sector);
  }

  /** A change that is not synced. */
  private sealed interface Change {
    record Write(long position, byte[] bytes) implements Change {
      long end() {
        return position + bytes.length;
      }
    }

    record Resize(long bytes) implements Change {}
  }
}
