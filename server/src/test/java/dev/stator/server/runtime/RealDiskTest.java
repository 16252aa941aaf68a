package dev.stator.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.base.Disk;
import dev.stator.base.DiskFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealDiskTest {
  @TempDir Path folder;
  private RealDisk disk;

  @BeforeEach
  void open() throws IOException {
    disk = new RealDisk(folder.resolve("root"));
  }

  @Test
  void readsBackWhatWasWrittenThroughAnotherHandle() throws IOException {
    disk.makeFolder("a/b");
    try (Disk.File file = disk.open("a/b/f", Disk.Mode.CREATE)) {
      file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 100);
      file.sync();
      disk.syncFolder("a/b");
      disk.syncFolder("");
      assertThat(file.size()).isEqualTo(103);
    }
    try (Disk.File file = disk.open("a/b/f", Disk.Mode.READ)) {
      ByteBuffer target = ByteBuffer.allocate(10);
      assertThat(file.read(target, 99)).isEqualTo(4);
      assertThat(target.array()).startsWith(0, 1, 2, 3, 0);
      assertThat(file.read(target, 200)).isZero();
      assertThatThrownBy(() -> file.write(target, 0)).isInstanceOf(IOException.class);
      assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
    }
  }

  @Test
  void allocateReservesBlocksAndKeepsWhatIsThere() throws IOException {
    try (Disk.File file = disk.open("f", Disk.Mode.CREATE)) {
      file.write(ByteBuffer.wrap(new byte[] {7}), 0);
      file.allocate(3_000_001);
      assertThat(file.size()).isEqualTo(3_000_001);
      file.allocate(10);
      assertThat(file.size()).isEqualTo(3_000_001);
      ByteBuffer target = ByteBuffer.allocate(3_000_001);
      file.read(target, 0);
      assertThat(target.get(0)).isEqualTo((byte) 7);
      assertThat(target.get(3_000_000)).isZero();
      file.sync();
      file.truncate(5);
      assertThat(file.size()).isEqualTo(5);
    }
  }

  @Test
  void namesAreListedRenamedAndDeleted() throws IOException {
    disk.makeFolder("d/sub");
    for (String name : new String[] {"d/z", "d/a", "d/m"}) {
      disk.open(name, Disk.Mode.CREATE).close();
    }
    assertThat(disk.list("d")).containsExactly("a", "m", "z");
    assertThat(disk.list("none")).isEmpty();
    disk.rename("d/z", "d/a");
    disk.delete("d/m");
    assertThat(disk.list("d")).containsExactly("a");
    assertThat(disk.exists("d/a")).isTrue();
    assertThat(disk.exists("d/m")).isFalse();
    assertThat(disk.usableBytes()).isPositive();
  }

  @Test
  void refusesWhatTheContractRefuses() throws IOException {
    disk.makeFolder("d");
    disk.open("f", Disk.Mode.CREATE).close();
    assertThatThrownBy(() -> disk.open("f", Disk.Mode.CREATE))
        .isInstanceOf(FileAlreadyExistsException.class);
    for (Disk.Mode mode : new Disk.Mode[] {Disk.Mode.EXISTING, Disk.Mode.READ}) {
      assertThatThrownBy(() -> disk.open("g", mode)).isInstanceOf(NoSuchFileException.class);
      assertThatThrownBy(() -> disk.open("d", mode)).isInstanceOf(NoSuchFileException.class);
    }
    assertThatThrownBy(() -> disk.open("no/g", Disk.Mode.CREATE))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> disk.delete("g")).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> disk.delete("d")).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> disk.rename("g", "h")).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> disk.rename("f", "d")).isInstanceOf(FileAlreadyExistsException.class);
    for (String path : new String[] {"../f", "/etc/passwd", "d/../../f"}) {
      assertThatThrownBy(() -> disk.open(path, Disk.Mode.READ))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aFullDiskIsNamed() throws IOException {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(full), "needs a device that is always full");
    try (FileChannel channel = FileChannel.open(full, StandardOpenOption.WRITE)) {
      RealFile file = new RealFile("log/7", channel, true);
      assertThatThrownBy(() -> file.write(ByteBuffer.allocate(1), 0))
          .isInstanceOf(DiskFullException.class)
          .hasMessageContaining("'log/7'")
          .hasCauseInstanceOf(IOException.class);
    }
  }
}
