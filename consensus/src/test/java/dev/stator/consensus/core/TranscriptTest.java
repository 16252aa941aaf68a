package dev.stator.consensus.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The core against text files of commands ({@code > ...}) and what came of them. With {@code
 * -Dstator.transcripts=rewrite} the files are written anew: read the difference before committing
 * it.
 */
class TranscriptTest {
  private static final Path FOLDER = Path.of("src/test/resources/transcripts");

  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void holds(String name) throws IOException {
    Path file = FOLDER.resolve(name);
    String expected = Files.readString(file);
    TranscriptWorld world = new TranscriptWorld();
    StringBuilder actual = new StringBuilder();
    for (String line : expected.split("\n")) {
      if (line.startsWith("> ")) {
        actual.append(line).append('\n').append(world.run(line.substring(2)));
      } else if (!line.startsWith("  ")) {
        actual.append(line).append('\n');
      }
    }
    if ("rewrite".equals(System.getProperty("stator.transcripts"))) {
      Files.writeString(file, actual.toString());
    } else {
      assertThat(actual.toString()).isEqualTo(expected);
    }
  }
}
