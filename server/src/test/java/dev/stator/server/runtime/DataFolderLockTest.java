package dev.stator.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DataFolderLockTest {
  @TempDir Path folder;

  @Test
  void isTakenOnceAndAgainAfterClose() throws IOException {
    Path data = folder.resolve("data");
    String self = Long.toString(ProcessHandle.current().pid());
    try (DataFolderLock lock = DataFolderLock.take(data)) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> DataFolderLock.take(data.resolve("../data")))
          .isInstanceOf(DataFolderInUseException.class)
          .hasMessageContaining("process " + self);
    }
    DataFolderLock.take(data).close();
  }

  @Test
  void anotherProcessIsNamedAndItsDeathFreesTheFolder() throws Exception {
    Process other = holder();
    try (BufferedReader output = other.inputReader()) {
      assertThat(output.readLine()).isEqualTo("taken");
      assertThatThrownBy(() -> DataFolderLock.take(folder))
          .isInstanceOf(DataFolderInUseException.class)
          .hasMessage(
              "The data folder "
                  + folder
                  + " is in use by another Stator (process "
                  + other.pid()
                  + ").");
      assertThatThrownBy(() -> DataFolderLock.take(folder))
          .isInstanceOf(DataFolderInUseException.class);
    } finally {
      other.destroyForcibly();
    }
    assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
    DataFolderLock.take(folder).close();
  }

  @Test
  void aSecondAttemptInTheHoldersProcessDoesNotFreeTheFolder() throws Exception {
    try (DataFolderLock lock = DataFolderLock.take(folder)) {
      assertThatThrownBy(() -> DataFolderLock.take(folder))
          .isInstanceOf(DataFolderInUseException.class);
      Process other = holder();
      try (BufferedReader output = other.inputReader()) {
        assertThat(output.readLine()).contains("is in use by another Stator");
      } finally {
        other.destroyForcibly();
      }
    }
  }

  private Process holder() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            folder.toString())
        .redirectErrorStream(true)
        .start();
  }

  /** Takes the lock and holds it until it is killed or its input ends. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws IOException {
      try {
        DataFolderLock lock = DataFolderLock.take(Path.of(args[0]));
        System.out.println("taken");
        System.in.read();
        lock.close();
      } catch (DataFolderInUseException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
