package dev.stator.storage.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.base.Disk;
import dev.stator.base.SeededRandom;
import dev.stator.base.sim.MachineDiedError;
import dev.stator.base.sim.SimDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DataFormatTest {
  private final SimDisk disk = new SimDisk(new SeededRandom(3));

  @Test
  void aNewFolderIsMarked() throws IOException {
    assertThat(DataFormat.open(disk, "data")).isEqualTo(1);
    disk.powerLoss();
    assertThat(DataFormat.open(disk, "data")).isEqualTo(1);
    ByteBuffer bytes = ByteBuffer.allocate(100);
    try (Disk.File file = disk.open("data/FORMAT", Disk.Mode.READ)) {
      file.read(bytes, 0);
    }
    assertThat(new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8))
        .isEqualTo("stator-data 1\n");
  }

  @Test
  void theRootOfADiskMayBeTheFolder() throws IOException {
    assertThat(DataFormat.open(disk, "")).isEqualTo(1);
    assertThat(DataFormat.open(disk, "")).isEqualTo(1);
    assertThat(disk.list("")).containsExactly("FORMAT");
  }

  @Test
  void aNewerFolderIsRefusedInOneSentence() throws IOException {
    mark("stator-data 7\n");
    assertThatThrownBy(() -> DataFormat.open(disk, "data"))
        .isInstanceOf(NewerFormatException.class)
        .hasMessage(
            "The data folder was written by a newer Stator (format 7; this one reads up to 1): use"
                + " that version or newer, or another --data folder.");
  }

  @Test
  void anythingElseIsRefused() throws IOException {
    mark("something else\n");
    assertThatThrownBy(() -> DataFormat.open(disk, "data"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("data/FORMAT does not say which format");
  }

  @Test
  void aPowerLossAtAnyPointLeavesAFolderThatOpens() throws IOException {
    for (int point = 1; point < 12; point++) {
      for (int seed = 0; seed < 20; seed++) {
        SimDisk torn = new SimDisk(new SeededRandom(seed));
        torn.dieAt(point, true);
        try {
          DataFormat.open(torn, "data");
        } catch (MachineDiedError e) {
          // What the point is for.
        }
        torn.powerLoss();
        assertThat(DataFormat.open(torn, "data")).isEqualTo(1);
      }
    }
  }

  private void mark(String line) throws IOException {
    disk.makeFolder("data");
    try (Disk.File file = disk.open("data/FORMAT", Disk.Mode.CREATE)) {
      file.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)), 0);
    }
  }
}
