package dev.stator.model.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.index.IndexKeys;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Whole tables of expressions with their results or errors; they are the texts beside this class.
 * With {@code -Dtranscripts.rewrite=true} the test writes what it sees, for a look at the diff.
 */
final class TranscriptTest {
  private static final String ARROW = "  =>  ";
  private static final boolean REWRITE = Boolean.getBoolean("transcripts.rewrite");

  @Test
  void conditions() {
    check(
        "conditions.txt",
        text -> {
          ConditionExpression condition =
              ConditionExpression.parse(ExpressionKind.CONDITION, text, Fixture.attributes(text));
          return String.valueOf(condition.test(Fixture.ITEM));
        });
  }

  @Test
  void updates() {
    check(
        "updates.txt",
        text -> {
          UpdateExpression update = UpdateExpression.parse(text, Fixture.attributes(text));
          update.requireNoKey(Fixture.SCHEMA);
          return changes(update.apply(Fixture.ITEM));
        });
  }

  private static String changes(UpdateOutcome outcome) {
    Map<String, AttributeValue> changed = new LinkedHashMap<>();
    StringBuilder gone = new StringBuilder();
    outcome
        .newItem()
        .attributes()
        .forEach((name, value) -> {
          if (!value.equals(outcome.oldItem().get(name))) {
            changed.put(name, value);
          }
        });
    for (String name : outcome.oldItem().attributes().keySet()) {
      if (outcome.newItem().get(name) == null) {
        gone.append(" -").append(name);
      }
    }
    return Fixture.show(new Item(changed)) + gone;
  }

  @Test
  void projections() {
    check(
        "projections.txt",
        text ->
            Fixture.show(
                ProjectionExpression.parse(text, Fixture.attributes(text)).apply(Fixture.ITEM)));
  }

  @Test
  void keyConditions() {
    check(
        "key-conditions.txt",
        text -> {
          KeyConditionExpression.parse(text, Fixture.attributes(text)).bind(Fixture.SCHEMA);
          return "ok";
        });
  }

  @Test
  void queryFilters() {
    check(
        "query-filters.txt",
        text -> {
          ConditionExpression.parse(ExpressionKind.FILTER, text, Fixture.attributes(text))
              .requireNoKey(IndexKeys.of(Fixture.SCHEMA));
          return "ok";
        });
  }

  private static void check(String file, UnaryOperator<String> evaluate) {
    List<String> expected = lines(file);
    List<String> actual = new ArrayList<>();
    for (String line : expected) {
      int arrow = line.indexOf(ARROW);
      if (line.startsWith("# ") && arrow < 0) {
        actual.add(line);
        continue;
      }
      String text = line.substring(0, arrow);
      actual.add(text + ARROW + Fixture.outcome(() -> evaluate.apply(text)));
    }
    if (REWRITE) {
      rewrite(file, actual);
    } else {
      assertThat(String.join("\n", actual)).isEqualTo(String.join("\n", expected));
    }
  }

  private static void rewrite(String file, List<String> lines) {
    try {
      Files.write(Path.of("src/test/resources/dev/stator/model/expression", file), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(String file) {
    try (InputStream in = TranscriptTest.class.getResourceAsStream(file)) {
      byte[] bytes = Objects.requireNonNull(in, file).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
