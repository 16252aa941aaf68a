package dev.stator.base.sim;

import dev.stator.base.Check;
import dev.stator.base.Disk;
import dev.stator.base.DiskPath;
import dev.stator.base.RandomSource;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A disk in memory that keeps exactly what {@link Disk} promises, and fails on request. It is a
 * {@link SimNode}'s, or stands alone in a test. Used by one thread.
 */
public final class SimDisk implements Disk {
  private final RandomSource random;
  private final SimNames names = new SimNames();
  private final List<SimFile> openFiles = new ArrayList<>();
  private final Set<String> unreadable = new TreeSet<>();
  private long capacityBytes = 1L << 40;
  private long usedBytes;
  private long epoch;
  private long mutations;
  private long doomAtMutation = Long.MAX_VALUE;
  private boolean doomIsPowerLoss;
  private boolean doomed;
  private boolean failsNextSync;
  private boolean failsSyncs;
  private boolean failsWrites;
  private long delayNanosMin = 100_000;
  private long delayNanosMax = 2_000_000;
  private final List<Runnable> standing = new ArrayList<>();
  private boolean stands;

  public SimDisk(RandomSource random) {
    this.random = random;
  }

  @Override
  public File open(String path, Mode mode) throws IOException {
    alive();
    DiskPath.check(path);
    if (mode == Mode.CREATE) {
      mutate(path, () -> create(path));
    }
    SimFile known = names.file(path);
    if (known == null) {
      throw new NoSuchFileException(path);
    }
    return handle(path, known, mode != Mode.READ);
  }

  @Override
  public List<String> list(String folder) {
    alive();
    return names.filesIn(DiskPath.check(folder));
  }

  @Override
  public boolean exists(String path) {
    alive();
    return names.exists(DiskPath.check(path));
  }

  @Override
  public void makeFolder(String folder) throws IOException {
    DiskPath.check(folder);
    mutate(folder, () -> makeFolders(folder));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    DiskPath.check(from);
    DiskPath.check(to);
    mutate(from, () -> move(from, to));
  }

  @Override
  public void delete(String path) throws IOException {
    DiskPath.check(path);
    mutate(path, () -> remove(path));
  }

  @Override
  public void syncFolder(String folder) throws IOException {
    DiskPath.check(folder);
    mutate(folder, () -> syncNames(folder));
  }

  @Override
  public long usableBytes() {
    alive();
    return Math.max(0, capacityBytes - usedBytes);
  }

  /** The process dies: open files close, everything written stays as programs saw it. */
  public void crash() {
    epoch++;
    doomed = false;
    doomAtMutation = Long.MAX_VALUE;
    openFiles.forEach(SimFile::forgetHandles);
    openFiles.clear();
    recount();
  }

  /** Power goes: of what was not synced, a random part is gone. */
  public void powerLoss() {
    crash();
    Set<SimFile> affected = new LinkedHashSet<>(names.files());
    names.powerLoss(random);
    affected.addAll(names.files());
    affected.forEach(file -> file.powerLoss(random));
    recount();
  }

  /** The machine, which is down, gets an empty disk for this one. */
  public void replace() {
    crash();
    names.clear();
    unreadable.clear();
    recount();
  }

  /**
   * Kills the machine in the middle of the disk operation that is {@code mutations} mutations
   * ahead: 1 is the next one. The operation throws {@link MachineDiedError}, whether it took effect
   * or not, and so does everything after it until {@link #crash} or {@link #powerLoss}, which a
   * {@link SimNode} calls by itself when the task ends.
   */
  public void dieAt(long mutationsAhead, boolean powerLoss) {
    Check.that(mutationsAhead >= 1, "the next mutation is 1 ahead");
    doomAtMutation = mutations + mutationsAhead;
    doomIsPowerLoss = powerLoss;
  }

  /** How many changes, syncs included, were asked of this disk. */
  public long mutations() {
    return mutations;
  }

  /** How much the disk holds in all. Files that are there stay even beyond it. */
  public void capacity(long bytes) {
    capacityBytes = bytes;
  }

  /** Room that files take now. */
  public long usedBytes() {
    return usedBytes;
  }

  /** The next sync, of a file or a folder, fails; those after it do not. */
  public void failNextSync() {
    failsNextSync = true;
  }

  /** Whether every sync fails from now on. */
  public void failSyncs(boolean fail) {
    failsSyncs = fail;
  }

  /** Whether every write fails from now on, with an error that is not a full disk. */
  public void failWrites(boolean fail) {
    failsWrites = fail;
  }

  /** Whether reads of this file fail from now on. */
  public void failReads(String path, boolean fail) {
    if (fail) {
      unreadable.add(path);
    } else {
      unreadable.remove(path);
    }
  }

  /** Flips one bit of a file where programs and the platter have it. */
  public void flipBit(String path, long position, int bit) {
    SimFile file = fileOf(path);
    Check.that(0 <= position && position < file.size(), "the bit lies in the file");
    Check.that(0 <= bit && bit < 8, "a byte has bits 0 to 7");
    file.flipBit(position, bit);
  }

  /** Flips a random bit of a file that is not empty; answers the position of its byte. */
  public long flipRandomBit(String path) {
    long position = random.nextLong(fileOf(path).size());
    flipBit(path, position, random.nextInt(8));
    return position;
  }

