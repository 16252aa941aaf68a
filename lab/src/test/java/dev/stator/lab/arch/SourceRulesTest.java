package dev.stator.lab.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Rules that the compiled classes no longer show. */
class SourceRulesTest {
  private static final int LINES_MAX = 500;
  private static final int DOOR_WORDS_MIN = 6;

  private static final Pattern PACKAGE_DOC =
      Pattern.compile("/\\*\\*(.*?)\\*/\\s*(?:@\\w+\\s+)*package [\\w.]+;", Pattern.DOTALL);
  private static final Pattern MARKED_MODULE =
      Pattern.compile("@NullMarked\\s+module dev\\.stator\\.");

  /** Homes, work folders and the like: a path that only one machine has. */
  private static final Pattern MACHINE_PATH =
      Pattern.compile("(?<![\\w.}$-])/(?:home|Users|root|work|mnt)/[\\w.]");

  private static final Pattern LEFT_OVER =
      Pattern.compile("\\b(?:TO" + "DO|FIX" + "ME|XX" + "X)\\b");

  @Test
  void everyPackageIsExplainedAtItsDoor() {
    for (Path file : Texts.endingWith(".java")) {
      Path folder = file.getParent();
      boolean main = Texts.name(file).contains("src/main/java/dev/");
      if (main) {
        assertThat(folder.resolve("package-info.java")).exists();
      }
    }
    each(SourceRulesTest::doorComplaint, "package-info.java");
  }

  @Test
  void aSilentDoorIsSeen() {
    assertThat(doorComplaint("package dev.stator.x;\n")).isPresent();
    assertThat(doorComplaint("/** Things. */\npackage dev.stator.x;\n")).isPresent();
    assertThat(doorComplaint("/** What this is, why it is here, who calls. */\npackage a.b;"))
        .isEmpty();
  }

  @Test
  void everyModuleIsNullMarked() {
    each(SourceRulesTest::moduleComplaint, "module-info.java");
    try (var modules = Files.list(dev.stator.lab.process.SourceTree.root())) {
      assertThat(
              modules
                  .filter(folder -> Files.exists(folder.resolve("pom.xml")))
                  .filter(folder -> Files.isDirectory(folder.resolve("src/main/java"))))
          .isNotEmpty()
          .allSatisfy(
              folder -> assertThat(folder.resolve("src/main/java/module-info.java")).exists());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void anUnmarkedModuleIsSeen() {
    assertThat(moduleComplaint("/** X. */\nmodule dev.stator.x {}")).isPresent();
    assertThat(moduleComplaint("@NullMarked\nmodule dev.stator.x {}")).isEmpty();
  }

  @Test
  void noFileIsAGiant() {
    each(SourceRulesTest::lengthComplaint, ".java");
  }

  @Test
  void aGiantIsSeen() {
    assertThat(lengthComplaint("\n".repeat(LINES_MAX))).isEmpty();
    assertThat(lengthComplaint("\n".repeat(LINES_MAX + 1))).isPresent();
  }

  @Test
  void nothingIsLeftOverAndNoMachineIsNamed() {
    each(
        SourceRulesTest::hygieneComplaint,
        ".java",
        ".md",
        ".xml",
        ".json",
        ".properties",
        ".py",
        ".js",
        ".mjs",
        ".sh",
        "stator",
        "run");
  }

  @Test
  void leftOversAndMachinesAreSeen() {
    assertThat(hygieneComplaint("// TO" + "DO later")).isPresent();
    assertThat(hygieneComplaint("cd /ho" + "me/someone/stator")).isPresent();
    assertThat(hygieneComplaint("\"/ro" + "ot/.m2\"")).isPresent();
    assertThat(hygieneComplaint("https://example.com/home/page and $HOME/home/x")).isEmpty();
  }

  private static void each(Function<String, Optional<String>> rule, String... ends) {
    List<Path> files = Texts.endingWith(ends);
    assertThat(files).isNotEmpty();
    assertThat(files)
        .allSatisfy(
            file -> assertThat(rule.apply(Texts.read(file))).as(Texts.name(file)).isEmpty());
  }

  private static Optional<String> doorComplaint(String text) {
    Matcher doc = PACKAGE_DOC.matcher(text);
    if (!doc.find()) {
      return Optional.of("has no Javadoc");
    }
    return doc.group(1).strip().split("\\s+").length < DOOR_WORDS_MIN
        ? Optional.of("says next to nothing")
        : Optional.empty();
  }

  private static Optional<String> moduleComplaint(String text) {
    return MARKED_MODULE.matcher(text).find()
        ? Optional.empty()
        : Optional.of("is not marked as free of nulls");
  }

  private static Optional<String> lengthComplaint(String text) {
    long lines = text.chars().filter(c -> c == '\n').count();
    return lines > LINES_MAX ? Optional.of(lines + " lines: split it by role") : Optional.empty();
  }

  private static Optional<String> hygieneComplaint(String text) {
    for (Pattern pattern : List.of(MACHINE_PATH, LEFT_OVER)) {
      Matcher found = pattern.matcher(text);
      if (found.find()) {
        return Optional.of("holds '" + found.group() + "'");
      }
    }
    return Optional.empty();
  }
}
