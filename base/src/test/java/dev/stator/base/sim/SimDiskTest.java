package dev.stator.base.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.base.Disk;
import dev.stator.base.DiskFullException;
import dev.stator.base.SeededRandom;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SimDiskTest {
  private static final int SEEDS = 200;

  @Test
  void whatWasSyncedSurvivesEveryPowerLoss() throws IOException {
    for (long seed = 0; seed < SEEDS; seed++) {
      SimDisk disk = disk(seed);
      disk.makeFolder("logs");
      disk.syncFolder("");
      try (Disk.File file = disk.open("logs/one", Disk.Mode.CREATE)) {
        file.write(bytes(3000, 7), 0);
        file.sync();
        disk.syncFolder("logs");
        file.write(bytes(3000, 9), 3000);
      }
      disk.powerLoss();
      byte[] read = read(disk, "logs/one");
      assertThat(read.length).isGreaterThanOrEqualTo(3000);
      assertThat(Arrays.copyOf(read, 3000)).containsOnly(7);
    }
  }

  @Test
  void aNewDiskIsEmpty() throws IOException {
    SimDisk disk = disk(1);
    disk.makeFolder("logs");
    disk.syncFolder("");
    try (Disk.File file = disk.open("logs/one", Disk.Mode.CREATE)) {
      file.write(bytes(3000, 7), 0);
      file.sync();
      disk.syncFolder("logs");
    }
    disk.replace();
    assertThat(disk.paths()).isEmpty();
    assertThat(disk.exists("logs")).isFalse();
    assertThat(disk.usedBytes()).isZero();
    disk.makeFolder("logs");
    disk.powerLoss();
    assertThat(disk.paths()).isEmpty();
  }

  @Test
  void unsyncedBytesAreKeptLostOrTornAtSectors() throws IOException {
    TreeSet<String> outcomes = new TreeSet<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      SimDisk disk = disk(seed);
      Disk.File file = disk.open("f", Disk.Mode.CREATE);
      file.write(bytes(2048, 1), 0);
      file.sync();
      disk.syncFolder("");
      file.write(bytes(2048, 2), 0);
      disk.powerLoss();
      byte[] read = read(disk, "f");
      assertThat(read).hasSize(2048);
      StringBuilder sectors = new StringBuilder();
      for (int sector = 0; sector < 4; sector++) {
        byte first = read[sector * 512];
        assertThat(Arrays.copyOfRange(read, sector * 512, sector * 512 + 512)).containsOnly(first);
        sectors.append(first);
      }
      outcomes.add(sectors.toString());
    }
    assertThat(outcomes).contains("1111", "2222", "1222", "2111", "1212").hasSizeGreaterThan(12);
  }

  @Test
  void laterWritesMaySurviveEarlierOnesButNotWithinASector() throws IOException {
    boolean laterAlone = false;
    for (long seed = 0; seed < SEEDS; seed++) {
      SimDisk disk = disk(seed);
      Disk.File file = disk.open("f", Disk.Mode.CREATE);
      file.allocate(2048);
      file.sync();
      disk.syncFolder("");
      file.write(bytes(100, 1), 0);
      file.write(bytes(100, 2), 100);
      file.write(bytes(100, 3), 1024);
      disk.powerLoss();
      byte[] read = read(disk, "f");
      laterAlone |= read[0] == 0 && read[1024] == 3;
      assertThat(read[100] == 2 && read[0] == 0).as("sector order, seed %d", seed).isFalse();
    }
    assertThat(laterAlone).isTrue();
  }

  @Test
  void namesNeedTheirFolderSynced() throws IOException {
    TreeSet<String> outcomes = new TreeSet<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      SimDisk disk = disk(seed);
      create(disk, "old", 1);
      create(disk, "gone", 2);
      disk.syncFolder("");
      create(disk, "new", 3);
      disk.rename("new", "old");
      disk.delete("gone");
      assertThat(disk.list("")).containsExactly("old");
      disk.powerLoss();
      outcomes.add(disk.list("") + " old=" + read(disk, "old")[0]);
    }
    assertThat(outcomes)
        .contains(
            "[old] old=3", "[gone, old] old=1", "[gone, new, old] old=1", "[gone, old] old=3");
  }

  @Test
  void aFolderThatWasNotSyncedMayTakeItsFilesAlong() throws IOException {
    int lost = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      SimDisk disk = disk(seed);
      disk.makeFolder("a/b");
      create(disk, "a/b/f", 1);
      disk.syncFolder("a/b");
      disk.powerLoss();
      lost += disk.exists("a/b/f") ? 0 : 1;
      assertThat(disk.exists("a/b/f")).isEqualTo(disk.exists("a/b"));
    }
    assertThat(lost).isBetween(1, SEEDS - 1);
  }

  @Test
  void aCrashOfTheProcessKeepsWhatWasWritten() throws IOException {
    SimDisk disk = disk(1);
    Disk.File file = disk.open("f", Disk.Mode.CREATE);
    file.write(bytes(10, 5), 0);
    disk.crash();
    assertThat(read(disk, "f")).containsOnly(5).hasSize(10);
    assertThatThrownBy(() -> file.write(bytes(1, 1), 0)).isInstanceOf(MachineDiedError.class);
    file.close();
    assertThat(disk.usedBytes()).isEqualTo(10);
  }

  @Test
  void aFailedSyncForgetsAndNoLaterSyncBringsItBack() throws IOException {
    int lostThoughSyncedAgain = 0;
    int seenUntilPowerLoss = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      SimDisk disk = disk(seed);
      Disk.File file = disk.open("f", Disk.Mode.CREATE);
      file.write(bytes(512, 1), 0);
      file.sync();
      disk.syncFolder("");
      file.write(bytes(512, 2), 0);
      disk.failNextSync();
      assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
      byte before = read(disk, "f")[0];
      file.sync();
      disk.powerLoss();
      byte after = read(disk, "f")[0];
      lostThoughSyncedAgain += after == 1 ? 1 : 0;
      seenUntilPowerLoss += before == 2 && after == 1 ? 1 : 0;
    }
    assertThat(lostThoughSyncedAgain).isBetween(1, SEEDS - 1);
    assertThat(seenUntilPowerLoss).isBetween(1, SEEDS - 1);
  }

  @Test
  void syncsCanFailFromNowOn() throws IOException {
    SimDisk disk = disk(1);
    Disk.File file = disk.open("f", Disk.Mode.CREATE);
    disk.failSyncs(true);
    assertThatThrownBy(file::sync).hasMessageContaining("'f'");
    assertThatThrownBy(() -> disk.syncFolder("")).isInstanceOf(IOException.class);
    assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
    disk.failSyncs(false);
    file.sync();
  }

  @Test
  void readsAndWritesCanFail() throws IOException {
    SimDisk disk = disk(1);
    create(disk, "f", 1);
    disk.failReads("f", true);
    assertThatThrownBy(() -> read(disk, "f")).isInstanceOf(IOException.class);
    disk.failReads("f", false);
    assertThat(read(disk, "f")).containsOnly(1);
    disk.failWrites(true);
    Disk.File file = disk.open("f", Disk.Mode.EXISTING);
    assertThatThrownBy(() -> file.write(bytes(1, 1), 0)).isNotInstanceOf(DiskFullException.class);
  }

  @Test
  void aFullDiskSaysSoAndMayHaveWrittenTheBeginning() throws IOException {
    TreeSet<Integer> sizes = new TreeSet<>();
    for (long seed = 0; seed < 30; seed++) {
      SimDisk disk = disk(seed);
      disk.capacity(1000);
      create(disk, "a", 1, 900);
      Disk.File file = disk.open("b", Disk.Mode.CREATE);
      assertThat(disk.usableBytes()).isEqualTo(100);
      assertThatThrownBy(() -> file.write(bytes(200, 2), 0)).isInstanceOf(DiskFullException.class);
      assertThatThrownBy(() -> file.allocate(101)).isInstanceOf(DiskFullException.class);
      sizes.add((int) file.size());
      disk.delete("a");
      file.write(bytes(200, 2), 0);
      assertThat(disk.usableBytes()).isEqualTo(800);
    }
    assertThat(sizes).hasSizeGreaterThan(5).allMatch(size -> size <= 100);
  }

  @Test
  void flippedBitsStayFlipped() throws IOException {
    SimDisk disk = disk(1);
    create(disk, "f", 1, 100);
    disk.flipBit("f", 50, 7);
    assertThat(read(disk, "f")[50]).isEqualTo((byte) 0x81);
    long position = disk.flipRandomBit("f");
    disk.powerLoss();
    disk.crash();
    assertThat(position).isBetween(0L, 99L);
  }

  @Test
  void theMachineCanDieInTheMiddleOfAnyChange() throws IOException {
    int effective = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      Simulation world = new Simulation(seed);
      SimNode node = world.node("a");
      SimDisk disk = node.disk();
      node.scheduler()
          .blocking("log")
          .execute(() -> {
            try (Disk.File file = disk.open("f", Disk.Mode.CREATE)) {
              disk.syncFolder("");
              disk.dieAt(2, true);
              file.write(bytes(10, 1), 0);
              file.sync();
              throw new AssertionError("not reached");
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      world.runFor(1_000_000_000L);
      assertThat(node.up()).isFalse();
      node.restart();
      byte[] read = read(disk, "f");
      effective += read.length == 10 && read[9] == 1 ? 1 : 0;
    }
    assertThat(effective).isBetween(1, SEEDS - 1);
  }

  @Test
  void aMoveBetweenFoldersDoesNotComeBackOnceItsTargetIsSynced() throws IOException {
    for (long seed = 0; seed < SEEDS; seed++) {
      SimDisk disk = disk(seed);
      disk.makeFolder("a");
      disk.makeFolder("b");
      disk.syncFolder("");
      create(disk, "a/x", 1);
      disk.rename("a/x", "b/y");
      disk.syncFolder("b");
      disk.powerLoss();
      assertThat(disk.paths()).containsExactly("b/y");
    }
  }

  @Test
  void whatATaskMakesOfItsMachinesDeathDoesNotFailTheRun() {
    Simulation world = new Simulation(1);
    SimNode node = world.node("a");
    node.disk().dieAt(1, false);
    node.scheduler()
        .blocking("log")
        .execute(() -> {
          try {
            node.disk().makeFolder("d");
          } catch (Throwable t) { // as careless code does
            throw new IllegalStateException("wrapped", t);
          }
        });
    world.runFor(1_000_000_000L);
    assertThat(node.up()).isFalse();
    node.restart();
    assertThat(node.boot()).isEqualTo(2);
  }

  @Test
  void syncedBytesOfARandomProgramSurvive() throws IOException {
    for (long seed = 0; seed < SEEDS; seed++) {
      SeededRandom random = new SeededRandom(seed);
      SimDisk disk = disk(seed);
      byte[] synced = new byte[4096];
      byte[] written = synced.clone();
      create(disk, "f", 0, 4096);
      disk.syncFolder("");
      for (int round = 0; round < 5; round++) {
        try (Disk.File file = disk.open("f", Disk.Mode.EXISTING)) {
          for (int i = random.nextInt(10); i > 0; i--) {
            int position = random.nextInt(4000);
            int count = 1 + random.nextInt(4096 - position);
            int value = 1 + random.nextInt(100);
            file.write(bytes(count, value), position);
            Arrays.fill(written, position, position + count, (byte) value);
            if (random.chance(0.2)) {
              file.sync();
              synced = written.clone();
            }
          }
          if (random.chance(0.3)) {
            file.sync();
            synced = written.clone();
          }
        }
        boolean allSynced = Arrays.equals(synced, written);
        disk.powerLoss();
        byte[] read = read(disk, "f");
        assertThat(read).hasSize(4096);
        if (allSynced) {
          assertThat(read).isEqualTo(synced);
        }
        synced = read;
        written = read.clone();
      }
    }
  }

  @Test
  void opensAsTheContractSays() throws IOException {
    SimDisk disk = disk(1);
    assertThatThrownBy(() -> disk.open("f", Disk.Mode.EXISTING))
        .isInstanceOf(NoSuchFileException.class);
    create(disk, "f", 1);
    assertThatThrownBy(() -> disk.open("f", Disk.Mode.CREATE))
        .isInstanceOf(FileAlreadyExistsException.class);
    Disk.File file = disk.open("f", Disk.Mode.READ);
    assertThatThrownBy(() -> file.write(bytes(1, 1), 0)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> disk.open("no/f", Disk.Mode.CREATE))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> disk.open("../f", Disk.Mode.CREATE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(disk.list("none")).isEmpty();
  }

  private static SimDisk disk(long seed) {
    return new SimDisk(new SeededRandom(seed));
  }

  private static void create(SimDisk disk, String path, int value) throws IOException {
    create(disk, path, value, 10);
  }

  private static void create(SimDisk disk, String path, int value, int count) throws IOException {
    try (Disk.File file = disk.open(path, Disk.Mode.CREATE)) {
      file.write(bytes(count, value), 0);
      file.sync();
    }
  }

  private static byte[] read(SimDisk disk, String path) throws IOException {
    try (Disk.File file = disk.open(path, Disk.Mode.READ)) {
      ByteBuffer target = ByteBuffer.allocate((int) file.size());
      assertThat(file.read(target, 0)).isEqualTo(target.capacity());
      return target.array();
    }
  }

  private static ByteBuffer bytes(int count, int value) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) value);
    return ByteBuffer.wrap(bytes);
  }
}
