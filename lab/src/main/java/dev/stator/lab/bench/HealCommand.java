package dev.stator.lab.bench;

import dev.stator.lab.process.Folders;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** {@code stator bench heal}: how soon a quorum is whole again, and how fast a lost disk is. */
@Command(
    name = "heal",
    mixinStandardHelpOptions = true,
    description = {
      "Starts nodes on this machine, makes a table of one partition and fills it to a size. Then kills",
      "the node of a storage replica: prints the time until a log replica votes in its place and every",
      "voter is heard, and until the group is whole when the node is back. At last the node loses its",
      "disk: prints how long its replica takes to be back, and at which rate it is copied."
    })
final class HealCommand implements Callable<Integer> {
  @Option(
      names = "--sizes",
      split = ",",
      defaultValue = "10m,1g",
      converter = Bytes.class,
      description = "Sizes of the partition, in rising order (default ${DEFAULT-VALUE}).")
  private List<Long> sizes = new ArrayList<>();

  @Option(
      names = "--nodes",
      split = ",",
      defaultValue = "4,3",
      description =
          "Nodes in three zones: one cluster after the other. With three, no node is free for a log"
              + " replica (default ${DEFAULT-VALUE}).")
  private List<Integer> nodes = new ArrayList<>();

  @Option(
      names = "--rounds",
      defaultValue = "6",
      description = "How often a node is killed at each size (default ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--item-bytes",
      defaultValue = "4000",
      description = "Bytes of an item's value (default ${DEFAULT-VALUE}).")
  private int itemBytes;

  @Option(names = "--work", paramLabel = "DIR", description = "Where the processes' data goes.")
  private @Nullable Path work;

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws IOException {
    List<String> rows = new ArrayList<>();
    for (int count : nodes) {
      if (count < 3 || count > 9) {
        throw new IllegalArgumentException("--nodes must be between 3 and 9");
      }
      Path base = work == null ? Path.of("/tmp") : work;
      Path folder = Files.createTempDirectory(base, "stator-bench-");
      try (HealRun run = HealRun.start(folder, zones(count), itemBytes, out)) {
        for (long size : sizes) {
          rows.add(run.measure(size, rounds));
        }
      } finally {
        Folders.delete(folder);
      }
    }
    out.print("\n" + HealRun.HEAD);
    rows.forEach(out::print);
    return 0;
  }

  private static List<String> zones(int count) {
    List<String> zones = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      zones.add(String.valueOf((char) ('a' + i % 3)));
    }
    return zones;
  }

  /** Reads {@code 10m} or {@code 4g}: decimal megabytes and gigabytes. */
  static final class Bytes implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      String lower = text.toLowerCase(Locale.ROOT);
      long unit =
          switch (lower.charAt(lower.length() - 1)) {
            case 'm' -> 1_000_000L;
            case 'g' -> 1_000_000_000L;
            default -> throw new IllegalArgumentException("A size is like 10m or 4g: " + text);
          };
      return Long.parseLong(lower.substring(0, lower.length() - 1)) * unit;
    }
  }
}
