package dev.stator.lab.bench;

import dev.stator.lab.process.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a process of this machine takes, from outside of it. */
final class NodeMemory {
  private static final double TICKS_PER_SECOND = 100;
  private static final Pattern USED = Pattern.compile("total \\d+K, used (\\d+)K");
  private static final Pattern THREADS = Pattern.compile("Threads:\\s+(\\d+)");

  private NodeMemory() {}

  /** Processor time so far, of all threads, in the kernel too. */
  static double processorSeconds(long pid) {
    String stat;
    try {
      stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // The name, in brackets, may hold anything; the fields after it are counted from 3.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  static int threads(long pid) {
    try {
      Matcher found = THREADS.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
      return found.find() ? Integer.parseInt(found.group(1)) : -1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes of Java objects that are left after a full collection, with the serial collector. */
  static long heapAfterCollection(long pid) {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Tool.run(jcmd, Long.toString(pid), "GC.run");
    Matcher used = USED.matcher(Tool.run(jcmd, Long.toString(pid), "GC.heap_info"));
    long kilobytes = 0;
    // The young and the old generation; what follows is not the heap.
    for (int i = 0; i < 2 && used.find(); i++) {
      kilobytes += Long.parseLong(used.group(1));
    }
    return kilobytes << 10;
  }
}
