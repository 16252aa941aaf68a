package dev.stator.lab.arch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.lab.process.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is shipped, what the build allows and what docs/dependencies.md says are the same. */
class DependenciesIT {
  private static final Pattern JAR =
      Pattern.compile("(.+?)-(\\d[\\w.]*?(?:\\.Final)?)(-[a-z]\\w*)*\\.jar");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `[\\w.-]+:([\\w.-]+)`[^|]*\\| ([\\w.]+) \\|");
  private static final Pattern ALLOWED =
      Pattern.compile("<include>([\\w.-]+):([\\w.-]+)</include>");

  @Test
  void theListNamesEveryShippedJarAndNoOther() throws IOException {
    assertThat(listed(shippedPart(document()))).isEqualTo(shipped());
  }

  @Test
  void theBuildAllowsNothingThatTheListDoesNotName() throws IOException {
    Matcher allowed = ALLOWED.matcher(Files.readString(SourceTree.root().resolve("pom.xml")));
    List<String> names = new ArrayList<>();
    while (allowed.find()) {
      names.add(allowed.group(2));
    }
    assertThat(new TreeSet<>(names)).isEqualTo(new TreeSet<>(listed(document()).keySet()));
  }

  @Test
  void jarNamesAreRead() {
    assertThat(nameAndVersion("netty-transport-native-epoll-4.2.18.Final-linux-x86_64.jar"))
        .isEqualTo(Map.entry("netty-transport-native-epoll", "4.2.18.Final"));
    assertThat(nameAndVersion("slf4j-api-2.0.20.jar")).isEqualTo(Map.entry("slf4j-api", "2.0.20"));
  }

  private static String document() throws IOException {
    return Files.readString(SourceTree.root().resolve("docs/dependencies.md"));
  }

  private static String shippedPart(String document) {
    return document.substring(0, document.indexOf("Only in `lab`"));
  }

  private static Map<String, String> listed(String text) {
    Map<String, String> versions = new TreeMap<>();
    Matcher row = ROW.matcher(text);
    while (row.find()) {
      versions.put(row.group(1), row.group(2));
    }
    return versions;
  }

  private static Map<String, String> shipped() throws IOException {
    Map<String, String> versions = new TreeMap<>();
    Path folder = SourceTree.root().resolve("server/target/lib");
    try (var jars = Files.list(folder)) {
      jars.map(jar -> jar.getFileName().toString())
          .filter(name -> !name.startsWith("stator-"))
          .map(DependenciesIT::nameAndVersion)
          .forEach(entry -> versions.put(entry.getKey(), entry.getValue()));
    }
    return versions;
  }

  private static Map.Entry<String, String> nameAndVersion(String jar) {
    Matcher parts = JAR.matcher(jar);
    assertThat(parts.matches()).as(jar).isTrue();
    return Map.entry(parts.group(1), parts.group(2));
  }
}
