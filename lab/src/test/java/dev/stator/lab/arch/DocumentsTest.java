package dev.stator.lab.arch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.lab.process.SourceTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What documents point at exists. A link to a Java file whose text is {@code Name.method} must find
 * that method in the file, so that a walk through the code stays true.
 */
class DocumentsTest {
  private static final Pattern LINK =
      Pattern.compile("\\[`?([^\\]`]+)`?\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)");
  private static final Pattern METHOD = Pattern.compile("\\w+\\.([a-z]\\w*)");

  @Test
  void everyLinkLeadsSomewhere() {
    List<Path> documents = Texts.endingWith(".md");
    assertThat(documents).isNotEmpty();
    for (Path document : documents) {
      assertThat(deadLinks(Texts.read(document), document.getParent()))
          .as(Texts.name(document))
          .isEmpty();
    }
  }

  @Test
  void theWalkNamesFiles() {
    String walk = Texts.read(SourceTree.root().resolve("docs/architecture.md"));
    long files =
        LINK.matcher(walk).results().filter(link -> link.group(2).endsWith(".java")).count();
    assertThat(files).isGreaterThan(30);
  }

  @Test
  void aDeadLinkIsSeen() {
    Path docs = SourceTree.root().resolve("docs");
    String file = "../lab/src/test/java/dev/stator/lab/arch/DocumentsTest.java";
    assertThat(deadLinks("[x](nothing/there.md)", docs)).hasSize(1);
    assertThat(deadLinks("[`DocumentsTest.noSuchMethod`](" + file + ")", docs)).hasSize(1);
    assertThat(deadLinks("[`DocumentsTest.aDeadLinkIsSeen`](" + file + ")", docs)).isEmpty();
    assertThat(deadLinks("[away](https://example.com)", docs)).isEmpty();
  }

  private static List<String> deadLinks(String text, Path folder) {
    List<String> dead = new ArrayList<>();
    Matcher link = LINK.matcher(text);
    while (link.find()) {
      String target = link.group(2);
      if (target.contains("://") || target.startsWith("mailto:")) {
        continue;
      }
      Path file = folder.resolve(target);
      Matcher method = METHOD.matcher(link.group(1));
      if (!Files.exists(file)) {
        dead.add(target + " does not exist");
      } else if (target.endsWith(".java")
          && method.matches()
          && !method.group(1).equals("java")
          && !Pattern.compile("\\b" + method.group(1) + "\\(").matcher(Texts.read(file)).find()) {
        dead.add(target + " has no " + method.group(1));
      }
    }
    return dead;
  }
}