  /** Paths of all files, sorted, for a test that wants to pick one. */
  public List<String> paths() {
    return names.paths();
  }

  /** How long a blocking task waits before it runs, in virtual time. Default 0.1 to 2 ms. */
  public void delay(long nanosMin, long nanosMax) {
    Check.that(0 <= nanosMin && nanosMin <= nanosMax, "delays are ordered");
    delayNanosMin = nanosMin;
    delayNanosMax = nanosMax;
  }

  /**
   * Whether the disk stands still: no blocking task of the machine begins until it goes on, in
   * whatever boot. What computes goes on, so the machine answers others.
   */
  public void stand(boolean still) {
    stands = still;
    if (!still) {
      List<Runnable> waiting = List.copyOf(standing);
      standing.clear();
      waiting.forEach(Runnable::run);
    }
  }

  boolean stands() {
    return stands;
  }

  /** Runs something when the disk, which stands still, goes on. */
  void whenItGoesOn(Runnable then) {
    standing.add(then);
  }

  long delayNanos() {
    return delayNanosMin + random.nextLong(delayNanosMax - delayNanosMin + 1);
  }

  boolean doomed() {
    return doomed;
  }

  boolean doomIsPowerLoss() {
    return doomIsPowerLoss;
  }

  private SimFile create(String path) throws IOException {
    if (names.exists(path)) {
      throw new FileAlreadyExistsException(path);
    }
    needFolderOf(path);
    SimFile made = new SimFile();
    names.put(path, made);
    made.named();
    return made;
  }

  private void makeFolders(String folder) throws IOException {
    if (names.isFolder(folder)) {
      return;
    }
    if (names.exists(folder)) {
      throw new FileAlreadyExistsException(folder);
    }
    makeFolders(DiskPath.folder(folder));
    names.put(folder, null);
  }

  private void move(String from, String to) throws IOException {
    SimFile moved = names.file(from);
    if (moved == null) {
      throw new NoSuchFileException(from);
    }
    needFolderOf(to);
    if (names.isFolder(to)) {
      throw new FileAlreadyExistsException(to);
    }
    SimFile replaced = names.file(to);
    if (moved == replaced) {
      return;
    }
    names.rename(from, to, moved);
    if (replaced != null) {
      replaced.unnamed();
      giveBack(replaced);
    }
  }

  private void remove(String path) throws IOException {
    SimFile gone = names.file(path);
    if (gone == null) {
      throw new NoSuchFileException(path);
    }
    names.remove(path);
    gone.unnamed();
    giveBack(gone);
  }

  private void syncNames(String folder) throws IOException {
    if (!names.isFolder(folder)) {
      throw new NoSuchFileException(folder);
    }
    if (syncFails()) {
      throw new IOException("simulated failure to sync folder '" + folder + "'");
    }
    names.sync(folder);
  }

  long epoch() {
    return epoch;
  }

  void checkReadable(String path) throws IOException {
    if (unreadable.contains(path)) {
      throw new IOException("simulated failure to read '" + path + "'");
    }
  }

  void checkWritesWork(String path) throws IOException {
    if (failsWrites) {
      throw new IOException("simulated failure to write '" + path + "'");
    }
  }

  /** How much of a write that meets the end of the disk is written all the same. */
  int writtenThoughFull(int fits) {
    return random.nextInt(fits + 1);
  }

  void resized(long fromBytes, long toBytes) {
    usedBytes += toBytes - fromBytes;
  }

  void failSyncOf(SimFile file) {
    long before = file.size();
    file.failedSync(random);
    resized(before, file.size());
  }

  void closed(SimFile file) {
    file.closed();
    openFiles.remove(file);
    giveBack(file);
  }

  private File handle(String path, SimFile file, boolean writable) {
    file.opened();
    openFiles.add(file);
    return new SimOpenFile(this, path, file, writable);
  }

  private void needFolderOf(String path) throws IOException {
    if (!names.isFolder(DiskPath.folder(path))) {
      throw new NoSuchFileException(DiskPath.folder(path));
    }
  }

  private SimFile fileOf(String path) {
    SimFile file = names.file(path);
    if (file == null) {
      throw new IllegalArgumentException("no such file: " + path);
    }
    return file;
  }

  void alive() {
    if (doomed) {
      throw new MachineDiedError("the machine is dead");
    }
  }

  /** Counts and makes a change; dies here when it is time, with the change made or not. */
  void mutate(String path, Mutation mutation) throws IOException {
    alive();
    mutations++;
    boolean dies = mutations >= doomAtMutation;
    if (!dies || random.chance(0.5)) {
      mutation.make();
    }
    if (dies) {
      doomed = true;
      throw new MachineDiedError("the machine died in the middle of a change of '" + path + "'");
    }
  }

  boolean syncFails() {
    boolean fails = failsSyncs || failsNextSync;
    failsNextSync = false;
    return fails;
  }

  private void giveBack(SimFile file) {
    if (!file.exists()) {
      usedBytes -= file.size();
    }
  }

  private void recount() {
    Set<SimFile> named = new LinkedHashSet<>(names.files());
    usedBytes = 0;
    for (SimFile file : named) {
      file.forgetNames();
      usedBytes += file.size();
    }
    names.files().forEach(SimFile::named);
  }

  /** A change of the disk. */
  @FunctionalInterface
  interface Mutation {
    void make() throws IOException;
  }
}
