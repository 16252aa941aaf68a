package dev.stator.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class MemoryDiskTest {
  private static final long LIMIT = 10 * (16 << 10);

  private final MemoryDisk disk = new MemoryDisk(LIMIT);

  @Test
  void readsBackWhatWasWritten() throws IOException {
    disk.makeFolder("a/b");
    try (Disk.File file = disk.open("a/b/f", Disk.Mode.CREATE)) {
      file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 20_000);
      file.sync();
      ByteBuffer target = ByteBuffer.allocate(10);
      assertThat(file.read(target, 19_999)).isEqualTo(4);
      assertThat(target.array()).startsWith(0, 1, 2, 3);
      assertThat(file.read(ByteBuffer.allocate(1), 20_003)).isZero();
    }
    assertThat(disk.list("a/b")).containsExactly("f");
    assertThat(disk.list("a")).isEmpty();
    assertThat(disk.exists("a/b")).isTrue();
  }

  @Test
  void truncatedBytesReadAsZeroWhenTheFileGrowsAgain() throws IOException {
    Disk.File file = disk.open("f", Disk.Mode.CREATE);
    file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 0);
    file.truncate(1);
    file.allocate(3);
    ByteBuffer target = ByteBuffer.allocate(3);
    file.read(target, 0);
    assertThat(target.array()).containsExactly(1, 0, 0);
  }

  @Test
  void isBoundedAndGivesRoomBack() throws IOException {
    Disk.File file = disk.open("f", Disk.Mode.CREATE);
    file.allocate(LIMIT);
    Disk.File other = disk.open("g", Disk.Mode.CREATE);
    assertThatThrownBy(() -> other.write(ByteBuffer.allocate(1), 0))
        .isInstanceOf(DiskFullException.class);
    file.truncate(LIMIT - 1);
    assertThat(disk.usableBytes()).isZero();
    file.truncate(LIMIT / 2);
    assertThat(disk.usableBytes()).isEqualTo(LIMIT / 2);
    disk.delete("f");
    assertThat(disk.usableBytes()).as("an open file keeps its bytes").isEqualTo(LIMIT / 2);
    file.close();
    file.close();
    assertThat(disk.usableBytes()).isEqualTo(LIMIT);
    other.write(ByteBuffer.allocate(1), 0);
  }

  @Test
  void renameReplaces() throws IOException {
    for (String name : new String[] {"f", "g"}) {
      try (Disk.File file = disk.open(name, Disk.Mode.CREATE)) {
        file.write(ByteBuffer.wrap(name.getBytes()), 0);
      }
    }
    long usable = disk.usableBytes();
    disk.rename("f", "g");
    disk.rename("g", "g");
    assertThat(disk.list("")).containsExactly("g");
    assertThat(disk.usableBytes()).isGreaterThan(usable);
    try (Disk.File file = disk.open("g", Disk.Mode.READ)) {
      ByteBuffer target = ByteBuffer.allocate(1);
      file.read(target, 0);
      assertThat(target.array()).containsExactly('f');
      assertThatThrownBy(() -> file.write(target, 0)).isInstanceOf(IOException.class);
      file.close();
      assertThatThrownBy(() -> file.read(target, 0)).isInstanceOf(ClosedChannelException.class);
    }
  }

  @Test
  void refusesWhatTheContractRefuses() throws IOException {
    disk.open("f", Disk.Mode.CREATE).close();
    assertThatThrownBy(() -> disk.open("f", Disk.Mode.CREATE))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> disk.open("g", Disk.Mode.EXISTING))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> disk.open("no/g", Disk.Mode.CREATE))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> disk.makeFolder("f")).isInstanceOf(FileAlreadyExistsException.class);
    for (String path : new String[] {"/f", "a/../f", "a//f", "f/", ".", "a/."}) {
      assertThatThrownBy(() -> disk.exists(path)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(disk.exists("..f")).isFalse();
  }
}
